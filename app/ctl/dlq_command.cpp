// `orderdeckctl dlq list|show|redrive|cancel|discard`: dead letters.
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "app/ctl/context.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

constexpr std::size_t kShownWhy = 70;
constexpr std::chrono::milliseconds kLookEvery{200};

std::string dashed(const std::string& text) { return text.empty() ? kUnknown : text; }

void list(Context& context, const api::LetterSelection& selection, std::optional<domain::LetterStatusWord> status,
          int limit) {
  const auto body = context.call(api::listDeadLetters(selection, status, {}, limit));
  if (!body) return;
  if (context.json) return context.print(*body);
  const auto letters = context.decoded<std::vector<api::DeadLetterView>>(*body);
  if (!letters) return;
  if (letters->empty()) return fmt::print("no dead letters\n");
  Table table{"FAILED", "ID", "TOPIC/PARTITION@OFFSET", "SERVICE", "ORDER", "EVENT", ">TRIES", "STATUS", "WHY"};
  for (const auto& letter : *letters) {
    const std::string why = letter.why.size() > kShownWhy ? letter.why.substr(0, kShownWhy) + "..." : letter.why;
    table.add({core::toRfc3339(letter.failedAt), letter.letterId,
               fmt::format("{}/{}@{}", letter.topic, letter.partition, letter.offset), dashed(letter.service),
               dashed(letter.orderId), dashed(letter.event), grouped(letter.attempts),
               std::string(letter.status.text()), why});
  }
  fmt::print("{}", table.text());
}

void show(Context& context, const std::string& letterId) {
  const auto body = context.call(api::showDeadLetter(letterId));
  if (!body) return;
  if (context.json) return context.print(*body);
  const auto letter = context.decoded<api::DeadLetterDetail>(*body);
  if (!letter) return;
  fmt::print(
      "letter    {}\nstatus    {} (redriven {} times)\nwhere     {}/{}@{}\nservice   {}\norder     {}\nevent     "
      "{}\nwhy       {}\nattempts  {}\nfailed    {}\n",
      letter->letterId, letter->status.text(), letter->redrives, letter->topic, letter->partition, letter->offset,
      dashed(letter->service), dashed(letter->orderId), dashed(letter->event), letter->why, letter->attempts,
      core::toRfc3339(letter->failedAt));
  fmt::print("key       {}\n", letter->key.value_or("null"));
  for (const auto& header : letter->headers)
    fmt::print("header    {}: {}\n", header.name, header.value.value_or("null"));
  if (letter->nullValue) return fmt::print("body      null (a tombstone)\n");
  fmt::print("body      {} bytes{}, {}\n\n{}\n", grouped(letter->bodyBytes), letter->truncated ? " (cut)" : "",
             letter->encoding.text(), letter->preview);
}

/// Until it ends; prints a line at the end.
void follow(Context& context) {
  for (;;) {
    const auto body = context.call(api::showRedrive());
    if (!body) return;
    const auto redrive = context.decoded<api::RedriveView>(*body);
    if (!redrive) return;
    if (redrive->state == api::JobState::Running) {
      std::this_thread::sleep_for(kLookEvery);
      continue;
    }
    if (redrive->state != api::JobState::Done) context.exitCode = kBadNews;
    if (context.json) return context.print(*body);
    return fmt::print("{}: {} of {} redriven, {} skipped{}\n", redrive->state.text(), grouped(redrive->redriven),
                      grouped(redrive->planned), grouped(redrive->skipped),
                      redrive->error.empty() ? "" : " (" + redrive->error + ")");
  }
}

void redrive(Context& context, const api::LetterSelection& selection, double rate, bool dryRun, bool detach) {
  const auto body = context.call(api::redriveDeadLetters(selection, rate, dryRun));
  if (!body) return;
  if (!dryRun && !detach) return follow(context);
  if (context.json) return context.print(*body);
  if (!dryRun) {
    if (const auto started = context.decoded<api::RedriveStarted>(*body))
      fmt::print("{} started: {} letters\n", started->id, grouped(started->letters));
    return;
  }
  const auto forecast = context.decoded<api::RedriveForecast>(*body);
  if (!forecast) return;
  fmt::print("would redrive {} letters in {}, {} skipped\n", grouped(forecast->letters), seconds(forecast->seconds),
             grouped(forecast->skipped));
  for (const auto& [topic, count] : forecast->byTopic) fmt::print("  {:<20} {}\n", topic, grouped(count));
}

void addSelection(CLI::App& command, api::LetterSelection& selection) {
  command.add_option("--topic", selection.topic, "of this topic");
  command.add_option("--service", selection.service, "that this service could not take");
  command.add_option("--order", selection.orderId, "of this order");
}

void addRedrive(CLI::App& dlq, Context& context) {
  struct Options {
    api::LetterSelection selection;
    std::vector<std::string> ids;
    bool all = false, dryRun = false, detach = false;
    double rate = 100;
  };
  auto options = std::make_shared<Options>();
  auto* command = dlq.add_subcommand("redrive", "puts waiting letters back onto their topics");
  auto* ids = command->add_option("ID", options->ids, "letters");
  command->add_flag("--all", options->all, "every waiting letter");
  addSelection(*command, options->selection);
  for (const char* filter : {"--all", "--topic", "--service", "--order"}) ids->excludes(filter);
  command->add_option("--rate", options->rate, "letters a second, at most")->capture_default_str();
  command->add_flag("--dry-run", options->dryRun, "only say what it would do");
  command->add_flag("--detach", options->detach, "do not wait for the end");
  command->callback([&context, options] {
    api::LetterSelection which = options->selection;
    if (!options->ids.empty()) which.letterIds = options->ids;
    const bool chosen = which.letterIds || !which.topic.empty() || !which.service.empty() || !which.orderId.empty();
    if (!chosen && !options->all) throw CLI::RequiredError("ID, --topic, --service, --order or --all");
    redrive(context, which, options->rate, options->dryRun, options->detach);
  });
}

void addDiscard(CLI::App& dlq, Context& context) {
  auto ids = std::make_shared<std::vector<std::string>>();
  auto* command = dlq.add_subcommand("discard", "marks letters as not to be redriven; they stay in the store");
  command->add_option("ID", *ids)->required();
  command->callback([&context, ids] {
    const auto body = context.call(api::discardDeadLetters({.letterIds = *ids}));
    if (!body) return;
    const auto answer = context.decoded<api::DiscardAnswer>(*body);
    if (!answer) return;
    if (answer->discarded == 0) context.exitCode = kBadNews;
    if (context.json) return context.print(*body);
    fmt::print("{} discarded, {} were not waiting\n", answer->discarded, answer->skipped);
  });
}

}  // namespace

void addDeadLetters(CLI::App& app, Context& context) {
  auto* dlq = app.add_subcommand("dlq", "dead letters: messages that a service could not take");
  dlq->require_subcommand(1);

  struct Options {
    api::LetterSelection selection;
    std::optional<domain::LetterStatusWord> status = domain::LetterStatus::Waiting;  // nothing: all
    int limit = 200;
  };
  auto options = std::make_shared<Options>();
  auto* listing = dlq->add_subcommand("list", "newest first");
  addSelection(*listing, options->selection);
  std::vector<std::string> statuses = {"all"};
  for (const std::string_view word : core::wordsIn<domain::LetterStatus>()) statuses.emplace_back(word);
  listing
      ->add_option_function<std::string>(
          "--status", [options](const std::string& text) { options->status = core::named<domain::LetterStatus>(text); },
          "waiting, redriven, discarded or all")
      ->check(CLI::IsMember(statuses))
      ->default_str(std::string(options->status->text()));
  listing->add_option("--limit", options->limit)->capture_default_str()->check(CLI::Range(1, 1'000));
  listing->callback([&context, options] { list(context, options->selection, options->status, options->limit); });

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
