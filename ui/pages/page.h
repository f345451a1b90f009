// The base of every page of the window. A page says which sections of the snapshot it shows; it is handed a snapshot at
// the feed's rate while it is visible and these are fresh, and nothing while it is not. Owned by MainWindow; GUI
// thread.
//
// What a page may lean on: acts that it adds with addAction() stand in the palette (Ctrl+K) while the page is open;
// retranslate() is called when the language or the zone of times changes, restyle() when the theme does.
#pragma once

#include <QString>
#include <QWidget>

#include "ui/feed/needs.h"
#include "ui/pages/subject.h"

namespace orderdeck::ui {

class Feed;

class Page : public QWidget {
  Q_OBJECT
 public:
  /// `id` stands in settings and in --page ("orders"); `iconName` in resources/icons.
  Page(Feed& feed, QString id, QString iconName, QWidget* parent = nullptr);

  const QString& id() const { return m_id; }
  const QString& iconName() const { return m_iconName; }
  virtual QString title() const = 0;  // translated

  /// What showSnapshot() reads, and the page's charts: the feed pulls it while the page is visible. The rest of a
  /// snapshot may be old, or empty.
  virtual Needs needs() const = 0;
  /// Called on the feed's rate while visible, and once when the page becomes visible. Must be cheap when nothing
  /// changed.
  virtual void showSnapshot(const api::Snapshot& snapshot) = 0;

  /// Something led here: shows it. What it is not about leaves the page as it is.
  virtual void open(const Subject& subject) { (void)subject; }
  /// Ctrl+F.
  virtual void focusFilter() {}
  /// F5, beside the feed's own refresh: what the page fetched by calls of its own.
  virtual void refresh() {}
  /// Esc: leave a detail, clear a filter. False when there was nothing to leave.
  virtual bool escape() { return false; }
  /// Whether each act can be done now: enables it, or disables it with the reason (Feed::whyNoAct()). Called whenever
  /// that may have changed.
  virtual void showActs() {}
  /// Writes every text anew: in another language, or with its times in another zone.
  virtual void retranslate() {}

 signals:
  /// Asks the window for another page, and what it shall show there.
  void navigationRequested(const QString& pageId, const orderdeck::ui::Subject& subject);
  /// Asks for the dialog that places orders: an empty page offers the act that fills it.
  void injectOrdersRequested();
  /// A line for the window's toast: something was done, or could not be.
  void noticed(const QString& text, bool bad);

 protected:
  Feed& feed() const { return m_feed; }
  virtual void restyle() {}
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  Feed& m_feed;
  QString m_id, m_iconName;
};

}  // namespace orderdeck::ui
