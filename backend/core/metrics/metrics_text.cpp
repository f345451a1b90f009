#include "core/metrics/metrics_text.h"

#include <charconv>
#include <limits>
#include <optional>

#include <fmt/format.h>

namespace orderdeck::core {

namespace {

std::optional<double> number(std::string_view text) {
  if (text == "+Inf") return std::numeric_limits<double>::infinity();
  if (text == "-Inf") return -std::numeric_limits<double>::infinity();
  if (text == "NaN" || text == "Nan") return std::numeric_limits<double>::quiet_NaN();
  double value = 0;
  const auto [stop, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (bad != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Reads {a="x",b="y"} from the front of `rest` and removes it.
bool readLabels(std::string_view& rest, std::map<std::string, std::string>& out) {
  rest.remove_prefix(1);
  while (!rest.empty() && rest.front() != '}') {
    const std::size_t equals = rest.find("=\"");
    if (equals == std::string_view::npos) return false;
    std::string& value = out[std::string(rest.substr(0, equals))];
    rest.remove_prefix(equals + 2);
    while (!rest.empty() && rest.front() != '"') {
      if (rest.front() == '\\' && rest.size() > 1)
        rest.remove_prefix(1), value += rest.front() == 'n' ? '\n' : rest.front();
      else
        value += rest.front();
      rest.remove_prefix(1);
    }
    if (rest.empty()) return false;
    rest.remove_prefix(1);
    if (!rest.empty() && rest.front() == ',') rest.remove_prefix(1);
  }
  if (rest.empty()) return false;
  rest.remove_prefix(1);
  return true;
}

}  // namespace

Result<MetricsText> MetricsText::parse(std::string_view text) {
  MetricsText out;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view rest = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (rest.empty() || rest.front() == '#') continue;
    const auto bad = [line] { return fail(ErrorCode::Corrupt, fmt::format("metrics: line {} is no sample", line)); };
    const std::size_t nameEnd = rest.find_first_of("{ ");
    if (nameEnd == std::string_view::npos || nameEnd == 0) return bad();
    const std::string_view name = rest.substr(0, nameEnd);
    rest.remove_prefix(nameEnd);
    MetricSample sample;
    if (rest.front() == '{' && !readLabels(rest, sample.labels)) return bad();
    if (rest.empty() || rest.front() != ' ') return bad();
    rest.remove_prefix(1);
    const auto value = number(rest.substr(0, rest.find(' ')));  // a time stamp may follow
    if (!value) return bad();
    sample.value = *value;
    auto found = out.m_samples.find(name);
    if (found == out.m_samples.end())
      found = out.m_samples.emplace(std::string(name), std::vector<MetricSample>{}).first;
    found->second.push_back(std::move(sample));
  }
  return out;
}

const std::vector<MetricSample>& MetricsText::samples(const std::string& name) const {
  static const std::vector<MetricSample> kNone;
  const auto found = m_samples.find(name);
  return found == m_samples.end() ? kNone : found->second;
}

double MetricsText::sum(const std::string& name) const {
  double sum = 0;
  for (const MetricSample& sample : samples(name)) sum += sample.value;
  return sum;
}

std::map<double, double> MetricsText::buckets(const std::string& histogram) const {
  std::map<double, double> out;
  for (const MetricSample& sample : samples(histogram + "_bucket")) {
    const auto bound = sample.labels.find("le");
    if (bound == sample.labels.end()) continue;
    if (const auto le = number(bound->second)) out[*le] += sample.value;
  }
  return out;
}

}  // namespace orderdeck::core
