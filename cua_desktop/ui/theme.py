"""Colours, spacing and the style sheet: one accent, light and dark, on Qt's own Fusion style.

Every colour that carries a meaning stands beside a word or a shape, never alone. Text sizes
follow the system's font.
"""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

GAP = 8
"""The unit of all spacing, in logical pixels."""


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme. Each text colour has a contrast of at least 4.5:1 on what it stands on."""

    window: str
    surface: str
    sunken: str
    line: str
    text: str
    secondary: str
    accent: str
    accent_hover: str
    on_accent: str
    danger: str
    danger_fill: str
    danger_hover: str
    danger_back: str
    warning: str
    warning_back: str
    success: str


LIGHT = Colours(
    window="#f4f5f7",
    surface="#ffffff",
    sunken="#e9ebef",
    line="#cfd4dc",
    text="#191c21",
    secondary="#565e6b",
    accent="#1f5fd0",
    accent_hover="#184fb0",
    on_accent="#ffffff",
    danger="#b3261e",
    danger_fill="#c0291f",
    danger_hover="#9f2018",
    danger_back="#fdeceb",
    warning="#7a4f00",
    warning_back="#fff5dc",
    success="#17693c",
)

DARK = Colours(
    window="#1b1d21",
    surface="#24272c",
    sunken="#15171a",
    line="#41464f",
    text="#e9ebee",
    secondary="#a7afbb",
    accent="#7fadff",
    accent_hover="#a3c4ff",
    on_accent="#0d1a30",
    danger="#ff9389",
    danger_fill="#c0291f",
    danger_hover="#d8382d",
    danger_back="#3b2220",
    warning="#f2c14e",
    warning_back="#352c17",
    success="#6fd199",
)

ON_DANGER = "#ffffff"
"""Text on `danger_fill` and `danger_hover`, in both schemes."""


def colours_now() -> Colours:
    """The scheme the app is drawn in. Asked of the app: a style sheet changes widgets' own palettes."""
    return DARK if QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT  # noqa: PLR2004


def apply_theme(app: QApplication, choice: str) -> None:
    """Puts on `system`, `light` or `dark`. A system that says nothing (bare X11) counts as light."""
    hints = app.styleHints()
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    wanted = schemes.get(choice, Qt.ColorScheme.Unknown)
    if wanted is Qt.ColorScheme.Unknown:
        hints.unsetColorScheme()
        dark = hints.colorScheme() is Qt.ColorScheme.Dark
    else:
        hints.setColorScheme(wanted)
        dark = wanted is Qt.ColorScheme.Dark
    colours = DARK if dark else LIGHT
    app.setStyle("Fusion")
    app.setPalette(_palette(colours))
    app.setStyleSheet(_style_sheet(colours))


def larger(font: QFont, factor: float) -> QFont:
    """The font, bold, at `factor` times its size, whatever unit the size is in."""
    bigger = QFont(font)
    if font.pointSizeF() > 0:
        bigger.setPointSizeF(font.pointSizeF() * factor)
    else:
        bigger.setPixelSize(round(font.pixelSize() * factor))
    bigger.setWeight(QFont.Weight.DemiBold)
    return bigger


def set_role(widget: QWidget, role: str) -> None:
    """Names the part a widget plays (`primary`, `danger`, `card` …); the style sheet does the rest."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _palette(colours: Colours) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette(QColor(colours.surface), QColor(colours.window))
    for each, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.window),
        (role.Text, colours.text),
        (role.Button, colours.surface),
        (role.ButtonText, colours.text),
        (role.ToolTipBase, colours.surface),
        (role.ToolTipText, colours.text),
        (role.PlaceholderText, colours.secondary),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.accent),
        (role.Accent, colours.accent),
        (role.BrightText, colours.danger),
    ):
        palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, each, QColor(colours.secondary))
    return palette


def _style_sheet(c: Colours) -> str:
    return f"""
    QToolTip {{ color: {c.text}; background: {c.surface}; border: 1px solid {c.line}; padding: 4px; }}
    QFrame[role="card"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 8px; }}
    QFrame[role="error"] {{ background: {c.danger_back}; border: 1px solid {c.danger}; border-radius: 8px; }}
    QFrame[role="warning"] {{ background: {c.warning_back}; border: 1px solid {c.warning};
        border-radius: 8px; }}
    QLabel[role="secondary"] {{ color: {c.secondary}; }}
    QLabel[role="problem"] {{ color: {c.danger}; }}

    QPlainTextEdit, QTextEdit, QLineEdit {{ background: {c.surface};
        border: 1px solid {c.line}; border-radius: 6px; padding: 5px 7px; }}
    QPlainTextEdit:focus, QTextEdit:focus, QLineEdit:focus {{
        border: 2px solid {c.accent}; padding: 4px 6px; }}
    QLineEdit[role="wrong"] {{ border: 2px solid {c.danger}; padding: 4px 6px; }}
    QTextEdit[role="plain"], QTextEdit[role="plain"]:focus {{ background: transparent; border: none;
        padding: 0; }}

    QPushButton {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.line};
        border-radius: 6px; padding: 6px 14px; min-height: 1.3em; }}
    QPushButton:hover {{ border-color: {c.secondary}; }}
    QPushButton:pressed {{ background: {c.sunken}; }}
    QPushButton:focus {{ border: 2px solid {c.accent}; padding: 5px 13px; }}
    QPushButton:disabled {{ color: {c.secondary}; background: {c.window}; border-color: {c.line}; }}
    QPushButton[role="primary"] {{ background: {c.accent}; color: {c.on_accent};
        border: 1px solid {c.accent}; font-weight: 600; }}
    QPushButton[role="primary"]:hover {{ background: {c.accent_hover}; }}
    QPushButton[role="primary"]:focus {{ border: 2px solid {c.text}; }}
    QPushButton[role="primary"]:disabled {{ background: {c.sunken}; color: {c.secondary};
        border: 1px solid {c.line}; }}
    QPushButton[role="danger"] {{ background: {c.danger_fill}; color: {ON_DANGER};
        border: 1px solid {c.danger_fill}; font-weight: 600; }}
    QPushButton[role="danger"]:hover {{ background: {c.danger_hover}; }}
    QPushButton[role="danger"]:focus {{ border: 2px solid {c.text}; }}
    QPushButton[role="danger"]:disabled {{ background: {c.sunken}; color: {c.secondary};
        border: 1px solid {c.line}; }}
    QPushButton[role="quiet"] {{ background: transparent; border: 1px solid transparent; padding: 6px 8px; }}
    QPushButton[role="quiet"]:hover {{ background: {c.sunken}; }}
    QPushButton[role="quiet"]:focus {{ border: 2px solid {c.accent}; padding: 5px 7px; }}

    QScrollArea, QScrollArea > QWidget > QWidget[role="page"] {{ background: transparent; border: none; }}
    QListWidget {{ background: transparent; border: none; outline: none; }}
    QListWidget::item {{ padding: 0 10px; border-radius: 6px; color: {c.text}; }}
    QListWidget::item:hover {{ background: {c.sunken}; }}
    QListWidget::item:selected {{ background: {c.sunken}; color: {c.text}; font-weight: 600; }}
    QListWidget::item:selected:focus {{ border: 2px solid {c.accent}; }}
    QFrame[role="rule"] {{ background: {c.line}; border: none; max-height: 1px; }}
    QComboBox, QSpinBox, QDoubleSpinBox {{ min-height: 1.7em; }}
    QSplitter::handle {{ background: transparent; }}

    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {c.line}; border-radius: 4px; margin: 1px; }}
    QScrollBar::handle:vertical {{ min-height: 28px; }}
    QScrollBar::handle:horizontal {{ min-width: 28px; }}
    QScrollBar::handle:hover {{ background: {c.secondary}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

    QProgressBar {{ background: {c.sunken}; border: none; border-radius: 2px; max-height: 4px; }}
    QProgressBar::chunk {{ background: {c.warning}; border-radius: 2px; }}
    """
