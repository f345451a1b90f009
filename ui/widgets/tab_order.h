// The order in which Tab goes through a window: that of its layouts, whatever the order in which its widgets were made.
// GUI thread.
#pragma once

class QWidget;

namespace orderdeck::ui {

/// Orders every stop inside `root`, hidden ones too. Again after fields were put into a layout.
void followLayout(QWidget* root);

}  // namespace orderdeck::ui
