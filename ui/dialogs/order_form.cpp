#include "ui/dialogs/order_form.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>

#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "api/orders.h"
#include "domain/order/order.h"
#include "ui/dialogs/form_field.h"
#include "ui/feed/feed.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"

namespace orderdeck::ui {

namespace {

QString idOf(const std::string& answer) {
  const auto placed = api::decodeJson<api::OrderStatus>(answer, "order");
  return placed ? format::text(placed->orderId) : QString();
}

}  // namespace

OrderForm::OrderForm(Feed& feed, QWidget* parent)
    : QWidget(parent),
      m_feed(feed),
      m_form(new QFormLayout(this)),
      m_user(new QLineEdit(QStringLiteral("user1"), this)),
      m_product(new QComboBox(this)),
      m_quantity(new QSpinBox(this)),
      m_key(new QLineEdit(this)),
      m_place(new QPushButton(this)),
      m_show(new QPushButton(this)),
      m_answer(new QPlainTextEdit(this)) {
  m_form->setContentsMargins(12, 12, 12, 12);
  m_product->setEditable(true);
  m_product->setInsertPolicy(QComboBox::NoInsert);
  m_quantity->setRange(1, domain::kMaxQuantity);
  m_answer->setReadOnly(true);
  m_answer->setFont(textFont(FontRole::Number));
  m_answer->setMaximumHeight(scaled(90));
  m_place->setProperty("role", "primary");
  addField(m_form, m_user);
  addField(m_form, m_product);
  addField(m_form, m_quantity);
  addField(m_form, m_key);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(m_place, 1);
  buttons->addWidget(m_show);
  m_show->setAutoDefault(false);
  m_show->setObjectName(QStringLiteral("showOrder"));
  m_place->setObjectName(QStringLiteral("placeOrder"));
  m_form->addRow(QString(), buttons);
  addField(m_form, m_answer);
  connect(m_show, &QPushButton::clicked, this, [this] { emit orderChosen(m_placed); });
  connect(m_place, &QPushButton::clicked, this, &OrderForm::place);
  retranslate();
}

void OrderForm::setProducts(const std::vector<api::ProductView>& products) {
  if (m_product->count() == static_cast<int>(products.size())) return;
  const QString chosen = m_product->currentText();
  m_product->clear();
  for (const auto& product : products) m_product->addItem(format::text(product.productId));
  if (!chosen.isEmpty()) m_product->setCurrentText(chosen);
}

std::string OrderForm::body() const {
  return api::encodeJson(
      api::NewOrder{.userId = m_user->text().trimmed().toStdString(),
                    .items = {{m_product->currentText().trimmed().toStdString(), m_quantity->value()}}});
}

void OrderForm::showActs() {
  const QString reason = m_placing ? tr("The gateway has not answered yet") : m_feed.whyNoAct();
  m_place->setEnabled(reason.isEmpty());
  m_place->setToolTip(reason);
}

void OrderForm::place() {
  m_placing = true;
  showActs();
  m_feed.send(api::placeOrder(body(), m_key->text().trimmed().toStdString()), this,
              [this](const core::Result<std::string>& answer) {
                m_placing = false;
                showActs();
                m_placed = answer ? idOf(*answer) : QString();
                updateShow();
                const QString text =
                    answer ? format::text(*answer)
                           : QStringLiteral("%1: %2").arg(format::text(core::codeName(answer.error().code)),
                                                          format::text(answer.error().what));
                m_answer->setPlainText(text);
              });
}

void OrderForm::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

void OrderForm::retranslate() {
  nameField(m_form, m_user, tr("User"));
  nameField(m_form, m_product, tr("Product"));
  nameField(m_form, m_quantity, tr("Quantity"));
  nameField(m_form, m_key, tr("Idempotency key"));
  nameField(m_form, m_answer, tr("Answer"));
  m_key->setPlaceholderText(tr("None: every click is a new order"));
  m_answer->setPlaceholderText(tr("What the gateway answers stands here"));
  m_place->setText(tr("Place the order"));
  m_show->setText(tr("Show it"));
  updateShow();
}

void OrderForm::updateShow() {
  m_show->setEnabled(!m_placed.isEmpty());
  m_show->setToolTip(m_placed.isEmpty() ? tr("Place an order first")
                                        : tr("Opens order %1 with its timeline").arg(m_placed));
}

}  // namespace orderdeck::ui
