#include "adapters/kafka/client.h"

#include <array>
#include <future>
#include <thread>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "adapters/kafka/rd_errors.h"
#include "core/ids.h"

namespace orderdeck::adapters::kafka {

namespace {

constexpr std::chrono::milliseconds kLookEvery{1'000};
constexpr std::chrono::milliseconds kDownLimit{5'000};
constexpr std::chrono::milliseconds kCloseLimit{3'000};

std::int64_t steadyMillis() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void onError(rd_kafka_t* handle, int code, const char* reason, void* opaque) {
  auto& state = *static_cast<ClientState*>(opaque);
  if (code == RD_KAFKA_RESP_ERR__FATAL) {
    std::array<char, 256> text{};
    const auto cause = rd_kafka_fatal_error(handle, text.data(), text.size());
    spdlog::error("kafka client {} gave up: {} ({})", state.name, text.data(), rd_kafka_err2name(cause));
    state.fatal = true;
  } else if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    std::int64_t up = 0;
    if (state.downSince.compare_exchange_strong(up, steadyMillis()))
      spdlog::warn("kafka client {}: {}", state.name, reason);
  }
}

// What a broker's absence makes librdkafka say over and over is debugging matter: onError tells what counts, once.
void onLog(const rd_kafka_t* handle, int level, const char* facility, const char* text) {
  spdlog::log(level <= 2 ? spdlog::level::err : spdlog::level::debug, "librdkafka {} {}: {}", rd_kafka_name(handle),
              facility, text);
}

// rd_kafka_consumer_close() and rd_kafka_destroy() can hang (librdkafka#4527, #4312, #4674): another thread calls them,
// and what does not end in time stays behind until the process ends.
void closeAside(rd_kafka_t* handle, bool consumer, std::shared_ptr<ClientState> state) {
  std::promise<void> ended;
  auto end = ended.get_future();
  const std::string name = state->name;
  std::thread([handle, consumer, kept = std::move(state), ended = std::move(ended)]() mutable {
    if (consumer) {
      rd_kafka_consumer_close(handle);
    } else {
      rd_kafka_purge(handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
    }
    rd_kafka_destroy(handle);
    kept.reset();
    ended.set_value();
  }).detach();
  if (end.wait_for(kCloseLimit) == std::future_status::timeout)
    spdlog::warn("kafka client {} does not close; left behind", name);
}

core::Result<void> set(rd_kafka_conf_t* conf, const char* name, const std::string& value) {
  std::array<char, 256> why{};
  if (rd_kafka_conf_set(conf, name, value.c_str(), why.data(), why.size()) == RD_KAFKA_CONF_OK) return {};
  return core::fail(core::ErrorCode::InvalidArgument,
                    fmt::format("librdkafka refuses {}={}: {}", name, value, why.data()));
}

core::Result<ConfPtr> makeConf(const ClientPlan& plan, const std::string& bootstrap, ClientState& state) {
  ConfPtr conf(rd_kafka_conf_new());
  const std::vector<std::pair<const char*, std::string>> common = {
      {"bootstrap.servers", bootstrap},     {"client.id", state.name},
      {"broker.address.family", "v4"},      {"socket.nagle.disable", "true"},
      {"socket.timeout.ms", "6000"},        {"reconnect.backoff.ms", "50"},
      {"reconnect.backoff.max.ms", "1000"}, {"log_level", "4"},
      {"log.connection.close", "false"},
  };
  for (const auto* options : {&common, &plan.options}) {
    for (const auto& [name, value] : *options) {
      if (auto done = set(conf.get(), name, value); !done) return std::unexpected(std::move(done.error()));
    }
  }
  rd_kafka_conf_set_opaque(conf.get(), &state);
  rd_kafka_conf_set_error_cb(conf.get(), onError);
  rd_kafka_conf_set_log_cb(conf.get(), onLog);
  if (plan.delivered) rd_kafka_conf_set_dr_msg_cb(conf.get(), plan.delivered);
  if (plan.rebalanced) rd_kafka_conf_set_rebalance_cb(conf.get(), plan.rebalanced);
  return conf;
}

}  // namespace

core::Result<std::shared_ptr<Client>> Client::make(ClientPlan plan, std::shared_ptr<ClientState> state) {
  std::string bootstrap = plan.bootstrap();
  if (bootstrap.empty())
    return core::fail(core::ErrorCode::Unavailable, "the Kafka brokers' addresses are not known yet", true);
  state->name = fmt::format("{}-{}", plan.name, core::randomToken(4));
  auto conf = makeConf(plan, bootstrap, *state);
  if (!conf) return std::unexpected(std::move(conf.error()));
  std::array<char, 256> why{};
  rd_kafka_t* handle = rd_kafka_new(plan.type, conf->get(), why.data(), why.size());
  if (!handle)
    return core::fail(core::ErrorCode::InvalidArgument, fmt::format("librdkafka makes no client: {}", why.data()));
  static_cast<void>(conf->release());  // rd_kafka_new() owns it now
  return std::shared_ptr<Client>(new Client(handle, std::move(plan), std::move(bootstrap), std::move(state)));
}

Client::Client(rd_kafka_t* handle, ClientPlan plan, std::string bootstrap, std::shared_ptr<ClientState> state)
    : m_handle(handle),
      m_plan(std::move(plan)),
      m_bootstrap(std::move(bootstrap)),
      m_state(std::move(state)),
      m_nextLook(std::chrono::steady_clock::now() + kLookEvery) {}

Client::~Client() { closeAside(m_handle, m_plan.type == RD_KAFKA_CONSUMER, m_state); }

std::optional<core::Error> Client::lost() {
  const auto now = std::chrono::steady_clock::now();
  if (!m_lost && (m_state->fatal || now >= m_nextLook)) {
    m_lost = look();
    m_nextLook = now + kLookEvery;
  }
  return m_lost;
}

std::optional<core::Error> Client::look() const {
  const auto gone = [](const char* why) {
    return core::Error{core::ErrorCode::Disconnected, fmt::format("Kafka: {}", why), true};
  };
  if (m_state->fatal) return gone("the client gave up");
  const std::string current = m_plan.bootstrap();
  if (!current.empty() && current != m_bootstrap) return gone("the brokers are at other addresses now");
  const std::int64_t downSince = m_state->downSince;
  if (downSince == 0 || steadyMillis() - downSince < kDownLimit.count()) return std::nullopt;
  if (!answers(core::Millis{500})) return gone("no broker answers");
  m_state->heard();
  return std::nullopt;
}

bool Client::answers(core::Millis wait) const {
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto code = rd_kafka_metadata(m_handle, 0, nullptr, &metadata, static_cast<int>(wait.count()));
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) rd_kafka_metadata_destroy(metadata);
  return code == RD_KAFKA_RESP_ERR_NO_ERROR;
}

}  // namespace orderdeck::adapters::kafka
