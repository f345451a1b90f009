// A row of toggles, one for each order state, with how many orders are in it: the filter of the orders' page. None on means all. GUI thread.
#pragma once

#include <QWidget>
#include <string>
#include <vector>

#include "runtime/snapshot.h"

class QPushButton;

namespace orderdeck::ui {

class StateFilter : public QWidget {
  Q_OBJECT
 public:
  explicit StateFilter(QWidget* parent = nullptr);

  void showCounts(const std::vector<runtime::StateView>& states);
  std::vector<std::string> states() const;  // those that are on: "paying", ...
  void setStates(const QStringList& names);
  void retranslate();

 signals:
  void changed();

 private:
  void relabel();

  struct Toggle {
    std::string state;
    QPushButton* button;
    std::int64_t count = 0;
  };
  std::vector<Toggle> m_toggles;
};

}  // namespace orderdeck::ui
