// Arms a fault of the backend's catalogue: which, how hard, how likely, how long. Not modal. Killing and pausing
// processes stands on the page Nodes. GUI thread.
#pragma once

#include <QDialog>
#include <map>
#include <vector>

#include "api/snapshot.h"
#include "core/error.h"

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QPushButton;
class QSpinBox;

namespace orderdeck::ui {

class Feed;
class InlineMessage;
class TextLabel;

/// One fault of GET /api/faults/catalogue.
struct FaultKindView {
  struct Param {
    QString name, title, unit;
    double standard = 0, least = 0, most = 0;
  };
  struct Choice {
    QString name, title;
    QStringList options;
  };
  QString name, summary;
  QStringList services;      // whose processes it can strike
  bool needsTarget = false;  // one of them must be named
  std::vector<Param> params;
  std::vector<Choice> choices;
};

core::Result<std::vector<FaultKindView>> parseFaultCatalogue(const std::string& json);

class InjectFaultDialog : public QDialog {
  Q_OBJECT
 public:
  explicit InjectFaultDialog(Feed& feed, QWidget* parent = nullptr);

  void showSnapshot(const api::Snapshot& snapshot);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fetchCatalogue();
  void showKind(int index);
  void addRow(int row, const QString& title, QWidget* field);
  void addEverywhere(const FaultKindView& kind);
  void updatePreview();
  void arm();
  void retranslate();

  Feed& m_feed;
  std::vector<FaultKindView> m_kinds;
  bool m_fetching = false;
  QFormLayout* m_form;
  QComboBox* m_kind;
  TextLabel* m_summary;
  std::map<QString, QDoubleSpinBox*> m_params;  // of the kind that is shown, as the next
  std::map<QString, QComboBox*> m_choices;
  QComboBox* m_target;
  QSpinBox* m_probability;
  QSpinBox* m_seconds;
  TextLabel* m_preview;
  InlineMessage* m_answer;
  QPushButton* m_arm;
};

}  // namespace orderdeck::ui
