// Small parts that several pages are made of. GUI thread.
#pragma once

#include <QPushButton>
#include <initializer_list>

class QAction;
class QSplitter;
class QTableView;

namespace orderdeck::ui {

constexpr int kCardGap = 10;  // between the cards of a page; the window keeps as much around it

/// Widths of the first columns, as at the standard text size; 0 leaves a column as it is.
void setColumnWidths(QTableView* table, std::initializer_list<int> widths);

/// A splitter of cards, one above the other, that fills `page`; `stretch` belongs to the cards in their order.
QSplitter* fillWithCards(QWidget* page, std::initializer_list<QWidget*> cards, std::initializer_list<int> stretch);

/// A push button that is `act`: its text, tooltip and whether it is enabled. `role` as in the style sheet ("danger"),
/// or empty.
QPushButton* actButton(QAction* act, const char* role, QWidget* parent);

/// Enables a button or an act, or disables it with the reason as its tooltip; `tip` while it is enabled.
template <typename Act>
void offer(Act* act, const QString& whyNot, const QString& tip = {}) {
  act->setEnabled(whyNot.isEmpty());
  act->setToolTip(whyNot.isEmpty() ? tip : whyNot);
}

/// The act that fills an empty table, offered in the middle of it; hidden while there are rows or it has no text. Make
/// it after the table has its model.
class EmptyAct : public QPushButton {
  Q_OBJECT
 public:
  explicit EmptyAct(QTableView* table);
  void setAct(const QString& text);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void place();

  QTableView* m_table;
};

}  // namespace orderdeck::ui
