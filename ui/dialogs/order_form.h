// One order by hand; the gateway's answer is shown as it came. GUI thread.
#pragma once

#include <QWidget>
#include <vector>

#include "api/snapshot.h"

class QComboBox;
class QFormLayout;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace orderdeck::ui {

class Feed;

class OrderForm : public QWidget {
  Q_OBJECT
 public:
  explicit OrderForm(Feed& feed, QWidget* parent = nullptr);

  void setProducts(const std::vector<api::ProductView>& products);
  /// Whether an order can be placed now.
  void showActs();

 signals:
  void orderChosen(const QString& id);  // to be shown

 protected:
  void changeEvent(QEvent* event) override;

 private:
  std::string body() const;
  void place();
  void retranslate();
  void updateShow();

  QString m_placed;  // the id of the order that was placed last
  bool m_placing = false;
  Feed& m_feed;
  QFormLayout* m_form;
  QLineEdit* m_user;
  QComboBox* m_product;
  QSpinBox* m_quantity;
  QLineEdit* m_key;
  QPushButton* m_place;
  QPushButton* m_show;
  QPlainTextEdit* m_answer;
};

}  // namespace orderdeck::ui
