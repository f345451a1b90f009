#include "adapters/payment/simulated_payments.h"
#include "app/daemon/wiring/consumer_role.h"
#include "app/daemon/wiring/node_context.h"
#include "app/daemon/wiring/service_factories.h"
#include "faults/inject/faulty_payments.h"
#include "faults/inject/payment_faults.h"
#include "services/orders/payment_service.h"

namespace orderdeck::daemon {

namespace {

class Payment : public Consumer {
 public:
  explicit Payment(NodeContext& context)
      : m_orders(context.makeHotStore()),
        m_faults(context.faults),
        m_provider(
            {.declineShare = context.profile.payment.declineShare,
             .latency = context.profile.payment.latency,
             .jitter = context.profile.payment.jitter,
             .link = context.links(domain::Dependency::Payment)},
            [this](std::size_t charges) {
              auto now = m_faults.next(charges);
              return adapters::payment::PaymentConditions{now.declineShare, now.latency, now.jitter,
                                                          std::move(now.declined)};
            },
            stopToken()),
        m_payments(m_provider, context.faults, stopToken()),
        m_service(*m_orders, m_payments, context.name) {}

  services::Service& service() override { return m_service; }

 private:
  const std::unique_ptr<ports::OrderStore> m_orders;
  faults::PaymentFaults m_faults;
  adapters::payment::SimulatedPayments m_provider;
  faults::FaultyPayments m_payments;  // before the provider
  services::PaymentService m_service;
};

}  // namespace

std::unique_ptr<NodeRole> makePayment(NodeContext& context) {
  return runConsumer(context, std::make_unique<Payment>(context));
}

}  // namespace orderdeck::daemon
