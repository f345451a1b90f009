// Arms a fault of the backend's catalogue: which, how hard, with which seed, from when on, how long; and lists those
// that are armed. Not modal. Killing and pausing processes stands on the page Nodes. GUI thread.
#pragma once

#include <QDialog>
#include <map>
#include <vector>

#include "api/faults.h"
#include "ui/feed/needs.h"

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QPushButton;
class QSpinBox;

namespace orderdeck::ui {

class ArmedFaultList;
class Feed;
class InlineMessage;
class TextLabel;

class InjectFaultDialog : public QDialog {
  Q_OBJECT
 public:
  explicit InjectFaultDialog(Feed& feed, QWidget* parent = nullptr);

  /// What showSnapshot() reads: the feed pulls it while the dialog is open.
  static Needs needs() { return {.sections = {api::Section::Nodes, api::Section::Faults}}; }
  void showSnapshot(const api::Snapshot& snapshot);
  /// Shows this kind, at once or when the catalogue has come; one that is not there, or none, changes nothing.
  void choose(const QString& kind);

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void fetchCatalogue();
  void showKind(int index);
  void addRow(int row, const QString& title, QWidget* field);
  void addEverywhere(const api::FaultKindView& kind);
  void showActs();
  void updatePreview();
  void arm();
  void clear(const QString& id);
  void retranslate();

  Feed& m_feed;
  std::vector<api::FaultKindView> m_kinds;
  bool m_fetching = false;
  QString m_wanted;  // kind, until the catalogue has come
  QFormLayout* m_form;
  QComboBox* m_kind;
  TextLabel* m_summary;
  std::map<std::string, QDoubleSpinBox*> m_params;  // of the kind that is shown, as the next
  std::map<std::string, QComboBox*> m_choices;
  QComboBox* m_target;
  QSpinBox* m_startAfter;
  QSpinBox* m_seconds;
  QSpinBox* m_seed;
  TextLabel* m_preview;
  InlineMessage* m_answer;
  QPushButton* m_arm;
  ArmedFaultList* m_armed;
};

}  // namespace orderdeck::ui
