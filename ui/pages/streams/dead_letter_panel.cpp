#include "ui/pages/streams/dead_letter_panel.h"

#include <QComboBox>
#include <QEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

#include "ui/feed/feed.h"
#include "ui/pages/page_parts.h"
#include "ui/pages/streams/dead_letter_model.h"
#include "ui/pages/streams/redrive_progress.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/widgets/confirm_dialog.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {

namespace {

constexpr int kShown = 1'000;  // as many as one call answers
constexpr int kFetchEveryMillis = 1'000;
constexpr double kRate = 100;  // letters a second

}  // namespace

DeadLetterPanel::DeadLetterPanel(Feed& feed, QWidget* parent)
    : Card({}, parent),
      m_feed(feed),
      m_topics(new QComboBox(this)),
      m_redrive(new QPushButton(this)),
      m_redriveAll(new QPushButton(this)),
      m_discard(new QPushButton(this)),
      m_progress(new RedriveProgress(feed, this)),
      m_table(new TableView(this)),
      m_model(new DeadLetterModel(this)),
      m_detail(new QWidget(this)),
      m_facts(new TextLabel(FontRole::Small, TextLabel::Ink::Muted, {}, this)),
      m_body(new QPlainTextEdit(this)) {
  for (QWidget* widget : std::initializer_list<QWidget*>{m_topics, m_redrive, m_redriveAll, m_discard})
    addHeadWidget(widget);
  m_discard->setProperty("role", "danger");
  m_redrive->setObjectName(QStringLiteral("redrive"));
  m_redriveAll->setObjectName(QStringLiteral("redriveAll"));
  m_discard->setObjectName(QStringLiteral("discard"));
  m_topics->setSizeAdjustPolicy(QComboBox::AdjustToContents);

  auto* detailLayout = new QVBoxLayout(m_detail);
  detailLayout->setContentsMargins(8, 6, 8, 8);
  detailLayout->setSpacing(6);
  detailLayout->addWidget(m_facts);
  detailLayout->addWidget(m_body);
  m_facts->setWordWrap(true);
  m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_facts->setVisible(false);
  m_body->setReadOnly(true);
  m_body->setLineWrapMode(QPlainTextEdit::WidgetWidth);
  m_body->setWordWrapMode(QTextOption::WrapAnywhere);
  m_body->setFont(textFont(FontRole::SmallNumber));
  auto* splitter = new QSplitter(Qt::Horizontal, this);
  splitter->setChildrenCollapsible(false);
  splitter->addWidget(m_table);
  splitter->addWidget(m_detail);
  splitter->setStretchFactor(0, 2);
  splitter->setStretchFactor(1, 1);
  splitter->setSizes({2'400, 1'000});  // a share of the room there is, whatever that is
  body()->addWidget(m_progress);
  body()->addWidget(splitter);

  m_table->setSource(m_model);
  m_table->sortByColumn(-1, Qt::AscendingOrder);
  setColumnWidths(m_table, {84, 154, 94, 108, 0, 54, 74});
  m_table->stretchColumn(4);
  m_table->keepLayoutAs(QStringLiteral("deadLetters"));

  m_table->exportBy([this] { return allLetters(); });

  connect(m_topics, &QComboBox::activated, this, [this] { fetch(); });
  connect(m_redrive, &QPushButton::clicked, this, [this] { askRedrive(selected()); });
  connect(m_redriveAll, &QPushButton::clicked, this, [this] { askRedrive(shown()); });
  connect(m_discard, &QPushButton::clicked, this, &DeadLetterPanel::askDiscard);
  connect(m_progress, &RedriveProgress::ended, this, &DeadLetterPanel::noticed);
  connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DeadLetterPanel::selectionChanged);
  connect(m_table, &TableView::rowActivated, this, [this](const QString& key) {
    for (const auto& letter : m_model->rows())
      if (letter.id == key && !letter.order.isEmpty()) emit orderRequested(letter.order);
  });
  retranslate();
}

void DeadLetterPanel::showSnapshot(const api::Snapshot& snapshot) {
  const std::int64_t redriven = snapshot.redrive ? snapshot.redrive->redriven : 0;
  if (snapshot.deadLetters != m_counts || redriven != m_redriven) {
    m_counts = snapshot.deadLetters;
    m_redriven = redriven;
    m_stale = true;
    retranslate();
  }
  m_progress->showRedrive(snapshot.redrive);
  selectionChanged();
  if (m_stale && !m_fetching && (!m_sinceFetch.isValid() || m_sinceFetch.hasExpired(kFetchEveryMillis))) fetch();
}

bool DeadLetterPanel::escape() {
  if (!m_table->selectionModel()->hasSelection()) return false;
  m_table->selectionModel()->clear();
  return true;
}

QString DeadLetterPanel::topic() const { return m_topics->currentData().toString(); }

api::LetterSelection DeadLetterPanel::selected() const {
  std::vector<std::string> ids;
  for (const QString& key : m_table->selectedKeys()) ids.push_back(key.toStdString());
  return {.letterIds = std::move(ids)};
}

api::LetterSelection DeadLetterPanel::shown() const { return {.topic = topic().toStdString()}; }

void DeadLetterPanel::fetch() {
  m_fetching = true;
  m_stale = false;
  m_sinceFetch.start();
  m_feed.send(api::listDeadLetters(shown(), domain::LetterStatus::Waiting, {}, kShown), this,
              [this, asked = topic()](const core::Result<std::string>& answer) {
                m_fetching = false;
                if (asked != topic()) return fetch();
                if (!answer) return;  // the window says when the backend is gone; the rows shown stay
                auto rows = DeadLetterModel::parse(*answer);
                if (!rows) return emit noticed(format::text(rows.error().what), true);
                m_model->setRows(*std::move(rows));
                showTexts();
              });
}

FetchRows DeadLetterPanel::allLetters() {
  return [this, which = shown()](const QString& before, const TakeRows& take) {
    m_feed.send(api::listDeadLetters(which, domain::LetterStatus::Waiting, before.toStdString(), kShown), this,
                [take](const core::Result<std::string>& answer) {
                  auto letters = answer ? DeadLetterModel::parse(*answer) : std::unexpected(answer.error());
                  if (!letters) return take(std::unexpected(letters.error()));
                  const QString next = letters->size() < kShown ? QString() : letters->back().id;
                  auto rows = std::make_unique<DeadLetterModel>();
                  rows->setRows(*std::move(letters));
                  take(FetchedRows{std::move(rows), next});
                });
  };
}

void DeadLetterPanel::fetchDetail(const QString& id) {
  m_feed.send(api::showDeadLetter(id.toStdString()), this, [this, id](const core::Result<std::string>& answer) {
    if (id != m_current) return;
    const auto detail = answer ? parseDeadLetter(*answer) : std::unexpected(answer.error());
    if (detail)
      show(*detail);
    else
      showFacts(format::text(detail.error().what));
  });
}

void DeadLetterPanel::show(const DeadLetterDetail& detail) {
  QStringList facts = {detail.letter.where};
  if (!detail.letter.event.isEmpty()) facts.append(detail.letter.event);
  facts.append(format::bytes(detail.bodyBytes));
  if (detail.hex) facts.append(tr("no text: shown as hexadecimal"));
  if (detail.shownBytes < detail.bodyBytes) facts.append(tr("the first %1").arg(format::bytes(detail.shownBytes)));
  if (detail.letter.truncated) facts.append(tr("was cut, and cannot be redriven"));
  showFacts(facts.join(QStringLiteral(" · ")) + QLatin1Char('\n') + detail.letter.why);
  m_body->setPlainText(detail.preview);
}

void DeadLetterPanel::showFacts(const QString& text) {
  m_facts->setVisible(!text.isEmpty());
  m_facts->setValue(text);
}

void DeadLetterPanel::showTopics() {
  const QString chosen = topic();
  const QSignalBlocker quiet(m_topics);
  m_topics->clear();
  m_topics->addItem(tr("All topics (%1)").arg(format::number(m_counts.waiting)), QString());
  for (const auto& [name, count] : m_counts.byTopic) {
    m_topics->addItem(QStringLiteral("%1 (%2)").arg(format::text(name), format::number(count)), format::text(name));
  }
  if (!chosen.isEmpty() && m_topics->findData(chosen) < 0)
    m_topics->addItem(QStringLiteral("%1 (0)").arg(chosen), chosen);
  m_topics->setCurrentIndex(std::max(0, m_topics->findData(chosen)));
}

void DeadLetterPanel::showActs() {
  const QString noRedrive =
      !m_progress->isHidden() ? tr("A redrive runs") : m_feed.whyNoAct({api::Source::Ledger, api::Source::Broker});
  const QString noDiscard = m_feed.whyNoAct({api::Source::Ledger}, api::Scope::Admin);
  const QString none = m_table->selectedKeys().isEmpty() ? tr("Select dead letters first") : QString();
  const auto first = [](const QString& a, const QString& b) { return a.isEmpty() ? b : a; };
  offer(m_redrive, first(noRedrive, none), tr("Put the selected letters back onto their topics"));
  offer(m_redriveAll, first(noRedrive, m_counts.waiting > 0 ? QString() : tr("No dead letter waits")),
        tr("Put every waiting letter of the chosen topic back"));
  offer(m_discard, first(noDiscard, none), tr("Mark the selected letters as not to be redriven"));
  m_progress->showActs();
}

void DeadLetterPanel::selectionChanged() {
  showActs();
  const QStringList keys = m_table->selectedKeys();
  const QString current = keys.size() == 1 ? keys.first() : QString();
  if (current == m_current) return;
  m_current = current;
  showFacts({});
  m_body->clear();
  if (!m_current.isEmpty()) fetchDetail(m_current);
}

/// What would happen is asked first, so that the question says it.
void DeadLetterPanel::askRedrive(const api::LetterSelection& which) {
  m_feed.send(
      api::redriveDeadLetters(which, kRate, true), this, [this, which](const core::Result<std::string>& answer) {
        const auto plan = answer ? parseRedrivePlan(*answer) : std::unexpected(answer.error());
        if (!plan) return emit noticed(format::text(plan.error().what), true);
        if (plan->letters == 0) return emit noticed(tr("None of these can be redriven"), true);
        QString text =
            tr("They go back onto their topics (%1), for every service that reads them, at most %2 a second: about %3.")
                .arg(plan->topics, format::perSecond(kRate), format::seconds(plan->seconds));
        if (plan->skipped > 0)
          text += QLatin1Char(' ') + tr("%Ln of them were cut or no longer wait, and are skipped.", nullptr,
                                        static_cast<int>(plan->skipped));
        const ConfirmDialog::Question question{
            .title = tr("Redrive %Ln dead letters?", nullptr, static_cast<int>(plan->letters)),
            .text = text,
            .mayBreak = tr("What fails again comes back here. What a service did before has no effect twice."),
            .act = tr("Redrive"),
            .typeToConfirm = {}};
        ConfirmDialog::ask(m_table, question, [this, which](const std::string& reason) {
          m_feed.send(api::because(api::redriveDeadLetters(which, kRate, false), reason), this,
                      [this](const core::Result<std::string>& started) {
                        if (!started) emit noticed(format::text(started.error().what), true);
                        m_feed.refresh();
                      },
                      {api::Source::Ledger, api::Source::Broker});
        });
      });
}

void DeadLetterPanel::askDiscard() {
  const api::LetterSelection which = selected();
  if (which.letterIds->empty()) return;
  const int count = static_cast<int>(which.letterIds->size());
  const ConfirmDialog::Question question{
      .title = tr("Discard %Ln dead letters?", nullptr, count),
      .text = tr("They stay in the book, marked as discarded, and are not redriven."),
      .mayBreak =
          tr("An order that waits for one of them stands still until the reconciler or a cancellation moves it."),
      .act = tr("Discard"),
      .typeToConfirm = {}};
  ConfirmDialog::ask(m_table, question, [this, which, count](const std::string& reason) {
    m_feed.send(api::because(api::discardDeadLetters(which), reason), this,
                [this, count](const core::Result<std::string>& answer) {
                  emit noticed(
                      answer ? tr("%Ln dead letters discarded", nullptr, count) : format::text(answer.error().what),
                      !answer);
                  m_feed.refresh();
                  fetch();
                },
                {api::Source::Ledger});
  });
}

void DeadLetterPanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) m_body->setFont(textFont(FontRole::SmallNumber));
  Card::changeEvent(event);
}

void DeadLetterPanel::retranslate() {
  showTopics();
  showTexts();
}

void DeadLetterPanel::showTexts() {
  const bool none = m_counts.waiting == 0 && m_model->rowCount() == 0;
  setTitle(tr("Dead letters"));
  setSubtitle(none ? QString()
              : m_model->rowCount() == kShown
                  ? tr("the newest %1 that wait").arg(format::number(static_cast<std::int64_t>(kShown)))
                  : tr("messages that a service could not take"));
  m_topics->setVisible(!none);
  m_redrive->setVisible(!none);
  m_redriveAll->setVisible(!none);
  m_discard->setVisible(!none);
  m_detail->setVisible(!none);
  setMaximumHeight(none ? scaled(124) : QWIDGETSIZE_MAX);
  m_topics->setAccessibleName(tr("Topic of the dead letters"));
  m_redrive->setText(tr("Redrive…"));
  m_redriveAll->setText(tr("Redrive all…"));
  m_discard->setText(tr("Discard…"));
  m_table->setAccessibleName(tr("Dead letters"));
  m_table->setEmptyText(tr("No dead letters: every message found a service that could take it"));
  m_body->setAccessibleName(tr("Body of the selected dead letter"));
  m_body->setPlaceholderText(tr("Select a letter to see its body"));
  m_progress->retranslate();
  m_model->retranslate();
  showActs();
}

}  // namespace orderdeck::ui
