// Asks before an act that can break something. Says what may break; the default button is Cancel; in production the
// name must be typed. A reason may be given. GUI thread; does not block it.
#pragma once

#include <QDialog>
#include <functional>
#include <string>

class QLineEdit;

namespace orderdeck::ui {

class ConfirmDialog : public QDialog {
  Q_OBJECT
 public:
  struct Question {
    QString title;          // "Kill payment-1?"
    QString text;           // what will happen
    QString mayBreak;       // what may break by it; empty: nothing to say
    QString act;            // the button: "Kill"
    QString typeToConfirm;  // this text must be typed first; empty: no
    QString keep = {};      // the button that leaves all as it is: "Keep the order"; empty: "Cancel"
  };
  using Confirmed = std::function<void(const std::string& reason)>;

  /// Opens the dialog over the window of `parent`; `confirmed` runs when the act was chosen, with the reason that was
  /// given for the log of acts, which may be empty. The focus is on `parent`
  /// afterwards, if that takes it: a table, with the row that it was about.
  static ConfirmDialog* ask(QWidget* parent, const Question& question, Confirmed confirmed);

 private:
  ConfirmDialog(QWidget* parent, const Question& question);

  QLineEdit* m_reason;
};

}  // namespace orderdeck::ui
