#include <optional>
#include <stdexcept>

#include "adapters/mail/maildir_mailer.h"
#include "adapters/mail/smtp_mailer.h"
#include "adapters/payment/simulated_payments.h"
#include "adapters/redis/redis_lock.h"
#include "adapters/redis/redis_store_marks.h"
#include "adapters/redis/redis_velocity_store.h"
#include "app/daemon/wiring/node_context.h"
#include "app/daemon/wiring/node_role.h"
#include "faults/inject/faulty_payments.h"
#include "faults/inject/payment_faults.h"
#include "services/dead_letters/dead_letter_collector.h"
#include "services/loop/batch_loop.h"
#include "services/orders/inventory_service.h"
#include "services/orders/ledger_writer.h"
#include "services/orders/logistics_service.h"
#include "services/orders/notification_service.h"
#include "services/orders/payment_service.h"
#include "services/orders/points_service.h"
#include "services/orders/risk_service.h"

namespace orderdeck::daemon {

namespace {

constexpr core::Millis kLockTtl{10'000};
// The ledger takes so many times the others' batch, so much seldomer: a commit costs as much as hundreds of rows. But
// Redis, which syncs for every order, waits behind what a commit writes; so it must not be too large either.
constexpr int kLedgerBatches = 6;

// A service with the adapters that it works on. Members are destroyed in reverse, so the service goes before what it
// uses.
struct Parts {
  std::unique_ptr<ports::OrderStore> orders;
  std::unique_ptr<faults::PaymentFaults> paymentFaults;
  std::unique_ptr<ports::PaymentGateway> provider, payments;  // the provider, and what stands before it
  std::unique_ptr<ports::VelocityStore> velocity;
  std::unique_ptr<ports::DistributedLock> lock;
  std::unique_ptr<ports::Mailer> mailer;
  std::unique_ptr<ports::Ledger> ledger;
  std::unique_ptr<ports::MarkedStore> markedStore;
  std::unique_ptr<ports::MarkBook> markBook;
  std::unique_ptr<services::MarkKeeper> marks;
  std::unique_ptr<services::LedgerWatch> ledgerWatch;
  std::unique_ptr<services::Service> service;
};

void addPayment(NodeContext& context, std::stop_token stop, Parts& parts) {
  const auto& settings = context.profile.payment;
  parts.paymentFaults = std::make_unique<faults::PaymentFaults>(context.faults);
  parts.provider = std::make_unique<adapters::payment::SimulatedPayments>(
      adapters::payment::SimulatedPaymentsSettings{.declineShare = settings.declineShare,
                                                   .latency = settings.latency,
                                                   .jitter = settings.jitter,
                                                   .link = context.links("payment")},
      [faults = parts.paymentFaults.get()] {
        const auto now = faults->next();
        return adapters::payment::PaymentConditions{now.declineShare, now.latency, now.jitter};
      },
      stop);
  parts.payments = std::make_unique<faults::FaultyPayments>(*parts.provider, context.faults, std::move(stop));
  parts.service = std::make_unique<services::PaymentService>(*parts.orders, *parts.payments, context.name);
}

std::unique_ptr<ports::Mailer> makeMailer(const runtime::MailSettings& mail, ports::LinkFactory link) {
  if (!mail.smtp.empty()) {
    adapters::mail::SmtpSettings settings =
        adapters::mail::parseSmtpEndpoint(mail.smtp, mail.from);  // the profile's reader took it
    settings.link = std::move(link);
    return std::make_unique<adapters::mail::SmtpMailer>(std::move(settings));
  }
  return std::make_unique<adapters::mail::MaildirMailer>(adapters::mail::MaildirSettings{
      .folder = mail.maildir, .from = mail.from, .keep = mail.keep, .link = std::move(link)});
}

Parts makeParts(NodeContext& context, const std::string& service, std::stop_token stop) {
  Parts parts;
  parts.orders = context.makeOrderStore();
  if (service == "payment") {
    addPayment(context, std::move(stop), parts);
  } else if (service == "risk") {
    parts.velocity = std::make_unique<adapters::redis::RedisVelocityStore>(context.redis());
    parts.service = std::make_unique<services::RiskService>(*parts.orders, *parts.velocity, context.profile.risk,
                                                            context.name, context.metrics);
  } else if (service == "points") {
    parts.service = std::make_unique<services::PointsService>(context.name);
  } else if (service == "inventory") {
    parts.lock = std::make_unique<adapters::redis::RedisLock>(context.redis());
    parts.service = std::make_unique<services::InventoryService>(*parts.orders, *parts.lock, context.name, kLockTtl,
                                                                 context.metrics);
  } else if (service == "notification") {
    parts.mailer = makeMailer(context.profile.mail, context.links("mail"));
    parts.service = std::make_unique<services::NotificationService>(*parts.orders, *parts.mailer, context.name);
  } else if (service == "logistics") {
    parts.service = std::make_unique<services::LogisticsService>(*parts.orders, context.name);
  } else if (service == "ledger") {
    parts.ledger = context.makeLedger(false);
    parts.markedStore = std::make_unique<adapters::redis::RedisStoreMarks>(context.redis());
    parts.markBook = context.makeMarkBook(false);
    parts.ledgerWatch =
        std::make_unique<services::LedgerWatch>([&context] { return context.makeBareLedger(); }, context.metrics);
    parts.marks = std::make_unique<services::MarkKeeper>(*parts.markedStore, *parts.markBook);
    parts.service =
        std::make_unique<services::LedgerWriter>(*parts.ledger, *parts.orders, context.profile.orderCache,
                                                 context.metrics, parts.marks.get(), parts.ledgerWatch.get());
  } else {
    throw std::runtime_error("there is no service '" + service +
                             "' (gateway, payment, risk, inventory, points, notification, logistics, ledger)");
  }
  return parts;
}

services::BatchSettings loopSettings(const NodeContext& context, const std::string& service) {
  const int batches = service == "ledger" ? kLedgerBatches : 1;
  return {.batch = context.profile.batch * static_cast<std::size_t>(batches),
          .pace = context.profile.pace * batches,
          .reached = context.crashHook()};
}

/// The ledger's node books what the others could not take.
struct DeadLetters {
  explicit DeadLetters(NodeContext& context)
      : book(context.makeDeadLetterBook()), collector(*book, context.bus, context.metrics) {
    collector.start();
  }

  std::unique_ptr<ports::DeadLetterBook> book;
  services::DeadLetterCollector collector;
};

class ConsumerRole : public NodeRole {
 public:
  ConsumerRole(NodeContext& context, const std::string& service)
      : m_parts(makeParts(context, service, m_stop.get_token())),
        m_loop(*m_parts.service, context.bus, context.metrics, loopSettings(context, service)) {
    m_loop.start();
    if (service == "ledger") m_deadLetters.emplace(context);
  }
  ~ConsumerRole() override { stop(); }

  std::vector<std::string> partitions() const override { return m_loop.assignment(); }
  std::string trouble() const override { return m_parts.ledgerWatch ? m_parts.ledgerWatch->trouble() : std::string(); }

  void stop() override {
    m_stop.request_stop();
    m_loop.stop();
    m_deadLetters.reset();
  }

 private:
  std::stop_source m_stop;
  Parts m_parts;
  services::BatchLoop m_loop;
  std::optional<DeadLetters> m_deadLetters;
};

}  // namespace

std::unique_ptr<NodeRole> makeConsumerRole(NodeContext& context, const std::string& service) {
  return std::make_unique<ConsumerRole>(context, service);
}

}  // namespace orderdeck::daemon
