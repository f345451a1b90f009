// The waiting dead letters: a table, the body of the selected one, and the acts redrive and discard with the progress
// of the redrive that runs. A part of the page Streams. GUI thread.
#pragma once

#include <QElapsedTimer>

#include "api/command.h"
#include "api/snapshot.h"
#include "ui/tables/table_export.h"
#include "ui/widgets/card.h"

class QComboBox;
class QPlainTextEdit;
class QPushButton;

namespace orderdeck::ui {

class DeadLetterModel;
class Feed;
class RedriveProgress;
class TableView;
class TextLabel;
struct DeadLetterDetail;

class DeadLetterPanel : public Card {
  Q_OBJECT
 public:
  explicit DeadLetterPanel(Feed& feed, QWidget* parent = nullptr);

  void showSnapshot(const api::Snapshot& snapshot);
  void refresh() { fetch(); }
  void showActs();
  void retranslate();
  /// Lets go of the selected letters; false when none are.
  bool escape();

 signals:
  void noticed(const QString& text, bool bad);
  void orderRequested(const QString& orderId);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QString topic() const;
  api::LetterSelection selected() const;
  api::LetterSelection shown() const;
  void fetch();
  void fetchDetail(const QString& id);
  FetchRows allLetters();
  void show(const DeadLetterDetail& detail);
  void showFacts(const QString& text);
  void showTopics();
  void selectionChanged();
  void askRedrive(const api::LetterSelection& which);
  void askDiscard();
  void showTexts();

  Feed& m_feed;
  api::DeadLettersView m_counts;
  std::int64_t m_redriven = 0;  // of the redrive at the last fetch: its letters leave the table
  bool m_stale = true, m_fetching = false;
  QElapsedTimer m_sinceFetch;
  QString m_current;  // whose body is shown
  QComboBox* m_topics;
  QPushButton* m_redrive;
  QPushButton* m_redriveAll;
  QPushButton* m_discard;
  RedriveProgress* m_progress;
  TableView* m_table;
  DeadLetterModel* m_model;
  QWidget* m_detail;
  TextLabel* m_facts;
  QPlainTextEdit* m_body;
};

}  // namespace orderdeck::ui
