// One order by hand; the gateway's answer is shown as it came. GUI thread.
#pragma once

#include <QWidget>
#include <vector>

#include "runtime/snapshot.h"

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

  void setProducts(const std::vector<runtime::ProductView>& products);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  std::string body() const;
  void place();
  void retranslate();

  Feed& m_feed;
  QFormLayout* m_form;
  QLineEdit* m_user;
  QComboBox* m_product;
  QSpinBox* m_quantity;
  QLineEdit* m_key;
  QPushButton* m_place;
  QPlainTextEdit* m_answer;
};

}  // namespace orderdeck::ui
