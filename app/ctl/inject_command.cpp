// `orderdeckctl inject`: a load of orders, followed to its end.
#include <unistd.h>

#include <fmt/format.h>

#include "app/ctl/context.h"
#include "app/ctl/load_follow.h"
#include "app/ctl/order_input.h"
#include "app/ctl/refusal_report.h"
#include "app/ctl/table.h"
#include "app/ctl/word_option.h"

namespace orderdeck::ctl {

namespace {

struct InjectOptions {
  api::LoadSpec spec;
  std::optional<double> rate;
  std::string file, report;
};

/// What a script wants to know of a load.
struct LoadReport {
  api::LoadView load;
};

template <typename V>
void visit(V& v, LoadReport& r) {
  api::LoadView& l = r.load;
  v("id", l.id), v("state", l.state), v("shape", l.shape), v("planned", l.planned), v("sent", l.sent);
  v("accepted", l.accepted), v("refused", l.refused), v("failed", l.failed), v("seconds", l.secondsElapsed);
  v("sentPerSecond", l.sentPerSecond), v("p50Millis", l.p50Millis), v("p99Millis", l.p99Millis);
  v("p999Millis", l.p999Millis), v("answers", l.answers);
}

void print(const api::LoadView& load) {
  fmt::print("{}: {} orders sent in {}, {}/s\n", load.state.text(), grouped(load.sent), seconds(load.secondsElapsed),
             rate(load.sentPerSecond));
  fmt::print("accepted {}, refused {}, failed {}\n", grouped(load.accepted), grouped(load.refused),
             grouped(load.failed));
  fmt::print("latency p50 {}, p99 {}, p99.9 {} (from the intended send time to the answer)\n", millis(load.p50Millis),
             millis(load.p99Millis), millis(load.p999Millis));
  Table answers{"ANSWER", ">ORDERS"};
  for (const auto& [answer, count] : load.answers) answers.add({answer, grouped(count)});
  if (!answers.empty()) fmt::print("\n{}", answers.text());
}

/// The file of the options, which lives until the load has ended.
core::Result<std::optional<OrderInput>> openFile(const Context& context, InjectOptions& options, bool live) {
  if (options.file.empty()) return std::nullopt;
  const auto folder = context.folder();
  if (!folder) return std::unexpected(folder.error());
  auto input = OrderInput::open(options.file, *folder, [live](std::int64_t copied) {
    if (live) fmt::print(stderr, "\r\033[K{} read", bytes(copied));
  });
  if (!input) return std::unexpected(std::move(input.error()));
  options.spec.file = input->path();
  options.spec.fileFormat = input->format();
  options.spec.shape = api::LoadShape::File;
  return std::optional<OrderInput>(std::move(*input));
}

void inject(Context& context, InjectOptions& options) {
  const bool live = !context.json && ::isatty(STDERR_FILENO) != 0;
  const auto file = openFile(context, options, live);
  if (!file) return context.fail(file.error());
  if (options.rate) {
    options.spec.rate = *options.rate;
  } else if (options.spec.shape == api::LoadShape::Steady || options.spec.shape == api::LoadShape::File) {
    // Without a rate it is a number of orders, as fast as answers come; --for alone keeps the default rate.
    options.spec.closed = options.spec.count.has_value() || !options.file.empty();
    if (!options.spec.closed && !options.spec.seconds) {
      return context.fail(
          {core::ErrorCode::InvalidArgument, "say how many: --count N, --rate R [--for S] or --file F", false});
    }
  }
  const auto load = runLoad(context, options.spec, [live](const api::Snapshot& snapshot) {
    if (live) fmt::print(stderr, "\r\033[K{}", loadLine(*snapshot.load));
  });
  if (live) fmt::print(stderr, "\r\033[K");
  if (!load) return;
  if (!load->problem.empty()) context.fail({core::ErrorCode::InvalidArgument, load->problem, false});
  const bool isIncomplete = load->failed > 0 || load->state == api::JobState::Failed || (*file && load->refused > 0);
  if (isIncomplete && context.exitCode == kDone) context.exitCode = kBadNews;
  if (context.json)
    fmt::print("{}\n", api::encodeJson(LoadReport{*load}));
  else if (load->sent > 0)
    print(*load);
  if (*file) reportRefusals(context, options.report);
}

}  // namespace

void addInject(CLI::App& app, Context& context) {
  auto options = std::make_shared<InjectOptions>();
  auto* inject = app.add_subcommand("inject", "sends orders; Ctrl-C stops. Exit status 1 when an order failed");
  auto& spec = options->spec;
  inject->add_option("--count", spec.count, "how many orders; without a rate as fast as answers come")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  inject->add_option("--rate", options->rate, "orders per second, whatever the answers (the peak for ramp and spike)")
      ->check(CLI::Range(0.001, 1e6));
  inject->add_option("--for", spec.seconds, "seconds")->check(CLI::Range(0.001, 86'400.0));
  using enum api::LoadShape;
  addWord(*inject, "--shape", spec.shape, "of the rate over time", {Steady, Ramp, Spike, Sine, Step, Poisson});
  inject->add_option("--hot-sku", spec.hotSku, "share of orders for the one hot product")->check(CLI::Range(0.0, 1.0));
  inject->add_option("--duplicates", spec.duplicates, "share of requests that repeat an earlier key and body")
      ->check(CLI::Range(0.0, 1.0));
  auto* file = inject->add_option(
      "--file", options->file,
      "orders: JSON lines, or CSV with userId,productId,quantity[,order]; - reads stdin. Exit status 1 "
      "when an order was refused");
  inject->add_option("--report", options->report, "CSV of the orders that were not accepted: line,code,detail")
      ->needs(file);
  inject->add_option("--connections", spec.connections, "HTTP connections")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  inject->add_option("--seed", spec.seed, "the same seed gives the same orders")->capture_default_str();
  inject->callback([&context, options] { ctl::inject(context, *options); });
}

}  // namespace orderdeck::ctl
