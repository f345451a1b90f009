// What the window's tests share: a window on a backend of the test's own, and a page that counts what it is handed.
#pragma once

#include "tests/ui/window_fixture.h"
#include "ui/frame/main_window.h"

namespace orderdeck::tests {

// A page that counts what it is handed.
class CountingPage : public ui::Page {
 public:
  explicit CountingPage(ui::Feed& feed, const QString& name = QStringLiteral("counting"))
      : ui::Page(feed, name, QStringLiteral("orders")) {}
  QString title() const override { return QStringLiteral("Counting"); }
  ui::Needs needs() const override { return {.sections = m_sections}; }
  void need(api::SectionSet sections) { m_sections = sections; }
  void showSnapshot(const api::Snapshot&) override { ++shown; }
  void open(const ui::Subject& subject) override { opened = subject; }
  void focusFilter() override { ++filters; }
  void refresh() override { ++refreshes; }
  bool escape() override { return ++escapes > 0; }
  void retranslate() override { ++written; }
  int shown = 0, filters = 0, refreshes = 0, escapes = 0, written = 0;
  std::optional<ui::Subject> opened;

 private:
  api::SectionSet m_sections;
};

/// A test class inherits it beside QObject.
class WindowParts : protected ConsoleParts {
 protected:
  void open(std::vector<ui::Page*> pages) {
    if (pages.empty()) pages.push_back(new CountingPage(*m_feed));
    m_window = std::make_unique<ui::MainWindow>(*m_feed, std::move(pages));
    expose(*m_window);
    m_window->activateWindow();
    m_window->setFocus();
    m_feed->start();
  }
  void takeDownWindow() {
    m_window.reset();
    takeDown();
  }

  std::unique_ptr<ui::MainWindow> m_window;
};

}  // namespace orderdeck::tests
