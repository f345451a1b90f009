// The dead letters' part of the control API: list, show, redrive, discard. Owned by the control server; the store is
// read on a thread of its own.
#pragma once

#include <memory>
#include <string>

#include "api/operations.h"
#include "ports/ledger/dead_letter_store.h"
#include "runtime/collect/event_log.h"
#include "runtime/control/control_api_worker.h"
#include "runtime/control/dead_letter_views.h"
#include "runtime/control/router.h"
#include "runtime/recovery/redrive.h"

namespace orderdeck::runtime {

class DeadLetterApi {
 public:
  /// `openStore` makes a store that may write, on the thread that uses it; it may throw. All of them outlive this.
  DeadLetterApi(Redrive::OpenStore openStore, Redrive& redrive, EventLog& events);
  ~DeadLetterApi() { stop(); }

  /// This outlives the router.
  void addRoutes(Router& router);

  void stop() { m_worker.stop(); }

 private:
  core::Result<std::vector<api::DeadLetterView>> list(const api::LettersQuery& query);
  core::Result<api::DeadLetterDetail> show(const std::string& letterId);
  core::Result<api::RedriveAnswer> redrive(const api::RedriveCommand& command);
  core::Result<api::Done> cancelRedrive();
  core::Result<api::DiscardAnswer> discard(const api::LetterSelection& selection);
  core::Result<std::vector<std::string>> idsOf(ports::DeadLetterStore& store, const LetterChoice& choice);
  core::Result<ports::DeadLetterStore*> store();

  const Redrive::OpenStore m_openStore;
  Redrive& m_redrive;
  EventLog& m_events;
  std::unique_ptr<ports::DeadLetterStore> m_store;  // of the worker's thread
  ControlApiWorker m_worker{"api-dead-letters"};
};

}  // namespace orderdeck::runtime
