// One order: what it is, every event of its life with node, topic, partition and offset, and its cancellation. GUI
// thread.
#pragma once

#include <QElapsedTimer>
#include <optional>

#include "ui/pages/orders/order_model.h"
#include "ui/widgets/card.h"

class QPushButton;

namespace orderdeck::ui {

class Badge;
class Feed;
class TableView;
class TextLabel;

class OrderPanel : public Card {
  Q_OBJECT
 public:
  explicit OrderPanel(Feed& feed, QWidget* parent = nullptr);

  /// Empty: none.
  void showOrder(const QString& id);
  /// Asks for the order again when it is not finished and the last answer is half a second old.
  void refresh();
  /// Whether the order can be cancelled now.
  void showActs();
  void retranslate();

 signals:
  void asked();                            // a question about the order was answered
  void orderKnown(const OrderRow& order);  // as it is now
  void noticed(const QString& text, bool bad);

 private:
  void fetch();
  void show(const OrderDetail& detail);
  void showFacts();
  QString whyNot() const;
  void cancelOrder();

  Feed& m_feed;
  QString m_id;  // empty: none
  std::optional<OrderDetail> m_detail;
  QElapsedTimer m_sinceFetch;
  bool m_fetching = false;
  TextLabel* m_facts;
  Badge* m_state;
  QPushButton* m_cancel;
  TableView* m_table;
  TimelineModel* m_model;
};

}  // namespace orderdeck::ui
