#include "ui/pages/overview/offenders_menu.h"

#include <QLabel>
#include <QWidgetAction>

#include "ui/theme/format.h"
#include "ui/theme/state_style.h"
#include "ui/widgets/text_label.h"
#include "ui/words/invariant_name.h"

namespace orderdeck::ui {

namespace {
constexpr int kWidth = 420;
}

OffendersMenu::OffendersMenu(const api::InvariantView& invariant, QWidget* parent) : QMenu(parent) {
  const bool broken = invariant.status == domain::Verdict::Broken;
  QString text = QStringLiteral("<b>%1 %2: %3</b>")
                     .arg(QString::number(invariant.number), invariantName(invariant).toHtmlEscaped(),
                          invariantStyle(invariant.status.value()).word.toHtmlEscaped());
  if (invariant.since) text += QStringLiteral(" · ") + tr("since %1").arg(format::timeOfDay(*invariant.since));
  text += QStringLiteral("<br>") + format::text(invariant.detail).toHtmlEscaped();
  auto* label = new TextLabel(FontRole::Body, broken ? TextLabel::Ink::Bad : TextLabel::Ink::Text, text, this);
  label->setTextFormat(Qt::RichText);
  label->setWordWrap(true);
  label->setMargin(8);
  label->setFixedSize(scaled(kWidth),
                      label->heightForWidth(scaled(kWidth)));  // a menu does not ask how high a wrapped text is
  auto* head = new QWidgetAction(this);
  head->setDefaultWidget(label);
  addAction(head);
  if (invariant.orders.empty() && invariant.products.empty()) return;
  addSeparator();
  for (const auto& id : invariant.orders) {
    const QString order = format::text(id);
    connect(addAction(tr("Order %1").arg(order)), &QAction::triggered, this,
            [this, order] { emit orderChosen(order); });
  }
  for (const auto& id : invariant.products) {
    const QString product = format::text(id);
    connect(addAction(tr("Product %1").arg(product)), &QAction::triggered, this,
            [this, product] { emit productChosen(product); });
  }
  const auto named = static_cast<std::int64_t>(invariant.orders.size() + invariant.products.size());
  if (invariant.offenders > named)
    addAction(tr("and %1 more: orderdeckctl audit").arg(format::number(invariant.offenders - named)))
        ->setEnabled(false);
}

}  // namespace orderdeck::ui
