#include "ui/frame/goals.h"

#include <QCoreApplication>

#include "domain/faults/faults.h"
#include "ui/feed/feed.h"
#include "ui/frame/main_window.h"
#include "ui/theme/format.h"
#include "ui/words/fault_text.h"

namespace orderdeck::ui {

namespace {

constexpr qsizetype kShortestId = 6;

struct Tr {
  Q_DECLARE_TR_FUNCTIONS(Goals)
};

std::function<void()> pageOf(MainWindow& window, const char* page, Subject subject) {
  return [&window, page = QString::fromLatin1(page), subject = std::move(subject)] { window.openPage(page, subject); };
}

// Ids are ULIDs or what an injector chose: letters, digits and hyphens, of which some is a digit.
bool mayBeAnOrder(const QString& typed) {
  const auto isOfAnId = [](QChar c) { return c.isLetterOrNumber() || c == QLatin1Char('-') || c == QLatin1Char('_'); };
  return typed.size() >= kShortestId && std::ranges::all_of(typed, isOfAnId) &&
         std::ranges::any_of(typed, [](QChar c) { return c.isDigit(); });
}

QString actText(api::NodeAction act, const QString& node) {
  switch (act) {
    case api::NodeAction::Kill: return Tr::tr("Kill %1…").arg(node);
    case api::NodeAction::Pause: return Tr::tr("Pause %1…").arg(node);
    case api::NodeAction::Resume: return Tr::tr("Resume %1").arg(node);
    case api::NodeAction::Restart: return Tr::tr("Restart %1…").arg(node);
  }
  return node;
}

bool isPossible(api::NodeAction act, const api::NodeView& node) {
  const bool isPaused = node.state == api::NodeState::Paused;
  return node.pid != 0 && node.service != "daemon" &&
         (act == api::NodeAction::Resume ? isPaused : act != api::NodeAction::Pause || !isPaused);
}

void addNodes(std::vector<Goal>& goals, const api::Snapshot& snapshot, MainWindow& window, const QString& whyNoAct) {
  for (const api::NodeView& node : snapshot.nodes) {
    const QString name = format::text(node.name);
    goals.push_back({.text = Tr::tr("Process %1").arg(name),
                     .keys = {},
                     .whyNot = {},
                     .reach = pageOf(window, "nodes", subject::Node{name, {}})});
    for (const auto& [act, word] : wordsOf(api::NodeAction{}))
      if (isPossible(act, node))
        goals.push_back({.text = actText(act, name),
                         .keys = {},
                         .whyNot = whyNoAct,
                         .reach = pageOf(window, "nodes", subject::Node{name, act})});
  }
}

void addFaults(std::vector<Goal>& goals, Feed& feed, MainWindow& window, const QString& whyNoAct) {
  for (const api::FaultView& fault : feed.snapshot()->faults)
    goals.push_back({.text = Tr::tr("Clear the fault %1").arg(faultText(fault)),
                     .keys = {},
                     .whyNot = whyNoAct,
                     .reach = [&window, id = fault.id] { window.clearFaults(id); }});
  for (const domain::FaultKind& kind : domain::kFaults) {
    const QString name = QString::fromUtf8(kind.name.data(), static_cast<qsizetype>(kind.name.size()));
    goals.push_back({.text = Tr::tr("Inject fault: %1…").arg(faultTitle(name)),
                     .keys = {},
                     .whyNot = whyNoAct,
                     .reach = [&window, name] { emit window.injectFaultRequested(name); }});
  }
}

}  // namespace

Needs goalNeeds() {
  using enum api::Section;
  return {.sections = {Stock, Streams, Nodes, Faults}};
}

std::vector<Goal> goalsIn(Feed& feed, MainWindow& window, const QString& typed) {
  std::vector<Goal> goals;
  if (mayBeAnOrder(typed))
    goals.push_back({.text = Tr::tr("Order %1").arg(typed),
                     .keys = {},
                     .whyNot = {},
                     .reach = pageOf(window, "orders", subject::Order{typed})});
  const auto* snapshot = feed.snapshotWith(goalNeeds().sections);
  if (snapshot == nullptr) return goals;
  for (const api::ProductView& product : snapshot->products) {
    const QString id = format::text(product.productId);
    goals.push_back({.text = Tr::tr("Product %1").arg(id),
                     .keys = {},
                     .whyNot = {},
                     .reach = pageOf(window, "inventory", subject::Product{id})});
  }
  for (const api::GroupView& group : snapshot->groups) {
    const QString name = format::text(group.group);
    goals.push_back({.text = Tr::tr("Consumer group %1").arg(name),
                     .keys = {},
                     .whyNot = {},
                     .reach = pageOf(window, "streams", subject::Group{name})});
  }
  const QString whyNoAct = feed.whyNoAct();
  addNodes(goals, *snapshot, window, whyNoAct);
  addFaults(goals, feed, window, whyNoAct);
  return goals;
}

}  // namespace orderdeck::ui
