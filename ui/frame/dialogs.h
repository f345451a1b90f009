// Opens the window's dialogs when it asks for them and keeps them up to date. GUI thread.
#pragma once

namespace orderdeck::ui {

class Feed;
class MainWindow;

/// To be called once; the dialogs belong to the window and are made when they are first asked for.
void connectDialogs(MainWindow& window, Feed& feed);

}  // namespace orderdeck::ui
