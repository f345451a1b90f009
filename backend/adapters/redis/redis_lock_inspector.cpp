#include "adapters/redis/redis_lock_inspector.h"

#include <algorithm>
#include <charconv>

#include "adapters/redis/lock_keys.h"

namespace orderdeck::adapters::redis {

namespace {

/// "HOLDER SINCE": the holder, and since when in epoch milliseconds of the server.
std::pair<std::string, std::int64_t> holderIn(const std::string& value) {
  const auto space = value.rfind(' ');
  if (space == std::string::npos) return {value, 0};
  std::int64_t since = 0;
  std::from_chars(value.data() + space + 1, value.data() + value.size(), since);
  return {value.substr(0, space), since};
}

}  // namespace

core::Result<std::vector<ports::LockView>> RedisLockInspector::inspect() {
  auto known = m_connection.run({"ZRANGE", "locks", "0", "-1"});
  if (!known) return std::unexpected(std::move(known.error()));
  std::vector<std::string> resources;
  for (std::size_t i = 0; i < known->view().size(); ++i) resources.push_back(known->view()[i].string());
  std::vector<ports::LockView> views;
  if (resources.empty()) return views;
  std::ranges::sort(resources);

  constexpr std::size_t kReads = 3;  // a resource
  Pipeline pipeline;
  for (const std::string& resource : resources) {
    pipeline.add({"GET", lockKey(resource)});
    pipeline.add({"PTTL", lockKey(resource)});
    pipeline.add({"ZRANGE", waitersKey(resource), "0", "-1"});
  }
  pipeline.add({"TIME"});
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  const ReplyView time = replies->back().view();
  const std::int64_t now = time[0].number() * 1'000 + time[1].number() / 1'000;
  for (std::size_t i = 0; i < resources.size(); ++i) {
    const auto answer = [&](std::size_t read) { return (*replies)[i * kReads + read].view(); };
    ports::LockView view;
    view.resource = resources[i];
    const auto [holder, since] = holderIn(answer(0).string());
    if (!holder.empty()) {
      view.holder = holder;
      view.left = core::Millis{std::max<std::int64_t>(answer(1).number(), 0)};
      view.held = core::Millis{std::max<std::int64_t>(now - since, 0)};
    }
    for (std::size_t w = 0; w < answer(2).size(); ++w) view.waiters.push_back(answer(2)[w].string());
    if (!view.holder.empty() || !view.waiters.empty()) views.push_back(std::move(view));
  }
  return views;
}

}  // namespace orderdeck::adapters::redis
