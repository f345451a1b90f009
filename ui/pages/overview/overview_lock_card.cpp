#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <algorithm>
#include <cmath>

#include "ui/pages/overview/offenders_menu.h"
#include "ui/pages/overview/overview_cards.h"
#include "ui/pages/page_parts.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/widgets/freshness.h"
#include "ui/widgets/invariant_list.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {
namespace {

constexpr const char* kContext = "orderdeck::ui::LockCard";
constexpr qint64 kLinger = 3000;

bool isFree(const LockRow& row) { return row.free; }
QString leaseText(const LockRow& r) { return r.free ? format::dash() : format::seconds(r.ttlTenths / 10.0); }

std::vector<Column<LockRow>> columns() {
  return {
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::LockCard", "resource"),
       .context = kContext,
       .text = [](const LockRow& r) { return r.productId; },
       .dim = isFree},
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::LockCard", "holder"),
       .context = kContext,
       .text =
           [](const LockRow& r) {
             if (r.free) return QCoreApplication::translate("orderdeck::ui::LockCard", "free");
             return r.paused ? r.holder + QStringLiteral(" · ") +
                                   QCoreApplication::translate("orderdeck::ui::LockCard", "paused")
                             : r.holder;
           },
       .tone = [](const LockRow& r) { return r.paused ? Tone::Bad : Tone::Neutral; },
       .dim = isFree,
       .tip =
           [](const LockRow& r) {
             return r.paused ? QCoreApplication::translate("orderdeck::ui::LockCard",
                                                           "%1 is paused and holds the lock until its lease ends")
                                   .arg(r.holder)
                             : r.holder;
           }},
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::LockCard", "fence"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = [](const LockRow& r) { return format::number(r.fence); },
       .dim = isFree,
       .titleTip = QT_TRANSLATE_NOOP("orderdeck::ui::LockCard",
                                     "The newest fencing token: a write with an older one is refused")},
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::LockCard", "TTL"),
       .context = kContext,
       .kind = CellKind::Bar,
       .text = leaseText,
       .bar = [](const LockRow& r) { return Bar{{{r.leaseLeft, r.paused ? colors().bad.line : colors().accent}}}; },
       .tip = leaseText},
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::LockCard", "wait"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = [](const LockRow& r) { return format::number(static_cast<std::int64_t>(r.waiters)); },
       .tone = [](const LockRow& r) { return r.waiters >= 3 ? Tone::Warn : Tone::Neutral; },
       .dim = isFree,
       .titleTip = QT_TRANSLATE_NOOP("orderdeck::ui::LockCard", "How many wait for it")},
  };
}

}  // namespace

LockCard::LockCard(QWidget* parent)
    : Card({}, parent), m_model([](const LockRow& r) { return r.productId; }, columns()) {
  m_wait = new TextLabel(FontRole::Number, TextLabel::Ink::Muted, {}, this);
  addHeadWidget(m_wait);
  m_table = new TableView(this);
  m_table->setModel(&m_model);
  m_table->horizontalHeader()->setSectionsMovable(false);
  m_table->setColumnWidth(0, scaled(108));
  m_table->stretchColumn(1);
  m_table->setColumnWidth(2, scaled(70));
  m_table->setColumnWidth(3, scaled(44));
  m_table->setColumnWidth(4, scaled(42));
  body()->addWidget(m_table, 1);
  auto* foot = new QWidget(this);
  auto* rows = new QVBoxLayout(foot);
  rows->setContentsMargins(12, 4, 12, 6);
  rows->setSpacing(2);
  m_checked = new TextLabel(FontRole::Small, TextLabel::Ink::Muted, {}, foot);
  m_audit = new QPushButton(foot);
  m_audit->setProperty("role", "flat");
  m_invariants = new InvariantList(foot);
  auto* head = new QHBoxLayout;
  head->setContentsMargins(0, 0, 0, 0);
  head->addWidget(m_checked, 1);
  head->addWidget(m_audit);
  rows->addLayout(head);
  rows->addWidget(m_invariants);
  auto* line = new QFrame(this);
  line->setFixedHeight(1);
  line->setFrameShape(QFrame::NoFrame);
  line->setAutoFillBackground(true);
  line->setBackgroundRole(QPalette::Mid);
  body()->addWidget(line);
  body()->addWidget(foot);
  connect(m_audit, &QPushButton::clicked, this, &LockCard::auditRequested);
  connect(m_table, &TableView::rowActivated, this, &LockCard::lockActivated);
  connect(m_invariants, &InvariantList::activated, this, &LockCard::showOffenders);
  retranslate();
}

void LockCard::retranslate() {
  setTitle(tr("Lock holders"));
  setSubtitle(tr("Redis"));
  m_table->setEmptyText(tr(
      "No product is locked now. Inventory takes the locks of a batch's products and frees them within milliseconds."));
  m_table->setAccessibleName(tr("Lock holders"));
  showAudit(m_auditing, m_whyNoAudit);
  showChecked();
  m_model.retranslate();
}

// Some invariants are watched all the time; the others are known only after an audit, and its time is what counts for
// them.
void LockCard::showChecked() {
  const QString text = m_checkedAt ? tr("Invariants, checked %1").arg(format::timeOfDay(*m_checkedAt))
                       : m_live    ? tr("Invariants, not audited yet")
                                   : tr("Invariants, not checked yet");
  m_checked->setValue(m_auditAge.isEmpty() ? text : text + QStringLiteral(" · ") + m_auditAge);
  m_checked->setInk(m_auditAge.isEmpty() ? TextLabel::Ink::Muted : TextLabel::Ink::Warn);
}

void LockCard::showOffenders(int number, const QPoint& globalPos) {
  const auto found =
      std::find_if(m_shown.begin(), m_shown.end(), [number](const auto& i) { return i.number == number; });
  if (found == m_shown.end()) return;
  auto* menu = new OffendersMenu(*found, this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  connect(menu, &OffendersMenu::orderChosen, this, &LockCard::orderActivated);
  connect(menu, &OffendersMenu::productChosen, this, &LockCard::productActivated);
  menu->popup(globalPos);
}

void LockCard::showAudit(bool running, const QString& whyNot) {
  m_auditing = running;
  m_whyNoAudit = whyNot;
  m_audit->setText(running ? tr("Auditing…") : tr("Audit now"));
  offer(m_audit, running ? tr("The audit reads the raw stores; it waits until they are at rest") : whyNot,
        tr("Checks every invariant from the raw contents of Redis and the ledger"));
}

void LockCard::showSnapshot(const api::Snapshot& snapshot) {
  const auto now = core::toEpochMillis(snapshot.at);
  for (const auto& lock : snapshot.locks) {
    const auto id = format::text(lock.productId);
    const bool free = lock.holder.empty() && lock.waiters.empty();
    m_seen.insert(
        id, {{id, format::text(lock.holder), lock.fence, static_cast<int>(std::lround(lock.ttlSeconds * 10)),
              static_cast<int>(lock.waiters.size()),
              lock.leaseSeconds > 0 ? std::min(1.0, lock.ttlSeconds / lock.leaseSeconds) : 0, lock.holderPaused, free},
             now});
  }
  std::vector<LockRow> rows;
  for (auto it = m_seen.begin(); it != m_seen.end();) {
    auto& [row, last] = it.value();
    if (now - last > kLinger || last > now) {
      it = m_seen.erase(it);
      continue;
    }
    if (last != now) row.free = true, row.waiters = 0, row.ttlTenths = 0, row.leaseLeft = 0, row.paused = false;
    rows.push_back(row);
    ++it;
  }
  // By name, so that rows stand still; what waits or is stuck comes first.
  std::sort(rows.begin(), rows.end(), [](const LockRow& a, const LockRow& b) {
    if (a.paused != b.paused) return a.paused;
    if ((a.waiters >= 3) != (b.waiters >= 3)) return a.waiters >= 3;
    return a.productId < b.productId;
  });
  m_model.setRows(std::move(rows));
  m_wait->setValue(tr("wait p99 %1").arg(format::millis(snapshot.lockStats.waitP99Millis)));
  setFreshness(Freshness::of(snapshot, {api::Source::Store}));
  const auto audit = Freshness::of(snapshot, {api::Source::Audit});
  m_auditAge = audit.age();
  m_invariants->setInvariants(snapshot.invariants);
  m_invariants->setStale(audit.isStale());
  m_shown = snapshot.invariants;
  m_checkedAt = snapshot.invariantsAt;
  m_live = std::any_of(snapshot.invariants.begin(), snapshot.invariants.end(),
                       [](const auto& i) { return i.status != domain::Verdict::Unknown; });
  showChecked();
}

}  // namespace orderdeck::ui
