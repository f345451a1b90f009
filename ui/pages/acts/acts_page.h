// Who did what to the system, through what, why, and what came of it: the log of acts, newest first. GUI thread.
#pragma once

#include <QElapsedTimer>

#include "ui/pages/page.h"

class QLineEdit;

namespace orderdeck::ui {

class ActModel;
class Card;
class TableView;

class ActsPage : public Page {
  Q_OBJECT
 public:
  explicit ActsPage(Feed& feed, QWidget* parent = nullptr);

  QString title() const override { return tr("Acts"); }
  Needs needs() const override { return {.sections = {api::Section::Events}}; }
  void showSnapshot(const api::Snapshot& snapshot) override;
  void focusFilter() override;
  void refresh() override;
  bool escape() override;
  void retranslate() override;

 private:
  void fetch();
  void fetchOlder(qint64 from);
  void showEmptyText();

  QElapsedTimer m_sinceFetch;
  bool m_fetching = false, m_isRead = false;
  Card* m_card;
  QLineEdit* m_filter;
  TableView* m_table;
  ActModel* m_model;
};

}  // namespace orderdeck::ui
