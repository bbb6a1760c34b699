"""A real Qt window that writes down every event of mouse and keyboard it is told of."""

import contextlib
import json
import sys

from tests.input.support import program, run, until

RECORDER = """
import json, sys, time
from PySide6.QtCore import QEvent, QTimer, Qt
from PySide6.QtWidgets import QApplication, QWidget
QApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
app = QApplication([])
file = open(sys.argv[1], "a", buffering=1)
KINDS = {QEvent.Type.MouseButtonPress: "press", QEvent.Type.MouseButtonRelease: "release",
         QEvent.Type.MouseButtonDblClick: "double", QEvent.Type.MouseMove: "move",
         QEvent.Type.Wheel: "wheel"}
KEYS = {QEvent.Type.KeyPress: "key down", QEvent.Type.KeyRelease: "key up"}
class Recorder(QWidget):
    def event(self, event):
        now = time.monotonic()
        if event.type() in KINDS:
            place = event.globalPosition().toPoint()
            delta = event.angleDelta() if event.type() == QEvent.Type.Wheel else None
            file.write(json.dumps({
                "kind": KINDS[event.type()], "at": [place.x(), place.y()], "time": now,
                "button": event.button().name if delta is None else None,
                "held": event.buttons().value,
                "keys": event.modifiers().value,
                "turned": [delta.x(), delta.y()] if delta else None}) + "\\n")
            time.sleep(float(sys.argv[2]))
        elif event.type() in KEYS and not event.isAutoRepeat():
            file.write(json.dumps({"kind": KEYS[event.type()], "key": event.key(), "time": now}) + "\\n")
        return super().event(event)
window = Recorder()
window.setMouseTracking(True)
window.setWindowTitle("recorder")
window.setGeometry(200, 150, 800, 500)
window.show()
app.exec()
"""


class Recorded:
    """What the window was told, read from its file."""

    def __init__(self, file):
        self._file = file
        self._seen = 0

    def all(self):
        lines = self._file.read_text().splitlines() if self._file.exists() else []
        return [json.loads(line) for line in lines[self._seen :]]

    def events(self, *kinds):
        return [event for event in self.all() if event["kind"] in kinds]

    def forget(self):
        """Counts from here."""
        self._seen += len(self.all())

    def wait_for(self, *kinds, of):
        """The events of these kinds, once there are that many."""
        assert until(lambda: len(self.events(*kinds)) >= of, 10), [
            (event["kind"], event.get("at")) for event in self.all()
        ]
        return self.events(*kinds)


@contextlib.contextmanager
def recorder(file, slowness=0.0):
    """The window, with the keyboard; it takes `slowness` seconds for each event of the mouse."""
    command = (sys.executable, "-c", RECORDER, str(file), str(slowness))
    with program("recorder", *command, QT_QPA_PLATFORM="xcb"):
        recorded = Recorded(file)
        assert until(lambda: _hears(recorded)), "the window hears nothing of the mouse"
        recorded.forget()
        yield recorded


def _hears(recorded):
    """Whether the mouse reaches it yet; the pointer then stands at (600, 400)."""
    run("xdotool", "mousemove", "590", "390", "mousemove", "600", "400")
    return until(lambda: any(event["at"] == [600, 400] for event in recorded.events("move")), 0.2)
