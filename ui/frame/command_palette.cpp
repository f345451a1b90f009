#include "ui/frame/command_palette.h"

#include <QAction>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <iterator>

#include "ui/theme/theme.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {
namespace {

QString plain(const QAction* action) { return action->text().remove(QLatin1Char('&')); }

QString shortcutOf(const QAction* action) {
  QStringList keys;
  for (const auto& key : action->shortcuts())
    if (key[0].key() != Qt::Key_Question || key[0].keyboardModifiers() == Qt::NoModifier)
      keys << key.toString(QKeySequence::NativeText);
  return keys.join(QStringLiteral(" · "));
}

Goal goalOf(QAction* act) {
  return {.text = plain(act),
          .keys = shortcutOf(act),
          .whyNot = act->isEnabled()           ? QString()
                    : act->toolTip().isEmpty() ? CommandPalette::tr("Not now")
                                               : act->toolTip(),
          .reach = [act = QPointer<QAction>(act)] {
            if (act) act->trigger();
          }};
}

}  // namespace

CommandPalette::CommandPalette(const QList<QAction*>& acts, Find find, QWidget* parent)
    : QDialog(parent), m_find(std::move(find)) {
  setWindowTitle(tr("Go to a page, an act or a thing"));
  setAttribute(Qt::WA_DeleteOnClose);
  for (auto* act : acts)
    if (!act->text().isEmpty() && act->isVisible()) m_acts.push_back(goalOf(act));
  m_text = new QLineEdit(this);
  m_text->setPlaceholderText(tr("Page, act, order, product, process, group or fault…"));
  m_text->setAccessibleName(windowTitle());
  m_text->installEventFilter(this);
  m_list = new QListWidget(this);
  m_list->setFocusPolicy(Qt::NoFocus);
  m_list->setUniformItemSizes(true);
  m_list->setAccessibleName(windowTitle());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(10, 10, 10, 10);
  layout->addWidget(m_text);
  layout->addWidget(m_list);
  resize(scaled(460), scaled(340));
  connect(m_text, &QLineEdit::textChanged, this, &CommandPalette::filter);
  connect(m_text, &QLineEdit::returnPressed, this, &CommandPalette::run);
  connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::run);
  filter({});
}

void CommandPalette::refresh() {
  const auto* current = m_list->currentItem();
  const QString text = current != nullptr ? current->text() : QString();
  filter(m_text->text());
  if (const auto same = m_list->findItems(text, Qt::MatchExactly); !same.isEmpty())
    m_list->setCurrentItem(same.front());
}

void CommandPalette::filter(const QString& text) {
  const auto words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  m_shown = m_acts;
  if (!words.isEmpty()) std::ranges::move(m_find(text.trimmed()), std::back_inserter(m_shown));
  std::erase_if(m_shown, [&](const Goal& goal) {
    return !std::ranges::all_of(words, [&](const QString& w) { return goal.text.contains(w, Qt::CaseInsensitive); });
  });
  m_list->clear();
  for (const Goal& goal : m_shown) {
    auto* item =
        new QListWidgetItem(goal.keys.isEmpty() ? goal.text : goal.text + QStringLiteral("    ") + goal.keys, m_list);
    item->setSizeHint({0, scaled(28)});
    if (!goal.whyNot.isEmpty()) {
      item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
      item->setToolTip(goal.whyNot);
    }
  }
  m_list->setCurrentRow(0);
}

void CommandPalette::run() {
  const int row = m_list->currentRow();
  if (row < 0 || !(m_list->item(row)->flags() & Qt::ItemIsEnabled)) return;
  const auto reach = m_shown[static_cast<std::size_t>(row)].reach;
  close();
  // After the palette is gone, so that a dialog of the goal opens over the window.
  QTimer::singleShot(0, parentWidget(), reach);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
    if (step != 0 && m_list->count() > 0) {
      m_list->setCurrentRow((m_list->currentRow() + step + m_list->count()) % m_list->count());
      return true;
    }
  }
  return QDialog::eventFilter(watched, event);
}

ShortcutSheet::ShortcutSheet(const QList<QAction*>& actions, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Shortcuts"));
  setAttribute(Qt::WA_DeleteOnClose);
  auto* inner = new QWidget(this);
  auto* grid = new QGridLayout(inner);
  grid->setHorizontalSpacing(28);
  grid->setVerticalSpacing(8);
  const auto add = [&](const QString& keys, const QString& what) {
    const int row = grid->rowCount();
    grid->addWidget(new TextLabel(FontRole::Number, TextLabel::Ink::Accent, keys, inner), row, 0);
    grid->addWidget(new TextLabel(FontRole::Body, TextLabel::Ink::Text, what, inner), row, 1);
  };
  for (const auto* action : actions)
    if (!action->shortcuts().isEmpty() && !action->text().isEmpty()) add(shortcutOf(action), plain(action));
  add(QStringLiteral("Enter"), tr("Open the selected row or state"));
  add(QStringLiteral("Ctrl+C"), tr("Copy the selected rows"));
  add(QStringLiteral("Tab · Shift+Tab"), tr("Next and previous control"));
  grid->setRowStretch(grid->rowCount(), 1);
  auto* scroll = new QScrollArea(this);
  scroll->setWidget(inner);
  scroll->setWidgetResizable(true);
  scroll->setAccessibleName(windowTitle());
  scroll->viewport()->setAutoFillBackground(false);
  inner->setAutoFillBackground(false);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(scroll);
  resize(scaled(520), scaled(480));
}

}  // namespace orderdeck::ui
