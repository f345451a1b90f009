// The invariants as a grid of marks and names: a check holds, a cross is broken, a dash is not known. Repaints only when one changed.
// GUI thread.
#pragma once

#include <QWidget>
#include <vector>

#include "runtime/snapshot.h"

namespace orderdeck::ui {

class InvariantList : public QWidget {
  Q_OBJECT
 public:
  explicit InvariantList(QWidget* parent = nullptr);
  void setInvariants(const std::vector<runtime::InvariantView>& invariants);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Item {
    QString name, status, detail;
    bool operator==(const Item&) const = default;
  };
  QRect rectOf(std::size_t item) const;
  QString describe(const Item& item) const;

  std::vector<Item> m_items;
};

/// An invariant's name in the language that is on; unknown ones as the backend names them.
QString invariantName(const runtime::InvariantView& invariant);

}  // namespace orderdeck::ui
