#include "adapters/mail/maildir_mailer.h"
#include "adapters/mail/smtp_mailer.h"
#include "app/daemon/or_throw.h"
#include "app/daemon/wiring/consumer_role.h"
#include "app/daemon/wiring/node_context.h"
#include "app/daemon/wiring/service_factories.h"
#include "runtime/profile/named_file.h"
#include "services/orders/notification_service.h"

namespace orderdeck::daemon {

namespace {

std::unique_ptr<ports::Mailer> makeMailer(const runtime::MailSettings& mail, ports::InterceptorFactory link) {
  auto from = orThrow(ports::parseMailbox(mail.from));  // the profile's reader took it, and smtp, and tls
  if (!mail.smtp.empty()) {
    auto server = orThrow(ports::parseMailServer(mail.smtp));
    return std::make_unique<adapters::mail::SmtpMailer>(
        adapters::mail::SmtpSettings{.server = std::move(server),
                                     .from = std::move(from),
                                     .user = mail.user,
                                     .password = [file = mail.passwordFile] { return runtime::readSecretFile(file); },
                                     .tls = ports::mailTlsOf(mail.tls).value(),
                                     .caFile = mail.caFile,
                                     .link = std::move(link)});
  }
  return std::make_unique<adapters::mail::MaildirMailer>(adapters::mail::MaildirSettings{
      .folder = mail.maildir, .from = std::move(from), .keep = mail.keep, .link = std::move(link)});
}

class Notification : public Consumer {
 public:
  explicit Notification(NodeContext& context)
      : m_orders(context.makeHotStore()),
        m_mailer(makeMailer(context.profile.mail, context.links(domain::Dependency::Mail))),
        m_service(*m_orders, *m_mailer, context.name) {}

  services::Service& service() override { return m_service; }

 private:
  const std::unique_ptr<ports::OrderStore> m_orders;
  const std::unique_ptr<ports::Mailer> m_mailer;
  services::NotificationService m_service;
};

}  // namespace

std::unique_ptr<NodeRole> makeNotification(NodeContext& context) {
  return runConsumer(context, std::make_unique<Notification>(context));
}

}  // namespace orderdeck::daemon
