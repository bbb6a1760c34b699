"""The real window, which also writes down where its buttons are, for a test to click them from outside."""

import asyncio
import json
import sys
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget

from cua_desktop import paths, settings_file
from cua_desktop.ui.app import run_window
from cua_desktop.ui.approval_dialog import ApprovalDialog
from cua_desktop.ui.main_window import MainWindow
from cua_desktop.ui.settings_dialog import SettingsDialog


def named_widgets():
    for top in QApplication.topLevelWidgets():
        if isinstance(top, MainWindow):
            yield "task", top.task_panel.box
            yield "run", top.task_panel.run_button
            yield "stop", top.strip.stop_button
            yield "mode", top.task_panel._mode
            yield "pause", top.strip.pause_button
            for button in top.grants_bar.findChildren(QAbstractButton):
                yield "ask again", button
            yield "go on", top.pause_bar.button
            yield "status", top.strip._word
            yield "transcript", top.transcript
            yield "new task", top.task_panel.new_button
            yield "close", top
        if isinstance(top, SettingsDialog) and top.isVisible():
            yield "settings dialog", top
        if isinstance(top, ApprovalDialog) and top.isVisible():
            yield "question", top
            for button in top.findChildren(QAbstractButton):
                words = button.text().replace("&", "").lower()
                yield words if words.endswith("run") else words.split()[0], button


def place_of(widget: QWidget):
    centre = widget.mapToGlobal(widget.rect().center())
    if isinstance(widget, ApprovalDialog):
        centre = widget.mapToGlobal(widget.rect().topLeft())
        centre.setX(centre.x() + 8)
        centre.setY(centre.y() + 60)  # the window manager may yet put its title bar above
    if isinstance(widget, MainWindow):
        frame = widget.frameGeometry()  # the cross of openbox's title bar
        centre.setX(frame.right() - 10)
        centre.setY(frame.top() + 10)
    text = widget.text() if hasattr(widget, "text") else ""
    text = widget.toPlainText() if isinstance(widget, QPlainTextEdit) else text
    return {"x": centre.x(), "y": centre.y(), "enabled": widget.isEnabled(), "text": text}


async def write_places(_program):
    file = Path(sys.argv[2])
    while True:
        places = {name: place_of(widget) for name, widget in named_widgets() if widget.isVisible()}
        new = file.with_suffix(".new")
        new.write_text(json.dumps(places), "utf-8")
        new.replace(file)
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    profile = paths.profile(sys.argv[1])
    sys.exit(run_window(profile, settings_file.load(profile.settings_file), guide=write_places))
