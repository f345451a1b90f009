// Puts orders into the system: one by a form, a burst, a rate that can be changed while it runs, or a file. Not modal,
// so that the operator sees the system meanwhile. GUI thread.
#pragma once

#include <QDialog>

#include "api/command.h"
#include "ui/feed/needs.h"

class QTabWidget;

namespace orderdeck::ui {

class BurstForm;
class Feed;
class FileForm;
class InlineMessage;
class LoadProgress;
class OrderForm;
class RateForm;

class InjectOrdersDialog : public QDialog {
  Q_OBJECT
 public:
  explicit InjectOrdersDialog(Feed& feed, QWidget* parent = nullptr);

  /// What showSnapshot() reads: the feed pulls it while the dialog is open.
  static Needs needs() { return {.sections = {api::Section::Stock, api::Section::Jobs}}; }
  void showSnapshot(const api::Snapshot& snapshot);

 signals:
  void orderChosen(const QString& id);  // to be shown

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void start(const api::ControlCall& call);
  void send(const api::ControlCall& call, const QString& whenRefused);
  void showActs();
  void retranslate();

  Feed& m_feed;
  QTabWidget* m_tabs;
  OrderForm* m_order;
  BurstForm* m_burst;
  RateForm* m_rate;
  FileForm* m_file;
  InlineMessage* m_error;
  LoadProgress* m_progress;
};

}  // namespace orderdeck::ui
