#include "runtime/control/control_api_dead_letters.h"

#include <exception>

#include <fmt/format.h>

#include "api/ops_event_table.h"
#include "core/ids.h"
#include "runtime/control/dead_letter_json.h"

namespace orderdeck::runtime {

using core::ErrorCode;
using ports::HttpReply;
using ports::HttpRequest;
using ports::HttpRespond;
using namespace api::literals;

namespace {

HttpReply ok(std::string json) { return {.status = 200, .body = std::move(json), .headers = {}}; }
HttpReply refuse(ErrorCode code, std::string what) { return ports::problem({code, std::move(what), false}); }

/// What a redrive would take and what it would leave.
struct Foreseen {
  std::map<std::string, std::int64_t> byTopic;
  std::int64_t skipped = 0;
};

core::Result<Foreseen> foresee(ports::DeadLetterBook& book, const std::vector<std::string>& letterIds) {
  Foreseen out;
  for (const std::string& id : letterIds) {
    const auto letter = book.find(id);
    if (!letter) return std::unexpected(letter.error());
    if (*letter && (*letter)->status == ports::kLetterWaiting && !(*letter)->truncated)
      ++out.byTopic[(*letter)->topic];
    else
      ++out.skipped;
  }
  return out;
}

core::Result<Foreseen> foresee(ports::DeadLetterBook& book, ports::DeadLetterQuery query) {
  Foreseen out;
  query.truncated = false;
  auto whole = book.counts(query);
  if (!whole) return std::unexpected(whole.error());
  out.byTopic = std::move(*whole);
  query.truncated = true;
  const auto cut = book.counts(query);
  if (!cut) return std::unexpected(cut.error());
  for (const auto& [topic, letters] : *cut) out.skipped += letters;
  return out;
}

}  // namespace

DeadLetterApi::DeadLetterApi(Redrive::OpenBook openBook, Redrive& redrive, EventLog& events)
    : m_openBook(std::move(openBook)), m_redrive(redrive), m_events(events) {
  m_worker.atEnd([this] { m_book.reset(); });  // its connection belongs to that thread
}

void DeadLetterApi::route(HttpRequest request, const std::vector<std::string>& at, HttpRespond respond) {
  const std::string& method = request.method;
  const std::string what = at.size() > 1 ? at[1] : "";
  if (at.size() == 1 && method == "GET") return list(request, std::move(respond));
  if (at.size() == 2 && what == "redrive") {
    if (method == "POST") return startRedrive(request, std::move(respond));
    if (method == "GET") {
      const auto view = m_redrive.view();
      return respond(view ? ok(encodeRedrive(*view)) : refuse(ErrorCode::NotFound, "nothing was redriven yet"));
    }
    if (method == "DELETE") {
      const auto cancelled = m_redrive.cancel();
      if (!cancelled) return respond(ports::problem(cancelled.error()));
      m_events.add(api::opsEvent<"operator.redrive-cancel">());
      return respond(ok(R"({"status":"ok"})"));
    }
  }
  if (at.size() == 2 && what == "discard" && method == "POST") return discard(request, std::move(respond));
  if (at.size() == 2 && method == "GET" && core::isLegalId(what))
    return m_worker.run([this, id = what] { return show(id); }, std::move(respond));
  respond(refuse(ErrorCode::NotFound, fmt::format("no {} {} here", method, request.path)));
}

void DeadLetterApi::list(const HttpRequest& request, HttpRespond respond) {
  auto query = decodeLetterQuery(request.query);
  if (!query) return respond(ports::problem(query.error()));
  m_worker.run(
      [this, query = std::move(*query)] {
        const auto from = book();
        if (!from) return ports::problem(from.error());
        const auto letters = (*from)->list(query);
        return letters ? ok(encodeLetters(*letters)) : ports::problem(letters.error());
      },
      std::move(respond));
}

HttpReply DeadLetterApi::show(const std::string& letterId) {
  const auto from = book();
  if (!from) return ports::problem(from.error());
  const auto letter = (*from)->find(letterId);
  if (!letter) return ports::problem(letter.error());
  if (!*letter) return refuse(ErrorCode::NotFound, "there is no dead letter " + letterId);
  return ok(encodeLetter(**letter));
}

void DeadLetterApi::startRedrive(const HttpRequest& request, HttpRespond respond) {
  auto order = decodeRedriveOrder(request.body);
  if (!order) return respond(ports::problem(order.error()));
  m_worker.run(
      [this, order = std::move(*order)]() -> HttpReply {
        const auto from = book();
        if (!from) return ports::problem(from.error());
        std::vector<std::string> ids = order.choice.letterIds;
        if (order.dryRun) {
          const auto foreseen = ids.empty() ? foresee(**from, order.choice.query) : foresee(**from, ids);
          return foreseen ? ok(encodeDryRun(foreseen->byTopic, foreseen->skipped, order.rate))
                          : ports::problem(foreseen.error());
        }
        if (ids.empty()) {
          auto found = (*from)->ids(order.choice.query);
          if (!found) return ports::problem(found.error());
          ids = std::move(*found);
        }
        if (ids.empty()) return refuse(ErrorCode::NotFound, "no such dead letter waits");
        const std::size_t count = ids.size();
        const auto id = m_redrive.start({.letterIds = std::move(ids), .what = order.choice.text(), .rate = order.rate});
        return id ? ok(fmt::format(R"({{"id":"{}","letters":{}}})", *id, count)) : ports::problem(id.error());
      },
      std::move(respond));
}

void DeadLetterApi::discard(const HttpRequest& request, HttpRespond respond) {
  auto choice = decodeLetterChoice(request.body);
  if (!choice) return respond(ports::problem(choice.error()));
  m_worker.run(
      [this, choice = std::move(*choice)]() -> HttpReply {
        const auto from = book();
        if (!from) return ports::problem(from.error());
        std::vector<std::string> ids = choice.letterIds;
        if (ids.empty()) {
          auto found = (*from)->ids(choice.query);
          if (!found) return ports::problem(found.error());
          ids = std::move(*found);
        }
        const auto marked = (*from)->mark(ids, ports::kLetterDiscarded, core::now());
        if (!marked) return ports::problem(marked.error());
        if (*marked > 0)
          m_events.add(api::opsEvent<"operator.discard">("letters"_a = *marked, "what"_a = choice.text()));
        return ok(
            fmt::format(R"({{"discarded":{},"skipped":{}}})", *marked, ids.size() - static_cast<std::size_t>(*marked)));
      },
      std::move(respond));
}

core::Result<ports::DeadLetterBook*> DeadLetterApi::book() {
  try {
    if (!m_book) m_book = m_openBook();
    return m_book.get();
  } catch (const std::exception& e) {
    return core::fail(ErrorCode::Unavailable, fmt::format("the book of dead letters cannot be opened: {}", e.what()),
                      true);
  }
}

}  // namespace orderdeck::runtime
