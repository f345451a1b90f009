// Text that looks like HTML, in every text of the backend: the console shows it as what it is, in every cell, every
// label and every tooltip.
#include <QLabel>
#include <QTextDocument>
#include <QTextEdit>

#include "api/dead_letters.h"
#include "api/orders.h"
#include "api/snapshot_fields.h"
#include "tests/harness/test_registry.h"
#include "tests/support/hostile_text.h"
#include "tests/ui/window_fixture.h"
#include "ui/frame/main_window.h"
#include "ui/pages/all_pages.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::hostile;

namespace {

bool isRead(const QString& text) {  // as HTML, where Qt decides by itself
  return Qt::mightBeRichText(text);
}

/// What a person sees of a tooltip.
QString seen(const QString& tip) {
  if (!isRead(tip)) return tip;
  QTextDocument document;
  document.setHtml(tip);
  return document.toPlainText();
}

}  // namespace

class HostileTextTest : public QObject, private tests::ConsoleParts {
  Q_OBJECT
 private slots:
  void init() {
    api::Snapshot snapshot = support::SnapshotBuilder::busy().get();
    support::HostileFill::fill(snapshot);
    setUp(snapshot);
    m_backend->live();
    m_backend->answer("GET /api/orders", api::encodeJson(api::OrderPage{.orders = {hostile<api::OrderView>()}}));
    m_backend->answer("GET /api/orders/", api::encodeJson(hostile<api::OrderDetail>()));
    m_backend->answer("GET /api/dead-letters", api::encodeJson(std::vector{hostile<api::DeadLetterView>()}));
    m_backend->answer("GET /api/dead-letters/", api::encodeJson(hostile<api::DeadLetterDetail>()));
    m_window = std::make_unique<MainWindow>(*m_feed, makePages(*m_feed));
    m_window->resize(1280, 800);
    expose(*m_window);
    m_feed->start();
    m_feed->setRate(10);
    QTRY_VERIFY(m_feed->state() == Feed::State::Live && m_feed->snapshot() != nullptr);
  }
  void cleanup() {
    m_window.reset();
    takeDown();
  }

  void nothingIsReadAsHtml() {
    int rows = 0;
    for (const int key : {Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_4, Qt::Key_5, Qt::Key_6}) {
      QTest::keyClick(m_window.get(), static_cast<Qt::Key>(key));
      QSignalSpy arrived(m_feed.get(), &Feed::snapshotArrived);
      QTRY_VERIFY(arrived.count() >= 3);  // its sections, and the answers to what the page asked
      for (const auto* view : m_window->findChildren<QAbstractItemView*>()) rows += look(*view);
      for (const auto* label : m_window->findChildren<QLabel*>()) {
        const bool decides = label->textFormat() == Qt::AutoText && isRead(label->text());
        QVERIFY2(!decides, qPrintable(label->text()));
      }
      for (const auto* widget : m_window->findChildren<QWidget*>())
        if (isHostile(widget->toolTip()))
          QVERIFY2(seen(widget->toolTip()).contains("<b>d</b>"), qPrintable(widget->toolTip()));
    }
    QVERIFY2(rows > 10, qPrintable(QString::number(rows)));
  }

  void aTipIsTextWhateverItLooksLike() {
    for (const char* text : {"<b>bold</b>", "<img src='x'>", "a < b", "&amp;", "<html>\nx", "plain"})
      QCOMPARE(seen(format::tip(text)), QString(text));
  }

 private:
  static bool isHostile(const QString& text) { return text.contains("img src"); }

  /// Every cell of its model; how many rows there were.
  static int look(const QAbstractItemView& view) {
    const QAbstractItemModel* model = view.model();
    if (!model) return 0;
    for (int row = 0; row < model->rowCount(); ++row) {
      for (int column = 0; column < model->columnCount(); ++column) {
        const QString tip = model->index(row, column).data(Qt::ToolTipRole).toString();
        if (isHostile(tip) && !seen(tip).contains("<b>d</b>")) qFatal("read as HTML: %s", qPrintable(tip));
      }
    }
    return model->rowCount();
  }

  std::unique_ptr<MainWindow> m_window;
};

ORDERDECK_TEST(HostileTextTest)
#include "hostile_text_test.moc"
