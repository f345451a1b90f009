// A ledger in memory, made of the events that it was given. Copies share what they hold. Any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ports/ledger/ledger_reader.h"
#include "ports/ledger/ledger_writer.h"

namespace orderdeck::support {

class FakeLedger : public ports::LedgerWriter, public ports::LedgerReader {
 public:
  core::Result<std::vector<std::string>> append(std::span<const ports::Delivery> events) override;
  core::Result<void> check() override;

  core::Result<std::optional<ports::LedgerOrder>> find(const std::string& orderId) override;
  core::Result<ports::OrderPage> list(const ports::OrderQuery& query) override;
  core::Result<ports::OrderCount> count(const ports::OrderQuery& query) override;
  core::Result<std::vector<ports::StockMovement>> movements(const std::string& productId, int limit) override;

  /// An order that it shows as it is, whatever events it knows.
  void put(ports::LedgerOrder order) const;
  /// What every call fails of, until it is told that none does.
  void fail(std::optional<core::Error> failure) const;
  /// What was appended, by event id.
  std::map<std::string, ports::Delivery> deliveries() const;

 private:
  struct Entry {
    ports::Delivery delivery;
    core::Timestamp recordedAt;
  };
  struct Data {
    std::mutex mutex;                      // guards the rest
    std::map<std::string, Entry> entries;  // by event id
    std::map<std::string, ports::LedgerOrder> put;
    std::optional<core::Error> failure;

    std::optional<ports::LedgerOrder> order(const std::string& orderId) const;
    bool isWhole(const std::string& orderId) const;
    std::vector<ports::LedgerOrder> matching(const ports::OrderQuery& query) const;  // newest first
  };

  std::shared_ptr<Data> m_data = std::make_shared<Data>();
};

}  // namespace orderdeck::support
