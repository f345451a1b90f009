#include "ui/widgets/confirm_dialog.h"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "api/caller.h"
#include "ui/widgets/message.h"
#include "ui/widgets/place_over.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {

namespace {
constexpr int kMostReason = api::kMostReason / 4;  // characters: each is at most four bytes
}

ConfirmDialog* ConfirmDialog::ask(QWidget* parent, const Question& question, Confirmed confirmed) {
  auto* dialog = new ConfirmDialog(parent->window(), question);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, parent,
          [dialog, confirmed = std::move(confirmed)] { confirmed(dialog->m_reason->text().trimmed().toStdString()); });
  connect(dialog, &QDialog::finished, parent, [parent] { parent->setFocus(); });
  placeOver(dialog, parent);
  dialog->open();
  return dialog;
}

ConfirmDialog::ConfirmDialog(QWidget* parent, const Question& question) : QDialog(parent) {
  setWindowTitle(question.title);
  setMinimumWidth(scaled(420));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(18, 16, 18, 14);
  layout->setSpacing(12);
  layout->addWidget(new TextLabel(FontRole::Strong, TextLabel::Ink::Text, question.title, this));
  auto* text = new TextLabel(FontRole::Body, TextLabel::Ink::Text, question.text, this);
  text->setWordWrap(true);
  layout->addWidget(text);
  if (!question.mayBreak.isEmpty()) {
    auto* warning = new InlineMessage(this);
    warning->set(Tone::Warn, {}, question.mayBreak);
    layout->addWidget(warning);
  }
  auto* buttons = new QDialogButtonBox(this);
  auto* cancel = buttons->addButton(QDialogButtonBox::Cancel);
  auto* act = buttons->addButton(question.act, QDialogButtonBox::AcceptRole);
  cancel->setText(question.keep.isEmpty() ? tr("Cancel") : question.keep);
  act->setObjectName(QStringLiteral("act"));
  act->setProperty("role", "danger");
  act->setAutoDefault(false);
  cancel->setDefault(true);
  if (!question.typeToConfirm.isEmpty()) {
    auto* hint = new TextLabel(FontRole::Small, TextLabel::Ink::Muted,
                               tr("Type %1 to confirm").arg(question.typeToConfirm), this);
    auto* field = new QLineEdit(this);
    field->setAccessibleName(hint->text());
    layout->addWidget(hint);
    layout->addWidget(field);
    act->setEnabled(false);
    act->setToolTip(hint->text());
    connect(field, &QLineEdit::textChanged, act,
            [act, name = question.typeToConfirm](const QString& typed) { act->setEnabled(typed == name); });
  }
  m_reason = new QLineEdit(this);
  m_reason->setObjectName(QStringLiteral("reason"));
  m_reason->setMaxLength(kMostReason);
  m_reason->setPlaceholderText(tr("Reason, for the log of acts (optional)"));
  m_reason->setAccessibleName(m_reason->placeholderText());
  layout->addWidget(m_reason);
  layout->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  cancel->setFocus();
}

}  // namespace orderdeck::ui
