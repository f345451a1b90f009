#include "app/ctl/refusal_report.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "api/calls.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

constexpr std::int64_t kShown = 10, kPage = 10'000;

/// RFC 4180.
std::string csvField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::optional<api::Refusals> page(Context& context, std::int64_t from, std::int64_t limit) {
  const auto body = context.call(api::loadRefusals(from, limit));
  if (!body) return std::nullopt;
  return context.decoded<api::Refusals>(*body);
}

void show(Context& context) {
  const auto first = page(context, 0, kShown + 1);
  if (!first || first->refusals.empty()) return;
  Table table{">LINE", "CODE", "DETAIL"};
  for (std::size_t i = 0; i < first->refusals.size() && i < kShown; ++i) {
    const api::Refusal& refusal = first->refusals[i];
    table.add({grouped(refusal.line), refusal.code, refusal.detail});
  }
  fmt::print(stderr, "\n{}", table.text());
  if (first->refusals.size() > kShown) fmt::print(stderr, "and more: --report FILE writes them all\n");
}

void write(Context& context, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  file << "line,code,detail\r\n";
  for (std::int64_t from = 0; file;) {
    const auto next = page(context, from, kPage);
    if (!next) return;
    for (const api::Refusal& refusal : next->refusals)
      file << refusal.line << ',' << csvField(refusal.code) << ',' << csvField(refusal.detail) << "\r\n";
    if (next->next == from) break;
    from = next->next;
  }
  if (!file.flush())
    context.fail({core::ErrorCode::Internal, fmt::format("cannot write {}: {}", path, std::strerror(errno)), false});
}

}  // namespace

void reportRefusals(Context& context, const std::string& path) {
  if (!path.empty())
    write(context, path);
  else if (!context.json)
    show(context);
}

}  // namespace orderdeck::ctl
