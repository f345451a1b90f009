#include "ui/dialogs/order_form.h"

#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <nlohmann/json.hpp>

#include "domain/order.h"
#include "ui/feed/feed.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"

namespace orderdeck::ui {

OrderForm::OrderForm(Feed& feed, QWidget* parent)
    : QWidget(parent),
      m_feed(feed),
      m_form(new QFormLayout(this)),
      m_user(new QLineEdit(QStringLiteral("user1"), this)),
      m_product(new QComboBox(this)),
      m_quantity(new QSpinBox(this)),
      m_key(new QLineEdit(this)),
      m_place(new QPushButton(this)),
      m_answer(new QPlainTextEdit(this)) {
  m_form->setContentsMargins(12, 12, 12, 12);
  m_product->setEditable(true);
  m_product->setInsertPolicy(QComboBox::NoInsert);
  m_quantity->setRange(1, domain::kMaxQuantity);
  m_answer->setReadOnly(true);
  m_answer->setFont(textFont(FontRole::Number));
  m_answer->setMaximumHeight(scaled(90));
  m_place->setProperty("role", "primary");
  m_form->addRow(QString(), m_user);
  m_form->addRow(QString(), m_product);
  m_form->addRow(QString(), m_quantity);
  m_form->addRow(QString(), m_key);
  m_form->addRow(QString(), m_place);
  m_form->addRow(QString(), m_answer);
  connect(m_place, &QPushButton::clicked, this, &OrderForm::place);
  retranslate();
}

void OrderForm::setProducts(const std::vector<runtime::ProductView>& products) {
  if (m_product->count() == static_cast<int>(products.size())) return;
  const QString chosen = m_product->currentText();
  m_product->clear();
  for (const auto& product : products) m_product->addItem(format::text(product.productId));
  if (!chosen.isEmpty()) m_product->setCurrentText(chosen);
}

std::string OrderForm::body() const {
  const nlohmann::json item = {{"productId", m_product->currentText().trimmed().toStdString()}, {"quantity", m_quantity->value()}};
  return nlohmann::json{{"userId", m_user->text().trimmed().toStdString()}, {"items", nlohmann::json::array({item})}}.dump();
}

void OrderForm::place() {
  m_place->setEnabled(false);
  m_feed.send(runtime::placeOrder(body(), m_key->text().trimmed().toStdString()), this, [this](const core::Result<std::string>& answer) {
    m_place->setEnabled(true);
    const QString text = answer ? format::text(*answer)
                                : QStringLiteral("%1: %2").arg(format::text(core::codeName(answer.error().code)), format::text(answer.error().what));
    m_answer->setPlainText(text);
  });
}

void OrderForm::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

void OrderForm::retranslate() {
  const auto name = [this](QWidget* field, const QString& label) {
    static_cast<QLabel*>(m_form->labelForField(field))->setText(label);
    field->setAccessibleName(label);
  };
  name(m_user, tr("User"));
  name(m_product, tr("Product"));
  name(m_quantity, tr("Quantity"));
  name(m_key, tr("Idempotency key"));
  name(m_answer, tr("Answer"));
  m_key->setPlaceholderText(tr("None: every click is a new order"));
  m_answer->setPlaceholderText(tr("What the gateway answers stands here"));
  m_place->setText(tr("Place the order"));
}

}  // namespace orderdeck::ui
