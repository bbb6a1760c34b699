"""Words for people: exact, complete, and plain text whatever a model or a page put into them."""

import re
import unicodedata
from typing import assert_never

from PySide6.QtCore import QCoreApplication

from cua_desktop.agent.actions import (
    Action,
    Click,
    DoubleClick,
    Drag,
    Keypress,
    Move,
    Screenshot,
    Scroll,
    Type,
    Wait,
    in_words,
    unstacked,
    visible,
)

_UNBROKEN = re.compile(r"[^ \t\n]{4001,}")
_LINE = 500

_JOINERS = "\u200c\u200d"  # part of the spelling of several scripts and of many emoji


def safe_text(untrusted_text: str) -> str:
    """Text over several lines as a person may read it: what could disguise it is written out."""
    kept = []
    for character in untrusted_text.replace("\r\n", "\n"):
        harmless = character in "\n\t" or character in _JOINERS or unicodedata.category(character) == "Zs"
        kept.append(character if harmless else visible(character))
    return unstacked("".join(kept))


def in_lines(text: str) -> str:
    """The whole text; a very long part of it without a space is cut into lines, and that is said.

    Qt takes seconds to wrap a single word of 100,000 characters.
    """
    if not _UNBROKEN.search(text):
        return text
    note = _tr("[Text without spaces is shown in lines of %n characters. Nothing is left out.]")
    broken = _UNBROKEN.sub(lambda found: "\n".join(_pieces(found[0])), text)
    return f"{note.replace('%n', str(_LINE))}\n{broken}"


def _pieces(text: str) -> list[str]:
    return [text[start : start + _LINE] for start in range(0, len(text), _LINE)]


def exactly(action: Action) -> str:
    """The action with every one of its arguments, nothing shortened."""
    match action:
        case Drag():
            path = " → ".join(f"({point.x}, {point.y})" for point in action.path)
            return f"{in_words(action)}\n{_tr('along')} {path}" if len(action.path) > 2 else in_words(action)  # noqa: PLR2004
        case Type():
            return f"{in_words(action)}\n{_length(action.text)}"
        case _:
            return in_words(action)


def _length(typed: str) -> str:
    told = _tr("%n characters").replace("%n", str(len(typed)))
    enters = typed.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    return f"{told}, {_tr('%n × Enter').replace('%n', str(enters))}" if enters else told


def allow_verb(actions: tuple[Action, ...]) -> str:
    """What the button that says yes is called."""
    match actions:
        case (action,):
            return _allow_this(action)
        case ():
            return _tr("Allow this")
        case _:
            return _tr("Allow these %n actions").replace("%n", str(len(actions)))


def _allow_this(action: Action) -> str:
    match action:
        case Click():
            return _tr("Allow this click")
        case DoubleClick():
            return _tr("Allow this double-click")
        case Drag():
            return _tr("Allow this drag")
        case Keypress():
            return _tr("Allow this key press")
        case Move():
            return _tr("Allow this move")
        case Screenshot():
            return _tr("Allow this screenshot")
        case Scroll():
            return _tr("Allow this scroll")
        case Type():
            return _tr("Allow this typing")
        case Wait():
            return _tr("Allow this wait")
        case _:
            assert_never(action)


def clock(seconds: float) -> str:
    """Seconds as `0:42`, `12:05` or `1:02:03`."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def chord_in_words(chord: str) -> str:
    """`ctrl+alt+q` as people write it: `Ctrl+Alt+Q`."""
    return "+".join(part.capitalize() for part in chord.split("+"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Words", text)
