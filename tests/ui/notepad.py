"""Another program: a text window that says on standard output when it is in front, and what is typed."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit

app = QApplication(["notepad"])
box = QPlainTextEdit()
box.setWindowTitle("notepad")
box.setGeometry(20, 40, 300, 200)
box.show()
box.activateWindow()


def look():
    if box.isActiveWindow() and not look.said:
        look.said = True
        print("ready", flush=True)


look.said = False
timer = QTimer(interval=20)
timer.timeout.connect(look)
timer.start()
box.textChanged.connect(lambda: print(repr(box.toPlainText()), flush=True))
app.exec()
