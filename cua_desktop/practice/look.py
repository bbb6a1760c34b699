"""How the practice window looks, light and dark. No colour here is near a marker's."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QLabel


@dataclass(frozen=True, slots=True)
class Look:
    """Colours by what they are for."""

    window: str
    card: str
    card_waiting: str
    border: str
    accent: str
    text: str
    muted: str
    pad: str
    neutral: str
    tick: str


LIGHT = Look(
    window="#f1f3f6",
    card="#ffffff",
    card_waiting="#f8f9fb",
    border="#d5dae1",
    accent="#27344a",
    text="#171c24",
    muted="#5c6775",
    pad="#e9edf2",
    neutral="#cdd4dd",
    tick="#3a4656",
)
DARK = Look(
    window="#14171c",
    card="#242931",
    card_waiting="#1b1f25",
    border="#363d47",
    accent="#dce3ec",
    text="#eef1f5",
    muted="#a0abb8",
    pad="#303741",
    neutral="#4a5461",
    tick="#d5dce5",
)


def current_look(theme: str) -> Look:
    """The look for `light`, `dark`, or `auto`: the system's."""
    if theme == "auto":
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme is Qt.ColorScheme.Dark else LIGHT
    return DARK if theme == "dark" else LIGHT


def dress(app: QApplication, look: Look) -> None:
    """Gives the whole application this look."""
    app.setStyle("Fusion")
    palette = QPalette(QColor(look.pad), QColor(look.window))
    for role, colour in (
        (QPalette.ColorRole.WindowText, look.text),
        (QPalette.ColorRole.Text, look.text),
        (QPalette.ColorRole.Base, look.card),
        (QPalette.ColorRole.PlaceholderText, look.muted),
        (QPalette.ColorRole.Highlight, look.accent),
        (QPalette.ColorRole.HighlightedText, look.card),
        (QPalette.ColorRole.Accent, look.accent),
    ):
        palette.setColor(role, QColor(colour))
    app.setPalette(palette)


def label(text: str, colour: str, pixels: int, *, bold: bool = False) -> QLabel:
    """Plain text of that height in logical pixels."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    font = made.font()
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setFont(font)
    recolour(made, colour)
    return made


def recolour(made: QLabel, colour: str) -> None:
    """Changes a label's colour."""
    palette = made.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor(colour))
    made.setPalette(palette)


def rounded(painter: QPainter, rect: QRectF, fill: str, line: str, width: float, radius: float) -> None:
    """A filled rectangle with round corners and a line that stays inside of it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inset = width / 2
    painter.setPen(QPen(QColor(line), width) if width else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
