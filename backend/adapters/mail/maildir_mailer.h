// Delivers mails into a Maildir: written in tmp/, then moved to new/ in one step, so that a reader never sees half a
// mail. A mail's file is named after its message id: sent twice, it is there once. No fsync: a mail can be sent again.
// One thread an object; several objects (and processes) may share a folder.
//
// A full Maildir reuses the oldest mail's file for the newest. Deleting one and making another would cost ext4 fifteen
// times as much: it does not reuse an inode for a while after its deletion, and looks at every such inode each time a
// file is made.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "ports/interceptor.h"
#include "ports/mailer.h"

namespace orderdeck::adapters::mail {

struct MaildirSettings {
  std::string folder;  // made, with tmp/, new/ and cur/ (mode 0700), by the first send
  ports::Mailbox from = {.address = "orders@orderdeck.local"};
  std::int64_t keep = 100'000;  // newest mails kept in new/, of those found there at first and those sent since; 0: all
  ports::InterceptorFactory link = {};
};

class MaildirMailer : public ports::Mailer {
 public:
  explicit MaildirMailer(MaildirSettings settings)
      : m_settings(std::move(settings)), m_interceptor(ports::makeInterceptor(m_settings.link)) {}
  ~MaildirMailer() override;
  MaildirMailer(const MaildirMailer&) = delete;
  MaildirMailer& operator=(const MaildirMailer&) = delete;

  /// For good is refused: a message id outside [A-Za-z0-9_.-]{1,128}, or that names what is no file. Busy: its own file
  /// cannot be written.
  std::vector<core::Result<void>> send(std::span<const ports::Mail> mails) override;

 private:
  core::Result<void> open();
  core::Result<void> deliver(const ports::Mail& mail);
  core::Result<void> write(const ports::Mail& mail);
  void reuseOldest(const std::string& name);
  void close();
  void listDelivered();
  void dropOldest();

  const MaildirSettings m_settings;
  const std::unique_ptr<ports::Interceptor> m_interceptor;  // null: nothing is in between
  int m_tmp = -1;  // folders' descriptors: paths are then short, and looked up fast
  int m_new = -1;
  std::deque<std::string> m_delivered;  // names in new/, oldest first
};

}  // namespace orderdeck::adapters::mail
