// The orders of a load: made at random from the catalogue by the seed, or taken from a file; and a share of them
// repeated, key and body, to see that a repeat is one order, some with another body, to see that they are refused. One
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "api/command.h"
#include "domain/order/order.h"
#include "runtime/load/order_stream.h"

namespace orderdeck::runtime {

struct LoadOrder {
  std::string body;
  std::string idempotencyKey;  // empty: none
  std::string mustBe;          // for a repeat: the id that the first answer gave
  bool mustMismatch = false;   // another body under a key that is known: to be refused
  std::size_t line = 0;        // of the file; 0: it is from none
};

class LoadOrders {
 public:
  /// `file`: the orders to send; null: random ones of 1 to 3 products, quantities 1 to 3, users user1 to user5000.
  /// Products with less than 100,000 on stock are left out (where there are others), but the hot one: `abc`, or the
  /// first.
  LoadOrders(const api::LoadSpec& spec, const domain::Catalogue& catalogue, std::unique_ptr<OrderStream> file,
             std::string loadId);

  /// The file, to be checked before the first order is asked for; null: there is none.
  OrderStream* file() { return m_file.get(); }

  /// The next order to send; its strings are reused. An error when the file, which was whole when it was checked, is so
  /// no more.
  core::Result<void> next(LoadOrder& order);

  /// An order with a key was taken in for the first time: it may be repeated from now on.
  void accepted(const LoadOrder& order, std::string_view orderId);

 private:
  core::Result<void> takeFromFile(LoadOrder& order);
  void makeRandom(std::string& body);
  static void forge(LoadOrder& order);

  const double m_hotShare, m_repeatShare;
  const std::string m_loadId;
  std::vector<std::string> m_products;
  std::string m_hot;
  std::unique_ptr<OrderStream> m_file;
  std::mt19937_64 m_random;  // of new orders: the same seed gives the same orders, whatever the answers
  std::mt19937_64 m_repeatRandom;
  std::vector<LoadOrder> m_recent;  // orders that may be repeated, the newest few thousand
  std::size_t m_nextRecent = 0;
  std::size_t m_made = 0;
};

}  // namespace orderdeck::runtime
