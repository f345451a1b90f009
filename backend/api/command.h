// What can be asked of a running system. A command is one HTTP call of the control API; the console and orderdeckctl
// share these.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace orderdeck::api {

/// One call of the control API, ready to be sent.
struct ControlCall {
  std::string method;          // GET, POST, PATCH, DELETE
  std::string target;          // /api/nodes/payment-1/kill
  std::string body;            // JSON, or empty
  std::string idempotencyKey;  // header Idempotency-Key, or empty
};

struct LoadSpec {
  std::string shape = "steady";       // steady, ramp, spike, sine, step, poisson, file
  double rate = 100;                  // orders/s: intended; the peak for ramp and spike
  std::optional<double> seconds;      // how long; else count decides
  std::optional<std::int64_t> count;  // how many orders; with neither it runs until stopped
  bool closed = false;                // closed model: as fast as answers come (for bench), rate is ignored
  double hotSku = 0;                  // share 0..1 of orders for the one hot product
  double duplicates = 0;              // share 0..1 of requests that repeat an earlier Idempotency-Key and body
  int connections = 256;              // 1..1,024
  std::uint64_t seed = 1;
  std::string fileText;    // shape file: JSON lines or CSV (orderId-less: userId,productId,quantity[,group])
  std::string fileFormat;  // jsonl or csv
};

ControlCall getSnapshot();
ControlCall startLoad(const LoadSpec& spec);
ControlCall changeLoadRate(double ordersPerSecond);
ControlCall stopLoad();
ControlCall placeOrder(const std::string& body,
                       const std::string& idempotencyKey);  // passed on to the gateway as it is
ControlCall showOrder(const std::string& orderId);
ControlCall cancelOrder(const std::string& orderId);
/// States empty: all. `text` matches order id prefix, user id prefix, product id. `before`: order id for the next page.
ControlCall listOrders(const std::vector<std::string>& states, const std::string& text, const std::string& before,
                       int limit);
ControlCall restock(const std::string& productId, std::int64_t quantity);
ControlCall stockMovements(const std::string& productId, int limit);
ControlCall lagHistory(int seconds);
ControlCall controlNode(const std::string& node, const std::string& action);  // kill, pause, resume, restart
ControlCall forceBreaker(const std::string& node, const std::string& dependency,
                         const std::string& force);  // open, closed, auto
/// `target`: a node, a service, or empty. `choices`: the parameters that are words.
ControlCall armFault(const std::string& name, const std::string& target, const std::map<std::string, double>& params,
                     double probability, double seconds, const std::map<std::string, std::string>& choices = {},
                     std::uint64_t seed = 1);
ControlCall clearFaults(const std::string& id = {});  // empty: all
ControlCall faultCatalogue();
/// Which dead letters: those with these ids; else the waiting ones that all of the rest allow, where empty is no
/// condition.
struct LetterSelection {
  std::vector<std::string> letterIds = {};
  std::string topic = {}, service = {}, orderId = {}, text = {};
};
ControlCall listDeadLetters(const LetterSelection& selection, const std::string& status, const std::string& before,
                            int limit);  // without ids
ControlCall showDeadLetter(const std::string& letterId);
ControlCall redriveDeadLetters(const LetterSelection& selection, double lettersPerSecond, bool dryRun);
ControlCall showRedrive();
ControlCall cancelRedrive();
ControlCall discardDeadLetters(const LetterSelection& selection);
ControlCall audit(double waitSeconds);
/// Starts one; showRebuild() tells how it goes and, in the end, what it did or would do.
ControlCall rebuildStore(bool dryRun, bool force, double waitSeconds);
ControlCall showRebuild();
ControlCall shutDown();

}  // namespace orderdeck::api
