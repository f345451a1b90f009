#include "ui/theme/style_sheet.h"

#include <utility>

namespace orderdeck::ui {
namespace {

constexpr const char* kSheet = R"(
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 5px 7px; }
QPushButton { background: @raised; color: @text; border: 1px solid @border; border-radius: 5px; padding: 5px 12px; }
QPushButton:hover { background: @hover; border-color: @line; }
QPushButton:pressed { background: @selection; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @disabled; background: @panel; }
QPushButton:checked { background: @selection; border-color: @accent; }
QPushButton[role="primary"] { background: @accentFill; color: @onAccent; border-color: @accentFill; }
QPushButton[role="primary"]:hover { border-color: @accent; }
QPushButton[role="primary"]:focus { border: 1px solid @onAccent; }
QPushButton[role="primary"]:disabled { background: @raised; color: @disabled; border-color: @border; }
QPushButton[role="warn"] { background: transparent; color: @warnText; border-color: @warnLine; }
QPushButton[role="warn"]:hover, QPushButton[role="warn"]:focus { background: @warnFill; }
QPushButton[role="warn"]:focus { border-color: @accent; }
QPushButton[role="warn"]:disabled { color: @disabled; border-color: @border; }
QPushButton[role="danger"] { background: transparent; color: @badText; border-color: @badLine; }
QPushButton[role="danger"]:hover, QPushButton[role="danger"]:focus { background: @badFill; }
QPushButton[role="danger"]:focus { border-color: @accent; }
QPushButton[role="danger"]:disabled { color: @disabled; border-color: @border; }
QPushButton[role="flat"], QToolButton { background: transparent; color: @muted; border: 1px solid transparent; border-radius: 4px; padding: 3px 7px; }
QPushButton[role="flat"]:hover, QToolButton:hover { background: @hover; color: @text; }
QPushButton[role="flat"]:checked, QToolButton:checked { color: @text; background: @selection; border-bottom: 2px solid @accent; padding-bottom: 2px; }
QPushButton[role="flat"]:focus, QToolButton:focus { border-color: @accent; }
QToolButton#export { padding: 0; }
QPushButton[role="flat"]:disabled { color: @disabled; }
QToolButton::menu-indicator { image: none; }
QPushButton::menu-indicator { image: url(:/icons/chevron-down-@kind.svg); width: 12px; height: 12px; subcontrol-origin: padding;
  subcontrol-position: center right; right: 7px; }
QPushButton[menu="true"] { padding-right: 26px; }
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox { background: @field; color: @text; border: 1px solid @outline; border-radius: 5px;
  padding: 4px 8px; selection-background-color: @accentFill; selection-color: @onAccent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border: 2px solid @accent; padding: 3px 7px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: @disabled; background: @panel; border-color: @border; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(:/icons/chevron-down-@kind.svg); width: 12px; height: 12px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 18px; background: transparent; }
QAbstractSpinBox::up-arrow { image: url(:/icons/chevron-up-@kind.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url(:/icons/chevron-down-@kind.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: @raised; color: @text; border: 1px solid @border; selection-background-color: @selection;
  selection-color: @text; outline: none; }
QCheckBox, QRadioButton, QLabel, QGroupBox { background: transparent; }
QGroupBox { border: 1px solid @border; border-radius: 6px; margin-top: 10px; padding: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 10px; color: @muted; }
QMenu { background: @raised; color: @text; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 22px; border-radius: 4px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @disabled; }
QMenu QLabel { color: @muted; padding: 4px 8px 2px 8px; }
QMenu::separator { height: 1px; background: @border; margin: 4px 6px; }
QTableView, QListView, QTreeView { background: @panel; border: none; outline: none; selection-background-color: @selection; selection-color: @text; }
QListView:focus { border: 1px solid @accent; }
QListWidget::item { padding: 2px 8px; border-left: 3px solid transparent; }
QListWidget::item:selected { background: @selection; color: @text; border-left-color: @accent; }
QHeaderView { background: @panel; border: none; }
QHeaderView::section { background: @panel; color: @muted; border: none; border-bottom: 1px solid @border; padding: 5px 10px; }
QHeaderView::section:hover { color: @text; }
QTableCornerButton::section { background: @panel; border: none; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }
QTabBar::tab { background: transparent; color: @muted; padding: 6px 11px; border: 1px solid transparent;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:focus { border-color: @accent; }
QSplitter::handle { background: transparent; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @outline; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none; width: 0; height: 0; }
QProgressBar { background: @barRest; border: none; border-radius: 3px; color: @text; text-align: center; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QSlider::groove:horizontal { background: @barRest; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal { background: @text; border: 2px solid @text; width: 10px; height: 10px; margin: -5px 0; border-radius: 7px; }
QSlider::handle:horizontal:focus { background: @accent; }
QDialog { background: @window; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
)";

}  // namespace

QString styleSheet(const Colors& c) {
  // Longer names first, so that no name is replaced inside another.
  const std::pair<const char*, QString> tokens[] = {
      {"@accentFill", c.accentFill.name()},
      {"@onAccent", c.onAccent.name()},
      {"@selection", c.selection.name()},
      {"@disabled", c.disabled.name()},
      {"@outline", c.outline.name()},
      {"@warnText", c.warn.text.name()},
      {"@warnLine", c.warn.line.name()},
      {"@warnFill", c.warn.fill.name()},
      {"@badText", c.bad.text.name()},
      {"@badLine", c.bad.line.name()},
      {"@badFill", c.bad.fill.name()},
      {"@barRest", c.barRest.name()},
      {"@accent", c.accent.name()},
      {"@window", c.window.name()},
      {"@raised", c.raised.name()},
      {"@border", c.border.name()},
      {"@panel", c.panel.name()},
      {"@hover", c.hover.name()},
      {"@muted", c.muted.name()},
      {"@field", c.field.name()},
      {"@text", c.text.name()},
      {"@line", c.neutral.line.name()},
      {"@kind", c.text.lightness() > 128 ? "dark" : "light"},
  };
  QString sheet = QString::fromLatin1(kSheet);
  for (const auto& [name, value] : tokens) sheet.replace(QLatin1String(name), value);
  return sheet;
}

}  // namespace orderdeck::ui
