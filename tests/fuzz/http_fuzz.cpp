// Bytes of a client against the HTTP server's session and parser. An input is what the client sends; \x1e in it is a
// pause: what follows arrives later. Holds: every request is answered once, in order, in well-formed HTTP; what the
// server refuses it refuses as a problem, and no handler sees it; how the bytes are cut into pieces changes nothing;
// and a client that stops sending is got rid of.
#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "adapters/http/access_rules.h"
#include "conversation.h"
#include "property.h"
#include "wire_reader.h"

using namespace orderdeck;
using namespace orderdeck::fuzz;

namespace {

constexpr char kPause = '\x1e';
constexpr std::size_t kMostPieces = 64;
constexpr std::size_t kLimit = 512;  // of a header, and of a body: small, so that short inputs reach it

std::string textOf(const ports::HttpRequest& request) {
  std::string text = fmt::format("{} {}\n{}\n{}\n{}\n", request.method, request.path,
                                 request.idempotencyKey.value_or(""), request.authorization, request.contentType);
  for (const auto& [name, value] : request.query) text += fmt::format("{}={}\n", name, value);
  return text + request.body;
}

/// Answers with what it saw, numbered.
class Echo : public ports::HttpHandler {
 public:
  void handle(ports::HttpRequest request, ports::HttpRespond respond) override {
    const std::string number = std::to_string(m_seen.size());
    m_seen.push_back(request);
    respond({.status = 200, .body = textOf(request), .contentType = "text/plain", .headers = {{"Number", number}}});
  }
  const std::vector<ports::HttpRequest>& seen() const { return m_seen; }

 private:
  std::vector<ports::HttpRequest> m_seen;
};

bool isClean(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

void checkRequest(const ports::HttpRequest& request) {
  require(!request.method.empty() && request.method.find(' ') == std::string::npos, "a request has a method",
          request.method);
  require((request.path.starts_with('/') || request.path == "*") && isClean(request.path),
          "a path is absolute and clean", request.path);
  for (const auto& [name, value] : request.query)
    require(isClean(name) && isClean(value), "a query is clean", name + value);
  for (const std::string& value : {request.idempotencyKey.value_or(""), request.authorization, request.contentType}) {
    require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos, "a field's value is one line",
            value);
  }
  require(request.body.size() <= kLimit, "a body is within its limit");
  require(request.body.empty() || !adapters::http::refuseBody(request, {}), "a body says that it is JSON",
          request.contentType);
}

std::vector<WireReply> checkReplies(std::string_view wire, const std::vector<ports::HttpRequest>& seen) {
  auto replies = readWire(wire, [&](const WireReply& reply) {
    if (const std::string number = reply.header("Number"); !number.empty())
      return seen.at(std::stoul(number)).method == "HEAD";
    return !reply.following.starts_with('{');  // HEAD that the session refused by itself
  });
  std::size_t next = 0;
  for (const WireReply& read : replies) {
    const std::string number = read.header("Number");
    if (number.empty()) {
      if (!read.reply.body.empty()) requireProblem(read.reply);
      continue;
    }
    require(number == std::to_string(next) && next < seen.size(), "requests are answered in order", number);
    const std::string expected = textOf(seen[next]);
    require(read.length == expected.size() && (seen[next].method == "HEAD" || read.reply.body == expected),
            "a reply is its request's", expected);
    ++next;
  }
  require(next == seen.size(), "every request is answered");
  return replies;
}

const adapters::http::HttpServerSettings& settings() {
  static const adapters::http::HttpServerSettings small = [] {
    adapters::http::HttpServerSettings s;
    s.lineLimit = s.headerLimit = s.bodyLimit = kLimit;
    return s;
  }();
  return small;
}

std::vector<WireReply> withPauses(std::string_view input) {
  Echo echo;
  Conversation client(settings(), echo);
  while (!input.empty()) {
    const std::size_t end = std::min(input.find(kPause), input.size());
    client.say(input.substr(0, end));
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  auto replies = checkReplies(client.heard(), echo.seen());
  client.wait();
  const auto more = checkReplies(client.heard(), echo.seen());
  require(more.size() == replies.size() ||
              (more.size() == replies.size() + 1 && more.back().reply.status == 408 && more.back().closes),
          "half a request is answered 408 in the end", client.heard());
  client.hangUp();
  require(client.over(), "a connection that was refused ends with its client");
  for (const ports::HttpRequest& request : echo.seen()) checkRequest(request);
  return replies;
}

std::vector<WireReply> inPieces(std::string_view bytes) {
  Echo echo;
  Conversation client(settings(), echo);
  const std::size_t piece = 1 + bytes.size() / kMostPieces;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) client.say(bytes.substr(0, piece));
  client.hangUp();
  require(client.over(), "a connection ends with its client");
  return checkReplies(client.heard(), echo.seen());
}

bool isRefusal(const WireReply& read) { return read.closes && read.header("Number").empty(); }

/// The last word may be a refusal for another reason, or come later: a header that is broken twice is refused for what
/// is seen first, and one that came in pieces is looked at only when it is whole.
bool saysTheSame(std::vector<WireReply> a, std::vector<WireReply> b) {
  if (!a.empty() && isRefusal(a.back())) a.pop_back();
  if (!b.empty() && isRefusal(b.back())) b.pop_back();
  return a == b;
}

std::string shown(const std::vector<WireReply>& replies) {
  std::string text;
  for (const WireReply& read : replies) text += fmt::format("{} {}\n", read.reply.status, read.reply.body);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto replies = withPauses(input);
  std::string bytes(input);
  std::erase(bytes, kPause);
  const auto others = inPieces(bytes);
  require(saysTheSame(replies, others), "how the bytes are cut changes nothing",
          shown(replies) + "in pieces\n" + shown(others));
  return 0;
}
