// The invariants as a grid of marks, numbers and names: a check holds, a cross is broken, a dash is not known. Click or
// Enter on one asks for its offenders. Repaints only when one changed. GUI thread.
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "api/snapshot.h"

namespace orderdeck::ui {

class InvariantList : public QWidget {
  Q_OBJECT
 public:
  explicit InvariantList(QWidget* parent = nullptr);
  void setInvariants(const std::vector<api::InvariantView>& invariants);
  /// Grey: nobody looked lately. What is broken stays red.
  void setStale(bool stale);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }
  QRect rectOf(std::size_t item) const;

 signals:
  void activated(int number, const QPoint& globalPos);

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  struct Item {
    int number = 0;
    QString name, detail, since;
    domain::VerdictWord status;
    bool operator==(const Item&) const = default;
  };
  QString describe(const Item& item) const;
  std::optional<std::size_t> itemAt(const QPoint& pos) const;
  void activate(std::size_t item);

  std::vector<Item> m_items;
  bool m_stale = false;
  std::optional<std::size_t> m_hovered;
  std::size_t m_current = 0;  // of the keyboard
};

}  // namespace orderdeck::ui
