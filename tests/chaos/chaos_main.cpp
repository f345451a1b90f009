// Random loads and random failures on a real embedded system, then the whole audit: chaos --seed N --seconds S --runs
// R. Exit status 0 only when every invariant held at every seed.
#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>
#include <QCoreApplication>

#include "tests/chaos/chaos_run.h"

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  std::uint64_t seed = 1;
  int seconds = 60, runs = 1;
  bool quiet = false;
  CLI::App app("Random failures under random loads, then the whole audit");
  app.add_option("--seed", seed, "the first run's seed; the next ones count up from it");
  app.add_option("--seconds", seconds, "of failures in each run")->check(CLI::Range(5, 86'400));
  app.add_option("--runs", runs, "how many")->check(CLI::Range(1, 10'000));
  app.add_flag("--quiet", quiet, "no line for each step");
  CLI11_PARSE(app, argc, argv);

  const auto say = [quiet](const std::string& line) {
    if (!quiet) std::puts(line.c_str());
    std::fflush(stdout);
  };
  int broken = 0;
  std::vector<orderdeck::chaos::Report> reports;
  for (int i = 0; i < runs; ++i) {
    try {
      orderdeck::chaos::ChaosRun run(seed + static_cast<std::uint64_t>(i), orderdeck::core::Millis{seconds * 1'000},
                                     say);
      reports.push_back(run.run());
      std::fputs(orderdeck::chaos::toText(reports.back()).c_str(), stdout);
      if (!reports.back().ok) ++broken;
    } catch (const std::exception& error) {
      std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed) + static_cast<unsigned long long>(i),
                  error.what());
      ++broken;
    }
    std::fflush(stdout);
  }
  if (reports.size() > 1) std::fputs(orderdeck::chaos::summaryOf(reports).c_str(), stdout);
  return broken == 0 ? 0 : 1;
}
