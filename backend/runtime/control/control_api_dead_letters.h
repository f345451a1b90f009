// The dead letters' part of the control API: list, show, redrive, discard. Owned by the control server; route() is
// called on the HTTP server's io thread, and the book is read on a thread of its own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ports/http.h"
#include "ports/ledger/dead_letter_book.h"
#include "runtime/collect/event_log.h"
#include "runtime/control/control_api_worker.h"
#include "runtime/recovery/redrive.h"

namespace orderdeck::runtime {

class DeadLetterApi {
 public:
  /// `openBook` makes a book that may write, on the thread that uses it; it may throw. All of them outlive this.
  DeadLetterApi(Redrive::OpenBook openBook, Redrive& redrive, EventLog& events);
  ~DeadLetterApi() { stop(); }

  /// `at`: the path below /api, which begins with dead-letters.
  void route(ports::HttpRequest request, const std::vector<std::string>& at, ports::HttpRespond respond);

  void stop() { m_worker.stop(); }

 private:
  void list(const ports::HttpRequest& request, ports::HttpRespond respond);
  void startRedrive(const ports::HttpRequest& request, ports::HttpRespond respond);
  void discard(const ports::HttpRequest& request, ports::HttpRespond respond);
  ports::HttpReply show(const std::string& letterId);
  core::Result<ports::DeadLetterBook*> book();

  const Redrive::OpenBook m_openBook;
  Redrive& m_redrive;
  EventLog& m_events;
  std::unique_ptr<ports::DeadLetterBook> m_book;  // of the worker's thread
  ControlApiWorker m_worker{"api-dead-letters"};
};

}  // namespace orderdeck::runtime
