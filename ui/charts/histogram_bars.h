// A histogram of durations as bars: how often each span of time was seen. The mouse, or the arrow keys, read a bar.
// Painted, since a chart of a few bars needs no library. GUI thread.
#pragma once

#include <QWidget>
#include <cstdint>
#include <utility>
#include <vector>

namespace orderdeck::ui {

class HistogramBars : public QWidget {
  Q_OBJECT
 public:
  using Buckets = std::vector<std::pair<double, std::int64_t>>;  // upper bound in seconds, observations in the bucket

  explicit HistogramBars(QWidget* parent = nullptr);

  /// Shows the span from the first to the last bucket that has observations; none shows the empty text.
  void setBuckets(Buckets buckets);
  void setEmptyText(const QString& text);

  /// What a bar says, for its tooltip: "0.5 ms to 1.0 ms: 1,204 times".
  QString describe(std::size_t bucket) const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRect plot() const;

  Buckets m_buckets;
  double m_below = 0;         // where the first bucket begins, seconds
  std::size_t m_current = 0;  // of the keyboard
  QString m_emptyText;
};

}  // namespace orderdeck::ui
