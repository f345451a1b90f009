// How the load that runs, or the last one, is doing: progress, answers by kind, latency; and its stop. GUI thread.
#pragma once

#include <QFrame>
#include <optional>

#include "api/snapshot.h"
#include "ui/widgets/freshness.h"

class QProgressBar;
class QPushButton;

namespace orderdeck::ui {

class Feed;
class TextLabel;

class LoadProgress : public QFrame {
  Q_OBJECT
 public:
  explicit LoadProgress(Feed& feed, QWidget* parent = nullptr);

  /// With how old what is known of it is.
  void showLoad(const std::optional<api::LoadView>& load, const Freshness& freshness = {});
  /// Whether it can be stopped now.
  void showActs();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void render();

  Feed& m_feed;
  std::optional<api::LoadView> m_load;
  Freshness m_freshness;
  TextLabel* m_head;
  QProgressBar* m_bar;
  TextLabel* m_answers;
  TextLabel* m_latency;
  QPushButton* m_stop;
};

}  // namespace orderdeck::ui
