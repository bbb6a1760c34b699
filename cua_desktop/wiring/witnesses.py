"""Of what the input process hears: which presses count as a person's answer."""

from cua_desktop.agent.witness import Counted, Press, PressKind, counted
from cua_desktop.input.hands import TOLD_APART, Ready, UserInput


def answers_counted(setting: str, ready: Ready) -> Counted:
    """Which presses of Allow count on this machine with the setting `remote_answers`, and why."""
    return counted(setting, hears=ready.user_input == TOLD_APART, remote=ready.remote)


def press(heard: UserInput) -> Press:
    """What a witness of an answer is told of it."""
    kind: PressKind = "key" if heard.kind == "key" else "button"
    return Press(kind, heard.physical, heard.time, heard.place, heard.space)
