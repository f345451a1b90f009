// Every product's stock as Redis holds it, restocking, and the stock movements of the selected product as the ledger
// has them. GUI thread.
#pragma once

#include <QElapsedTimer>

#include "ui/pages/page.h"

class QAction;
class QLineEdit;

namespace orderdeck::ui {

class Card;
class MovementModel;
class ProductModel;
class TableView;

class InventoryPage : public Page {
  Q_OBJECT
 public:
  explicit InventoryPage(Feed& feed, QWidget* parent = nullptr);

  QString title() const override { return tr("Inventory"); }
  Needs needs() const override { return {.sections = {api::Section::Stock}}; }
  void showSnapshot(const api::Snapshot& snapshot) override;
  void open(const Subject& subject) override;
  void focusFilter() override;
  void refresh() override;
  bool escape() override;
  void showActs() override;
  void retranslate() override;

 private:
  void select(const QString& productId);
  void fetchMovements();
  QString whyNotRestock() const;
  void askRestock();

  QString m_product;  // the selected one; empty: none
  QElapsedTimer m_sinceFetch;
  bool m_fetching = false;
  Card* m_products;
  Card* m_movements;
  QLineEdit* m_filter;
  QAction* m_restock;
  TableView* m_productTable;
  TableView* m_movementTable;
  ProductModel* m_productModel;
  MovementModel* m_movementModel;
};

}  // namespace orderdeck::ui
