#include "ui/words/event_text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <vector>

#include "ui/theme/format.h"
#include "ui/words/fault_text.h"
#include "ui/words/invariant_name.h"

namespace orderdeck::ui {
namespace {

constexpr const char* kContext = "orderdeck::ui::EventText";

QString say(const char* text) { return QCoreApplication::translate(kContext, text); }

// What a part of a text becomes.
using Word = QString (*)(const QString& part);

QString same(const QString& part) { return part; }

QString count(const QString& digits) { return format::number(std::optional<std::int64_t>(digits.toLongLong())); }

QString ended(const QString& exit) { return exitText(exit.toStdString()); }

QString struck(const QString& hits) {
  if (hits == QLatin1String("it never struck"))
    return say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "it never struck"));
  const int times = hits.section(QLatin1Char(' '), 2, 2).toInt();
  return QCoreApplication::translate("orderdeck::ui::EventText", "it struck %1 times", nullptr, times)
      .arg(format::number(static_cast<std::int64_t>(times)));
}

QString shape(const QString& name) {
  static constexpr const char* kShapes[] = {
      QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "steady"), QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "ramp"),
      QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "spike"),  QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "sine"),
      QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "step"),   QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "poisson"),
      QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "file"),
  };
  for (const char* known : kShapes)
    if (name == QLatin1String(known)) return say(known);
  return name;
}

QString loadEnd(const QString& state) {
  if (state == QLatin1String("done")) return say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "done"));
  if (state == QLatin1String("stopped")) return say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "stopped"));
  return say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "failed"));
}

QString redriveEnd(const QString& state) {
  return state == QLatin1String("cancelled") ? say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "cancelled"))
                                             : loadEnd(state);
}

// "no oversell (abc: 3 too many); no lost order (...)": the names are ours, the details are the auditor's.
QString invariants(const QString& broken) {
  static constexpr const char* kNames[] = {"no oversell",     "no undersell",        "stock conserved",
                                           "no lost order",   "one charge an order", "legal transitions only",
                                           "order of events", "idempotent orders",   "fencing tokens grow",
                                           "Redis = ledger",  "everything bounded",  "recovery in time"};
  QStringList parts = broken.split(QStringLiteral("; "));
  for (QString& part : parts) {
    for (int number = 1; number <= static_cast<int>(std::size(kNames)); ++number) {
      const QString start = QLatin1String(kNames[number - 1]) + QStringLiteral(" (");
      if (part.startsWith(start))
        part.replace(0, start.size() - 2, invariantName({.number = number, .name = {}, .status = {}, .detail = {}}));
    }
  }
  return parts.join(QStringLiteral("; "));
}

struct Form {
  const char* kind;
  const char* pattern;           // of the whole text
  const char* text;              // %1 is what the first group caught
  std::vector<Word> words = {};  // for each group; none: it stays
};

const std::vector<Form>& forms() {
  static const std::vector<Form> kForms = {
      {"node", R"((\S+) started \(pid (\d+)\))", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 started (pid %2)")},
      {"node", R"((\S+) is up)", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 is up")},
      {"node", R"((\S+) is paused)", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 is paused")},
      {"node", R"((\S+) goes on)", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 goes on")},
      {"node", R"((\S+) stopped)", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 stopped")},
      {"node", R"((\S+): the breaker to (\S+) opened)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1: the breaker to %2 opened")},
      {"node", R"((\S+): the breaker to (\S+) closed)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1: the breaker to %2 closed")},
      {"node", R"((\S+): the breaker to (\S+) is held open)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1: the breaker to %2 is held open")},
      {"node", R"((\S+): the breaker to (\S+) is held closed)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1: the breaker to %2 is held closed")},
      {"node",
       R"((\S+) had a torn write at the end of (\S+): (\d+) bytes were cut off, and kept as (.+))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText",
                         "%1 had a torn write at the end of %2: %3 bytes were cut off, and kept as %4"),
       {same, same, count}},
      {"node", R"((\S+) cannot be used: (.+))", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 cannot be used: %2")},
      {"node",
       R"((\S+) ended \((.+)\) to be restarted)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 ended (%2) to be restarted"),
       {same, ended}},
      {"node",
       R"((\S+) died \((.+)\); starts again in (\d+) ms)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 died (%2); starts again in %3 ms"),
       {same, ended, count}},
      {"system", "the system is up", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "the system is up")},
      {"system", "the system is up in part: some processes are not",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "the system is up in part: some processes are not")},
      {"system",
       R"(the daemon died \((.+)\) and was started again)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "the daemon died (%1) and was started again"),
       {ended}},
      {"system", "stopping", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "stopping")},
      {"system", R"(the data folder (.+) was moved away, removed or replaced: stopping)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText",
                         "the data folder %1 was moved away, removed or replaced: stopping")},
      {"system", R"(written again, since somebody removed or changed it: (.+))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "written again, since somebody removed or changed it: %1")},
      {"system", "the append-only file of redis was removed: it is written anew",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "the append-only file of redis was removed: it is written anew")},
      {"system", "the append-only file of redis is whole again",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "the append-only file of redis is whole again")},
      {"system", "redis cannot write its append-only file anew: what it holds is in its memory alone",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText",
                         "redis cannot write its append-only file anew: what it holds is in its memory alone")},
      {"system", R"(redis is restarted, since its socket (.+) was removed)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "redis is restarted, since its socket %1 was removed")},
      {"system", R"(the store is closed: (.+))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "the store is closed: %1")},
      {"system", "the store is open again", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "the store is open again")},
      {"system", R"(the ledger cannot be used: (.+))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "the ledger cannot be used: %1")},
      {"system", "the ledger can be used again",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "the ledger can be used again")},
      {"system", "a new, empty ledger begins",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "a new, empty ledger begins")},
      {"system",
       R"(rebuild-(\d+) done: (\d+) accepted orders)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "rebuild %1 done: %2 accepted orders"),
       {same, count}},
      {"system", R"(rebuild-(\d+) failed: (.+))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "rebuild %1 failed: %2")},
      {"fault",
       R"((\S+) armed for (\S+) s \((\S+)\))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 armed for %2 s (%3)"),
       {faultTitle}},
      {"fault",
       R"((\S+) armed for (\S+) s on (\S+) \((\S+)\))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 armed for %2 s on %3 (%4)"),
       {faultTitle}},
      {"fault",
       R"((\S+) cleared: (it never struck|it struck \d+ times) \((\S+)\))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 cleared: %2 (%3)"),
       {faultTitle, struck}},
      {"fault",
       R"((\S+) ended: (it never struck|it struck \d+ times) \((\S+)\))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 ended: %2 (%3)"),
       {faultTitle, struck}},
      {"load", R"((\w+) started \((\S+)\))", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 started (%2)"), {shape}},
      {"load",
       R"((\S+) (done|stopped|failed): (\d+) sent, (\d+) accepted, (\d+) refused, (\d+) failed)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%2: %3 sent, %4 accepted, %5 refused, %6 failed (%1)"),
       {same, loadEnd, count, count, count, count}},
      {"audit", "every invariant holds", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "every invariant holds")},
      {"audit",
       R"((\d+) hold, (\d+) not checked: (.+))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "%1 hold, %2 not checked: %3"),
       {same, same, invariants}},
      {"audit", "broken: (.+)", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "broken: %1"), {invariants}},
      {"audit", "failed: (.+)", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "failed: %1")},
      {"operator", "asked for a shutdown", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "asked for a shutdown")},
      {"operator", R"(cancelled order (\S+))", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "cancelled order %1")},
      {"operator",
       R"re(restocked (\S+): \{\s*"quantity"\s*:\s*(\d+)\s*\})re",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "restocked %1: +%2"),
       {same, count}},
      {"operator",
       R"(redrive of (\d+) dead letters started \((\S+), (.+)\))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "redrive of %1 dead letters started (%3)"),
       {count}},
      {"operator",
       R"((\S+) (done|cancelled|failed): (\d+) of (\d+) redriven, (\d+) skipped)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "redrive %2: %3 of %4 put back, %5 skipped"),
       {same, redriveEnd, count, count, count}},
      {"operator",
       R"((\S+) (done|cancelled|failed): (\d+) of (\d+) redriven, (\d+) skipped \((.+)\))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "redrive %2: %3 of %4 put back, %5 skipped (%6)"),
       {same, redriveEnd, count, count, count}},
      {"operator", "asked to cancel the redrive",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "asked to cancel the redrive")},
      {"operator",
       R"(discarded (\d+) dead letters \((.+)\))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "discarded %1 dead letters (%2)"),
       {count}},
      {"operator", R"(rebuild of the store started \(rebuild-(\d+)\))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "rebuild %1 of the store started")},
      {"operator", R"(dry run of a rebuild of the store started \(rebuild-(\d+)\))",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "dry run of a rebuild of the store started (%1)")},
      {"operator", R"(kill (\S+))", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "kill %1")},
      {"operator", R"(pause (\S+))", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "pause %1")},
      {"operator", R"(resume (\S+))", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "resume %1")},
      {"operator", R"(breaker (\S+) of (\S+): open)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "breaker to %1 of %2: hold open")},
      {"operator", R"(breaker (\S+) of (\S+): closed)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "breaker to %1 of %2: hold closed")},
      {"operator", R"(breaker (\S+) of (\S+): auto)",
       QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "breaker to %1 of %2: let it decide")},
      {"operator", R"(restart (\S+))", QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "restart %1")},
  };
  return kForms;
}

const std::vector<QRegularExpression>& patterns() {
  static const std::vector<QRegularExpression> kPatterns = [] {
    std::vector<QRegularExpression> all;
    for (const Form& form : forms()) all.emplace_back(QRegularExpression::anchoredPattern(QLatin1String(form.pattern)));
    return all;
  }();
  return kPatterns;
}

// Not QString::arg() one after the other: what is put in may hold a '%'.
QString filled(const QString& text, const QStringList& parts) {
  QString out;
  for (qsizetype i = 0; i < text.size(); ++i) {
    const int part = text[i] == QLatin1Char('%') && i + 1 < text.size() ? text[i + 1].digitValue() : -1;
    if (part < 1 || part > parts.size()) {
      out += text[i];
    } else {
      out += parts[part - 1];
      ++i;
    }
  }
  return out;
}

}  // namespace

QString eventText(const api::OpsEvent& event) {
  const QString raw = format::text(event.text);
  for (std::size_t i = 0; i < forms().size(); ++i) {
    const Form& form = forms()[i];
    if (event.kind != form.kind) continue;
    const auto match = patterns()[i].match(raw);
    if (!match.hasMatch()) continue;
    QStringList parts = match.capturedTexts().mid(1);
    for (std::size_t word = 0; word < form.words.size(); ++word) {
      QString& part = parts[static_cast<qsizetype>(word)];
      part = form.words[word](part);
    }
    return filled(say(form.text), parts);
  }
  return raw;
}

QString exitText(const std::string& exit) {
  static const QRegularExpression kForm(
      QStringLiteral("^(signal|exit) (\\d+)(: .*?)?(?: \\((\\d+) times in (\\d+) s\\))?$"));
  const QString raw = format::text(exit);
  const auto match = kForm.match(raw);
  if (!match.hasMatch()) return raw;
  const QString text = match.captured(1) == QLatin1String("signal")
                           ? say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "signal %1"))
                           : say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", "exit %1"));
  const QString often = match.captured(4).isEmpty()
                            ? QString()
                            : say(QT_TRANSLATE_NOOP("orderdeck::ui::EventText", " (%1 times in %2 s)"))
                                  .arg(match.captured(4), match.captured(5));
  return text.arg(match.captured(2)) + match.captured(3) + often;
}

QString eventKind(const std::string& kind) {
  if (kind == "node") return QCoreApplication::translate("orderdeck::ui::EventStrip", "Node");
  if (kind == "fault") return QCoreApplication::translate("orderdeck::ui::EventStrip", "Fault");
  if (kind == "load") return QCoreApplication::translate("orderdeck::ui::EventStrip", "Load");
  if (kind == "audit") return QCoreApplication::translate("orderdeck::ui::EventStrip", "Audit");
  if (kind == "operator") return QCoreApplication::translate("orderdeck::ui::EventStrip", "Operator");
  if (kind == "system") return QCoreApplication::translate("orderdeck::ui::EventStrip", "System");
  QString word = format::text(kind);
  if (!word.isEmpty()) word[0] = word[0].toUpper();
  return word;
}

}  // namespace orderdeck::ui
