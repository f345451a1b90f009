// The head of the console's tables: muted words, elided when there is no room, an arrow at the sorted column. Painted
// here, since a style sheet neither elides nor keeps the arrow off the word. GUI thread.
#pragma once

#include <QHeaderView>

namespace orderdeck::ui {

class TableHeader : public QHeaderView {
  Q_OBJECT
 public:
  explicit TableHeader(QWidget* parent = nullptr);

 protected:
  void paintSection(QPainter* painter, const QRect& rect, int section) const override;
  QSize sectionSizeFromContents(int section) const override;
};

}  // namespace orderdeck::ui
