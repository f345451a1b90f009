#include "ui/pages/acts/acts_page.h"

#include <QLineEdit>
#include <utility>

#include "api/command.h"
#include "api/json_decoder.h"
#include "ui/feed/feed.h"
#include "ui/pages/acts/act_model.h"
#include "ui/pages/page_parts.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/widgets/card.h"
#include "ui/widgets/freshness.h"

namespace orderdeck::ui {

namespace {

constexpr int kPage = 200;
constexpr int kFetchEveryMillis = 1'000;

core::Result<api::ActsAnswer> pageOf(const core::Result<std::string>& answer) {
  if (!answer) return std::unexpected(answer.error());
  return api::decodeJson<api::ActsAnswer>(*answer, "acts");
}

}  // namespace

ActsPage::ActsPage(Feed& feed, QWidget* parent)
    : Page(feed, QStringLiteral("acts"), QStringLiteral("acts"), parent),
      m_card(new Card({}, this)),
      m_filter(new QLineEdit(this)),
      m_table(new TableView(this)),
      m_model(new ActModel(this)) {
  fillWithCards(this, {m_card}, {1});
  m_filter->setClearButtonEnabled(true);
  m_filter->setFixedWidth(scaled(290));
  m_card->addHeadWidget(m_filter);
  m_card->body()->addWidget(m_table);

  m_table->setSource(m_model);
  m_table->sortByColumn(-1, Qt::AscendingOrder);  // the log's order; a click on a header sorts what is loaded
  setColumnWidths(m_table, {196, 96, 76, 96, 128, 120, 200, 0, 96});
  m_table->stretchColumn(7);
  m_table->keepLayoutAs(QStringLiteral("acts"));
  connect(m_model, &ActModel::moreWanted, this, &ActsPage::fetchOlder);
  connect(m_filter, &QLineEdit::textChanged, m_table, &TableView::setFilterText);
  connect(m_filter, &QLineEdit::textChanged, this, &ActsPage::showEmptyText);
  ActsPage::retranslate();
}

void ActsPage::showSnapshot(const api::Snapshot& snapshot) {
  m_card->setFreshness(Freshness::of(snapshot, {}));
  if (m_fetching || (m_sinceFetch.isValid() && !m_sinceFetch.hasExpired(kFetchEveryMillis))) return;
  fetch();
}

void ActsPage::fetch() {
  m_fetching = true;
  m_sinceFetch.start();
  feed().send(api::listActs(0, kPage), this, [this](const core::Result<std::string>& answer) {
    m_fetching = false;
    if (!answer) return;  // the window says when the backend is gone; the rows shown stay
    auto page = pageOf(answer);
    if (!page) return emit noticed(format::text(page.error().what), true);
    m_model->showNewest(*std::move(page));
    if (!std::exchange(m_isRead, true)) showEmptyText();
  });
}

void ActsPage::fetchOlder(qint64 from) {
  feed().send(api::listActs(from, kPage), this, [this](const core::Result<std::string>& answer) {
    auto page = pageOf(answer);
    if (page) return m_model->showOlder(*std::move(page));
    m_model->olderFailed();
    emit noticed(format::text(page.error().what), true);
  });
}

void ActsPage::focusFilter() {
  m_filter->setFocus(Qt::ShortcutFocusReason);
  m_filter->selectAll();
}

void ActsPage::refresh() {
  m_table->scrollToTop();
  fetch();
}

bool ActsPage::escape() {
  if (!m_filter->text().isEmpty()) {
    m_filter->clear();
    return true;
  }
  if (!m_table->selectionModel()->hasSelection()) return false;
  m_table->selectionModel()->clear();
  return true;
}

void ActsPage::showEmptyText() {
  m_table->setEmptyText(!m_isRead                    ? tr("The log of acts was not read yet")
                        : m_filter->text().isEmpty() ? tr("Nobody did anything to the system yet")
                                                     : tr("No act that was loaded is like that"));
}

void ActsPage::retranslate() {
  m_card->setTitle(tr("Acts"));
  m_card->setSubtitle(tr("what was done to the system, newest first"));
  m_filter->setPlaceholderText(tr("Filter acts"));
  m_filter->setAccessibleName(tr("Filter acts"));
  m_table->setAccessibleName(tr("Acts"));
  showEmptyText();
  m_model->retranslate();
}

}  // namespace orderdeck::ui
