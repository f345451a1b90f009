// `orderdeckctl dlq list|show|redrive|cancel|discard`: dead letters.
#include <chrono>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShownWhy = 70;
constexpr std::chrono::milliseconds kLookEvery{200};

std::string dashed(const std::string& text) { return text.empty() ? kUnknown : text; }

/// A text, or that it is null.
std::string shown(const Json& json, const char* member) {
  const auto found = json.find(member);
  return found == json.end() || found->is_null() ? "null" : found->get<std::string>();
}

void list(Context& context, const api::LetterSelection& selection, const std::string& status, int limit) {
  const auto body = context.call(api::listDeadLetters(selection, status, {}, limit));
  if (!body) return;
  if (context.json) return fmt::print("{}\n", *body);
  const Json letters = Json::parse(*body);
  if (letters.empty()) return fmt::print("no dead letters\n");
  Table table{"FAILED", "ID", "TOPIC/PARTITION@OFFSET", "SERVICE", "ORDER", "EVENT", ">TRIES", "STATUS", "WHY"};
  for (const Json& letter : letters) {
    std::string why = letter.value("why", "");
    if (why.size() > kShownWhy) why = why.substr(0, kShownWhy) + "...";
    table.add({letter.value("failedAt", ""), letter.value("letterId", ""),
               fmt::format("{}/{}@{}", letter.value("topic", ""), letter.value("partition", 0),
                           letter.value("offset", std::int64_t{0})),
               dashed(letter.value("service", "")), dashed(letter.value("orderId", "")),
               dashed(letter.value("event", "")), grouped(letter.value("attempts", std::int64_t{0})),
               letter.value("status", ""), why});
  }
  fmt::print("{}", table.text());
}

void show(Context& context, const std::string& letterId) {
  const auto body = context.call(api::showDeadLetter(letterId));
  if (!body) return;
  if (context.json) return fmt::print("{}\n", *body);
  const Json letter = Json::parse(*body);
  fmt::print(
      "letter    {}\nstatus    {} (redriven {} times)\nwhere     {}/{}@{}\nservice   {}\norder     {}\nevent     "
      "{}\nwhy       {}\nattempts  {}\nfailed    {}\n",
      letter.value("letterId", ""), letter.value("status", ""), letter.value("redrives", 0), letter.value("topic", ""),
      letter.value("partition", 0), letter.value("offset", std::int64_t{0}), dashed(letter.value("service", "")),
      dashed(letter.value("orderId", "")), dashed(letter.value("event", "")), letter.value("why", ""),
      letter.value("attempts", 0), letter.value("failedAt", ""));
  fmt::print("key       {}\n", shown(letter, "key"));
  for (const Json& header : letter.value("headers", Json::array()))
    fmt::print("header    {}: {}\n", header.value("name", ""), shown(header, "value"));
  if (letter.value("nullValue", false)) return fmt::print("body      null (a tombstone)\n");
  fmt::print("body      {} bytes{}, {}\n\n{}\n", grouped(letter.value("bodyBytes", std::int64_t{0})),
             letter.value("truncated", false) ? " (cut)" : "", letter.value("encoding", ""),
             letter.value("preview", ""));
}

/// Until it ends; prints a line at the end.
void follow(Context& context) {
  for (;;) {
    const auto body = context.call(api::showRedrive());
    if (!body) return;
    const Json redrive = Json::parse(*body);
    const std::string state = redrive.value("state", "");
    if (state == "running") {
      std::this_thread::sleep_for(kLookEvery);
      continue;
    }
    if (state != "done") context.exitCode = kBadNews;
    if (context.json) return fmt::print("{}\n", *body);
    const std::string error = redrive.value("error", "");
    return fmt::print("{}: {} of {} redriven, {} skipped{}\n", state,
                      grouped(redrive.value("redriven", std::int64_t{0})),
                      grouped(redrive.value("planned", std::int64_t{0})),
                      grouped(redrive.value("skipped", std::int64_t{0})), error.empty() ? "" : " (" + error + ")");
  }
}

void redrive(Context& context, const api::LetterSelection& selection, double rate, bool dryRun, bool detach) {
  const auto body = context.call(api::redriveDeadLetters(selection, rate, dryRun));
  if (!body) return;
  if (!dryRun && !detach) return follow(context);
  if (context.json) return fmt::print("{}\n", *body);
  const Json answer = Json::parse(*body);
  if (!dryRun)
    return fmt::print("{} started: {} letters\n", answer.value("id", ""),
                      grouped(answer.value("letters", std::int64_t{0})));
  fmt::print("would redrive {} letters in {}, {} skipped\n", grouped(answer.value("letters", std::int64_t{0})),
             seconds(answer.value("seconds", 0.0)), grouped(answer.value("skipped", std::int64_t{0})));
  for (const auto& [topic, count] : answer.at("byTopic").items())
    fmt::print("  {:<20} {}\n", topic, grouped(count.get<std::int64_t>()));
}

void addSelection(CLI::App& command, api::LetterSelection& selection) {
  command.add_option("--topic", selection.topic, "of this topic");
  command.add_option("--service", selection.service, "that this service could not take");
  command.add_option("--order", selection.orderId, "of this order");
}

void addRedrive(CLI::App& dlq, Context& context) {
  struct Options {
    api::LetterSelection selection;
    bool all = false, dryRun = false, detach = false;
    double rate = 100;
  };
  auto options = std::make_shared<Options>();
  auto* command = dlq.add_subcommand("redrive", "puts waiting letters back onto their topics");
  auto* ids = command->add_option("ID", options->selection.letterIds, "letters");
  command->add_flag("--all", options->all, "every waiting letter");
  addSelection(*command, options->selection);
  for (const char* filter : {"--all", "--topic", "--service", "--order"}) ids->excludes(filter);
  command->add_option("--rate", options->rate, "letters a second, at most")->capture_default_str();
  command->add_flag("--dry-run", options->dryRun, "only say what it would do");
  command->add_flag("--detach", options->detach, "do not wait for the end");
  command->callback([&context, options] {
    const api::LetterSelection& which = options->selection;
    const bool chosen =
        !which.letterIds.empty() || !which.topic.empty() || !which.service.empty() || !which.orderId.empty();
    if (!chosen && !options->all) throw CLI::RequiredError("ID, --topic, --service, --order or --all");
    redrive(context, which, options->rate, options->dryRun, options->detach);
  });
}

void addDiscard(CLI::App& dlq, Context& context) {
  auto selection = std::make_shared<api::LetterSelection>();
  auto* command = dlq.add_subcommand("discard", "marks letters as not to be redriven; they stay in the book");
  command->add_option("ID", selection->letterIds)->required();
  command->callback([&context, selection] {
    const auto body = context.call(api::discardDeadLetters(*selection));
    if (!body) return;
    const Json answer = Json::parse(*body);
    if (answer.value("discarded", 0) == 0) context.exitCode = kBadNews;
    if (context.json) return fmt::print("{}\n", *body);
    fmt::print("{} discarded, {} were not waiting\n", answer.value("discarded", 0), answer.value("skipped", 0));
  });
}

}  // namespace

void addDeadLetters(CLI::App& app, Context& context) {
  auto* dlq = app.add_subcommand("dlq", "dead letters: messages that a service could not take");
  dlq->require_subcommand(1);

  struct Options {
    api::LetterSelection selection;
    std::string status = "waiting";
    int limit = 200;
  };
  auto options = std::make_shared<Options>();
  auto* listing = dlq->add_subcommand("list", "newest first");
  addSelection(*listing, options->selection);
  listing->add_option("--status", options->status, "waiting, redriven, discarded or all")
      ->capture_default_str()
      ->check(CLI::IsMember({"waiting", "redriven", "discarded", "all"}));
  listing->add_option("--limit", options->limit)->capture_default_str()->check(CLI::Range(1, 1'000));
  listing->callback([&context, options] {
    list(context, options->selection, options->status == "all" ? "" : options->status, options->limit);
  });

  auto id = std::make_shared<std::string>();
  auto* one = dlq->add_subcommand("show", "one letter with its body");
  one->add_option("ID", *id)->required();
  one->callback([&context, id] { show(context, *id); });

  addRedrive(*dlq, context);
  dlq->add_subcommand("cancel", "stops the redrive that runs; what it did not reach keeps waiting")
      ->callback([&context] {
        const auto body = context.call(api::cancelRedrive());
        if (body) follow(context);
      });
  addDiscard(*dlq, context);
}

}  // namespace orderdeck::ctl
