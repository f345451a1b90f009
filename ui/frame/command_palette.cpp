#include "ui/frame/command_palette.h"

#include <QAction>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

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

}  // namespace

CommandPalette::CommandPalette(const QList<QAction*>& actions, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Go to a page or do an act"));
  setAttribute(Qt::WA_DeleteOnClose);
  for (auto* action : actions)
    if (!action->text().isEmpty() && action->isVisible()) m_actions.emplace_back(action);
  m_text = new QLineEdit(this);
  m_text->setPlaceholderText(tr("Page or act…"));
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

void CommandPalette::filter(const QString& text) {
  const auto words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  m_list->clear();
  for (std::size_t i = 0; i < m_actions.size(); ++i) {
    const auto& action = m_actions[i];
    if (!action) continue;
    const QString name = plain(action);
    if (!std::all_of(words.begin(), words.end(),
                     [&](const QString& w) { return name.contains(w, Qt::CaseInsensitive); }))
      continue;
    const QString keys = shortcutOf(action);
    auto* item = new QListWidgetItem(keys.isEmpty() ? name : name + QStringLiteral("    ") + keys, m_list);
    item->setData(Qt::UserRole, static_cast<int>(i));
    item->setSizeHint({0, scaled(28)});
    if (!action->isEnabled()) {
      item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
      item->setToolTip(action->toolTip());
    }
  }
  m_list->setCurrentRow(0);
}

void CommandPalette::run() {
  const auto* item = m_list->currentItem();
  if (item == nullptr || !(item->flags() & Qt::ItemIsEnabled)) return;
  const QPointer<QAction> action = m_actions[static_cast<std::size_t>(item->data(Qt::UserRole).toInt())];
  close();
  // After the palette is gone, so that a dialog of the act belongs to the window.
  if (action) QTimer::singleShot(0, action, &QAction::trigger);
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
  scroll->viewport()->setAutoFillBackground(false);
  inner->setAutoFillBackground(false);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(scroll);
  resize(scaled(520), scaled(480));
}

}  // namespace orderdeck::ui
