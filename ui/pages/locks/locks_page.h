// Who holds which product's lock now, how long locks are waited for and held, and which products are fought over. GUI
// thread.
#pragma once

#include <map>
#include <string>

#include "core/clock.h"
#include "ui/pages/page.h"

namespace orderdeck::ui {

class Card;
class ContentionModel;
class EmptyAct;
class HistogramBars;
class LockModel;
class TableView;

class LocksPage : public Page {
  Q_OBJECT
 public:
  explicit LocksPage(Feed& feed, QWidget* parent = nullptr);

  QString title() const override { return tr("Locks"); }
  Needs needs() const override { return {.sections = {api::Section::Locks}}; }
  void showSnapshot(const api::Snapshot& snapshot) override;
  void open(const Subject& subject) override;
  void showActs() override;
  void retranslate() override;

 private:
  void showStats(const api::LockStats& stats);
  void showContention(const api::LockStats& stats, bool ratesAreKnown);

  Card* m_holders;
  Card* m_wait;
  Card* m_hold;
  Card* m_contention;
  TableView* m_lockTable;
  TableView* m_contentionTable;
  LockModel* m_lockModel;
  ContentionModel* m_contentionModel;
  EmptyAct* m_emptyAct;
  HistogramBars* m_waitBars;
  HistogramBars* m_holdBars;
};

}  // namespace orderdeck::ui
