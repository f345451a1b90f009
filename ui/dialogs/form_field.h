// Fields of a form and their labels, which are written again when the language changes. GUI thread.
#pragma once

#include <QFormLayout>
#include <QLabel>

namespace orderdeck::ui {

/// A row with a label that nameField() fills: QFormLayout itself makes none for an empty text.
inline void addField(QFormLayout* form, QWidget* field) {
  auto* label = new QLabel(field->parentWidget());
  label->setBuddy(field);
  form->addRow(label, field);
}

/// The label is the field's accessible name, too.
inline void nameField(QFormLayout* form, QWidget* field, const QString& label) {
  qobject_cast<QLabel*>(form->labelForField(field))->setText(label);
  field->setAccessibleName(label);
}

}  // namespace orderdeck::ui
