// The head of the console's tables: muted words, elided when there is no room, an arrow at the sorted column. Painted
// here, since a style sheet neither elides nor keeps the arrow off the word. GUI thread.
#pragma once

#include <QHeaderView>

namespace orderdeck::ui {

class TableHeader : public QHeaderView {
  Q_OBJECT
 public:
  explicit TableHeader(QWidget* parent = nullptr);
  /// Keeps words out of so many pixels at its right end, where something else stands.
  void keepFree(int pixels) { m_free = pixels; }

 protected:
  void paintSection(QPainter* painter, const QRect& rect, int section) const override;
  QSize sectionSizeFromContents(int section) const override;

 private:
  int m_free = 0;
};

}  // namespace orderdeck::ui
