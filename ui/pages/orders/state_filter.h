// Toggles, one for each order state, with how many orders are in it: the filter of the orders' page. None on means all.
// They stand in a row, or in more where the page is narrow. GUI thread.
#pragma once

#include <QWidget>
#include <optional>
#include <string>
#include <vector>

#include "api/snapshot.h"

class QPushButton;

namespace orderdeck::ui {

class StateFilter : public QWidget {
  Q_OBJECT
 public:
  explicit StateFilter(QWidget* parent = nullptr);

  void showCounts(const std::vector<api::StateView>& states);
  std::vector<std::string> states() const;  // those that are on: "paying", ...
  void setStates(const QStringList& names);
  void retranslate();  // also for a new theme

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 signals:
  void changed();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void relabel();
  int arrange(int width, bool place) const;

  struct Toggle {
    domain::OrderState state;
    QPushButton* button;
    std::optional<std::int64_t> count = {};
  };
  std::vector<Toggle> m_toggles;
};

}  // namespace orderdeck::ui
