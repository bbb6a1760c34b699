"""Which presses count as a person's answer: those that were heard, and could see what they answer."""

from collections.abc import Sequence

from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.agent.systems import running_on
from cua_desktop.agent.witness import Counted, Press, PressKind, counted
from cua_desktop.input.hands import TOLD_APART, Ready, UserInput
from cua_desktop.input.window_list import windows


def answers_counted(setting: str, ready: Ready) -> Counted:
    """Which presses of Allow count on this machine with the setting `remote_answers`, and why."""
    return counted(setting, hears=ready.user_input == TOLD_APART, remote=ready.remote)


def press(heard: UserInput) -> Press:
    """What a witness of an answer is told of it."""
    kind: PressKind = "key" if heard.kind == "key" else "button"
    return Press(kind, heard.physical, heard.time, heard.place, heard.space)


def windows_over_questions() -> Sequence[DesktopWindow]:
    """Among which one that covers a question is looked for, the lowest first. Raises InputError.

    Elsewhere than on X11 none: what the system itself lays over everything there is not known.
    """
    return windows() if running_on().environment == "linux" else ()
