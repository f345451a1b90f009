// Bodies and queries of the control API, each input tried as every one of them. Holds: a load and a fault that are
// taken are the same after the console wrote them and the daemon read them again; a load's plan keeps to its count;
// what is refused becomes a problem.
#include <cstdint>

#include "adapters/http/request_target.h"
#include "api/command.h"
#include "api/json_decoder.h"
#include "faults/armed/armed_fault.h"
#include "property.h"
#include "runtime/control/control_api_views.h"
#include "runtime/load/load_plan.h"

using namespace orderdeck;
using namespace orderdeck::fuzz;

namespace {

void checkRefusal(const core::Error& error) {
  requireSentence(error);
  requireProblem(ports::problem(error));
}

void checkPlan(const api::LoadSpec& spec) {
  if (const auto checked = runtime::checkLoadSpec(spec); !checked) return checkRefusal(checked.error());
  runtime::LoadPlan plan(spec);
  std::int64_t given = 0;
  double latest = 0;
  for (const double now : {0.001, 0.004, 0.01}) {
    plan.advance(now, [&](double at) {
      require(at >= 0 && at <= now, "an order is due in time", spec.shape.text());
      latest = at;
      ++given;
    });
    require(plan.secondsToNext() >= 0 && plan.rateAt(now) >= 0, "a plan looks ahead", spec.shape.text());
  }
  require(!spec.count || given <= *spec.count, "a plan keeps to its count", spec.shape.text());
  require(latest <= 0.01, "no order is due later than asked");
}

void checkLoad(const std::string& body) {
  const auto spec = api::decodeBody<api::LoadSpec>(body);
  if (!spec) return checkRefusal(spec.error());
  const std::string written = api::startLoad(*spec).body;
  const auto again = api::decodeBody<api::LoadSpec>(written);
  require(again && api::startLoad(*again).body == written, "a written load reads back the same", written);
  checkPlan(*spec);
}

void checkFault(const std::string& body) {
  const auto order = api::decodeBody<api::ArmFault>(body);
  if (!order) return checkRefusal(order.error());
  auto fault = faults::checkFault(runtime::faultOf(*order));
  if (!fault) return checkRefusal(fault.error());
  fault->id = "f1";
  fault->until = core::fromEpochMillis(1'700'000'000'000);
  const std::string carried = faults::encodeFaults({&*fault, 1});
  const auto again = faults::decodeFaults(carried);
  require(again && again->size() == 1 && faults::encodeFaults(*again) == carried, "a carried fault is the same",
          carried);
}

void checkFaults(const std::string& body) {
  const auto list = faults::decodeFaults(body);
  if (!list) return checkRefusal(list.error());
  const std::string written = faults::encodeFaults(*list);
  const auto again = faults::decodeFaults(written);
  require(again && faults::encodeFaults(*again) == written, "written faults read back the same", written);
}

void checkQuery(const std::string& text) {
  ports::HttpRequest request;
  if (!adapters::http::splitTarget("/api/orders?" + text, request)) return;
  const auto asked = api::decodeQuery<api::OrdersQuery>(request.query);
  if (!asked) return checkRefusal(asked.error());
  const auto query = runtime::ledgerQuery(*asked);
  if (query)
    require(query->limit >= 1 && query->limit <= 1'000, "a limit is in its range");
  else
    checkRefusal(query.error());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  checkLoad(text);
  checkFault(text);
  checkFaults(text);
  checkQuery(text);
  return 0;
}
