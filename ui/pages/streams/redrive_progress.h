// One line: how far the redrive of dead letters that runs is, and a button that cancels it. Hidden while none runs. GUI
// thread.
#pragma once

#include <QFrame>
#include <optional>

#include "api/snapshot.h"

class QProgressBar;
class QPushButton;

namespace orderdeck::ui {

class Feed;
class TextLabel;

class RedriveProgress : public QFrame {
  Q_OBJECT
 public:
  explicit RedriveProgress(Feed& feed, QWidget* parent = nullptr);

  void showRedrive(const std::optional<api::RedriveView>& redrive);
  /// Whether it can be cancelled now.
  void showActs();
  void retranslate();

 signals:
  /// The one that was shown running has ended.
  void ended(const QString& text, bool bad);

 private:
  Feed& m_feed;
  std::optional<api::RedriveView> m_shown;  // while it runs
  TextLabel* m_text;
  QProgressBar* m_bar;
  QPushButton* m_cancel;
};

}  // namespace orderdeck::ui
