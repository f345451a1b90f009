// The dead letters' part of the control API: list, show, redrive, discard. Owned by the control server; the book is
// read on a thread of its own.
#pragma once

#include <memory>
#include <string>

#include "api/operations.h"
#include "ports/ledger/dead_letter_book.h"
#include "runtime/collect/event_log.h"
#include "runtime/control/control_api_worker.h"
#include "runtime/control/dead_letter_views.h"
#include "runtime/control/router.h"
#include "runtime/recovery/redrive.h"

namespace orderdeck::runtime {

class DeadLetterApi {
 public:
  /// `openBook` makes a book that may write, on the thread that uses it; it may throw. All of them outlive this.
  DeadLetterApi(Redrive::OpenBook openBook, Redrive& redrive, EventLog& events);
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
  core::Result<std::vector<std::string>> idsOf(ports::DeadLetterBook& book, const LetterChoice& choice);
  core::Result<ports::DeadLetterBook*> book();

  const Redrive::OpenBook m_openBook;
  Redrive& m_redrive;
  EventLog& m_events;
  std::unique_ptr<ports::DeadLetterBook> m_book;  // of the worker's thread
  ControlApiWorker m_worker{"api-dead-letters"};
};

}  // namespace orderdeck::runtime
