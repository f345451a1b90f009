#include "ui/pages/locks/lock_model.h"

#include "ui/theme/format.h"

namespace orderdeck::ui {

namespace {

using api::LockHolderView;

constexpr const char* kLocks = "LockModel";
constexpr const char* kContention = "ContentionModel";
constexpr double kShortLease = 0.25;  // of the lease: about to run out

QString holderText(const LockHolderView& lock) {
  if (lock.holder.empty()) return format::dash();
  const QString holder = format::text(lock.holder);
  return lock.holderPaused ? QCoreApplication::translate("LockModel", "%1 (paused)").arg(holder) : holder;
}

QString waitersText(const LockHolderView& lock) {
  QStringList names;
  for (const auto& waiter : lock.waiters) names.append(format::text(waiter));
  return names.isEmpty() ? QStringLiteral("0")
                         : QStringLiteral("%1: %2").arg(names.size()).arg(names.join(QLatin1String(", ")));
}

Bar leaseBar(const LockHolderView& lock) {
  const double share = lock.leaseSeconds > 0 ? std::clamp(lock.ttlSeconds / lock.leaseSeconds, 0.0, 1.0) : 0;
  return {{{share, lock.holderPaused || share < kShortLease ? colors().bad.line : colors().accent}}};
}

std::vector<Column<LockHolderView>> lockColumns() {
  return {
      {.title = QT_TRANSLATE_NOOP("LockModel", "resource"),
       .context = kLocks,
       .kind = CellKind::Code,
       .text = [](const LockHolderView& l) { return QStringLiteral("product_") + format::text(l.productId); }},
      {.title = QT_TRANSLATE_NOOP("LockModel", "holder"),
       .context = kLocks,
       .kind = CellKind::Words,
       .text = holderText,
       .tone = [](const LockHolderView& l) { return l.holderPaused ? Tone::Bad : Tone::Neutral; }},
      {.title = QT_TRANSLATE_NOOP("LockModel", "fence"),
       .context = kLocks,
       .kind = CellKind::Number,
       .text = [](const LockHolderView& l) { return format::number(l.fence); },
       .sort = [](const LockHolderView& l) { return QVariant::fromValue<qlonglong>(l.fence); },
       .titleTip = QT_TRANSLATE_NOOP("LockModel", "Fencing token: writes with an older one are refused")},
      {.title = QT_TRANSLATE_NOOP("LockModel", "lease"),
       .context = kLocks,
       .kind = CellKind::Bar,
       .text = [](const LockHolderView& l) { return format::seconds(l.ttlSeconds); },
       .sort = [](const LockHolderView& l) { return QVariant(l.ttlSeconds); },
       .bar = leaseBar,
       .unit = "s",
       .raw = [](const LockHolderView& l) { return QVariant(l.leaseSeconds); }},
      {.title = QT_TRANSLATE_NOOP("LockModel", "runs out in"),
       .context = kLocks,
       .kind = CellKind::Number,
       .text =
           [](const LockHolderView& l) { return l.holder.empty() ? format::dash() : format::seconds(l.ttlSeconds); },
       .sort = [](const LockHolderView& l) { return QVariant(l.ttlSeconds); },
       .unit = "s"},
      {.title = QT_TRANSLATE_NOOP("LockModel", "held for"),
       .context = kLocks,
       .kind = CellKind::Number,
       .text =
           [](const LockHolderView& l) { return l.holder.empty() ? format::dash() : format::seconds(l.heldSeconds); },
       .sort = [](const LockHolderView& l) { return QVariant(l.heldSeconds); },
       .unit = "s"},
      {.title = QT_TRANSLATE_NOOP("LockModel", "waiting"),
       .context = kLocks,
       .kind = CellKind::Words,
       .text = waitersText,
       .sort =
           [](const LockHolderView& l) {
             return QVariant::fromValue<qlonglong>(static_cast<qlonglong>(l.waiters.size()));
           },
       .tone = [](const LockHolderView& l) { return l.waiters.empty() ? Tone::Neutral : Tone::Warn; }},
  };
}

std::vector<Column<ContentionRow>> contentionColumns() {
  return {
      {.title = QT_TRANSLATE_NOOP("ContentionModel", "product"),
       .context = kContention,
       .kind = CellKind::Code,
       .text = [](const ContentionRow& c) { return c.productId; }},
      {.title = QT_TRANSLATE_NOOP("ContentionModel", "share"),
       .context = kContention,
       .kind = CellKind::Bar,
       .text = [](const ContentionRow& c) { return format::percent(c.share); },
       .sort = [](const ContentionRow& c) { return QVariant(c.share); },
       .bar = [](const ContentionRow& c) { return Bar{{{c.share, colors().accent}}}; },
       .unit = "%",
       .raw = [](const ContentionRow& c) { return QVariant(100 * c.share); }},
      {.title = QT_TRANSLATE_NOOP("ContentionModel", "taken"),
       .context = kContention,
       .kind = CellKind::Number,
       .text = [](const ContentionRow& c) { return format::number(c.taken); },
       .sort = [](const ContentionRow& c) { return QVariant::fromValue<qlonglong>(c.taken); }},
      {.title = QT_TRANSLATE_NOOP("ContentionModel", "per second"),
       .context = kContention,
       .kind = CellKind::Number,
       .text = [](const ContentionRow& c) { return format::perSecond(c.perSecond); },
       .sort = [](const ContentionRow& c) { return QVariant(c.perSecond.value_or(-1)); }},
  };
}

}  // namespace

LockModel::LockModel(QObject* parent)
    : KeyedTableModel([](const LockHolderView& l) { return format::text(l.productId); }, lockColumns(), parent) {}

ContentionModel::ContentionModel(QObject* parent)
    : KeyedTableModel([](const ContentionRow& c) { return c.productId; }, contentionColumns(), parent) {}

}  // namespace orderdeck::ui
