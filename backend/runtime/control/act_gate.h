// Lets a call pass whose token has the scope, and enters every act in the log: before it is carried out, with who, why
// and what, and after it, with what came of it. A dry run is no act. Owned by the control server.
#pragma once

#include "runtime/acts/act_log.h"
#include "runtime/control/control_api_worker.h"
#include "runtime/control/gate.h"
#include "runtime/control/token_store.h"

namespace orderdeck::runtime {

class ActGate : public Gate {
 public:
  /// Both outlive it.
  ActGate(const TokenStore& tokens, ActLog& log) : m_tokens(tokens), m_log(log) {}

  /// Acts are carried out in their order, on a thread of their own. 403 when the scope is too small; 400 for header
  /// fields that are not legal; 503, and nothing is done, when the entry cannot be written, unless
  /// Access::evenUnlogged.
  void enter(ports::HttpRequest request, Places at, const api::Access& access, ports::HttpRespond respond,
             CarryOut carryOut) override;

  /// Ends the thread; acts that wait are answered 503. Idempotent.
  void stop() { m_worker.stop(); }

 private:
  void act(ports::HttpRequest request, Places at, const api::Access& access, const api::TokenView& token,
           ports::HttpRespond respond, CarryOut carryOut);

  const TokenStore& m_tokens;
  ActLog& m_log;
  ControlApiWorker m_worker{"api-acts"};
};

}  // namespace orderdeck::runtime
