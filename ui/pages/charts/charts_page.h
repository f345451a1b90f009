// Everything that the backend keeps a history of, as small charts over one axis of time: they zoom together, and one
// crosshair reads them all. GUI thread.
#pragma once

#include <QStringList>
#include <array>
#include <string_view>

#include "ui/charts/chart_frame.h"
#include "ui/pages/page.h"

class QToolButton;

namespace orderdeck::ui {

class Card;
class LineChart;
class TextLabel;
class TimeRange;

class ChartsPage : public Page {
  Q_OBJECT
 public:
  explicit ChartsPage(Feed& feed, QWidget* parent = nullptr);

  QString title() const override { return tr("Charts"); }
  Needs needs() const override { return {.sections = {api::Section::System}, .history = true}; }
  void showSnapshot(const api::Snapshot& snapshot) override;
  bool escape() override;
  void retranslate() override;

 protected:
  void restyle() override;
  void showEvent(QShowEvent* event) override;

 private:
  /// One of the charts.
  struct Panel {
    ChartUnit unit = ChartUnit::Count;
    Card* card = nullptr;
    LineChart* chart = nullptr;
    QToolButton* save = nullptr;
  };
  enum Which : std::size_t { Rates, Accept, EndToEnd, Lag, Stock, Cpu, kPanels };

  void addPanel(Which which, ChartUnit unit);
  void setTexts(Which which, const QString& title, const QString& subtitle, const QString& empty);
  void draw();
  void addLines(Which which, ChartFrame& frame);
  void addChosen(ChartFrame& frame, std::string_view prefix, const QStringList& chosen);
  void choose();
  void shareZoom(const LineChart* from);
  void backToLive();

  TextLabel* m_time;
  TimeRange* m_range;
  std::array<Panel, kPanels> m_panels;
  QStringList m_products, m_nodes;    // all that have a series, when those to be shown were chosen of them
  QStringList m_scarcest, m_busiest;  // those that are shown
  double m_drawnAt = -1;              // the history's newest time then
};

}  // namespace orderdeck::ui
