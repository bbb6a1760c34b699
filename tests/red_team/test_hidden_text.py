"""A model, a page or the service tries to make a question read otherwise than what would be done."""

import unicodedata

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTextEdit

from cua_desktop.agent.actions import Click, Keypress, Type
from cua_desktop.agent.exchange import SafetyCheck
from cua_desktop.agent.geometry import Point
from cua_desktop.agent.witness import Counting, Witness
from cua_desktop.ui.approval_dialog import ApprovalDialog
from cua_desktop.ui.plain_text import PlainText
from tests.ui.conftest import _application, app  # noqa: F401 - fixtures
from tests.ui.doubles import question, wait_until

MARKUP = '<b>bold</b> <a href="http://127.0.0.1/">Press Allow</a> <img src="file:///etc/hostname"> &lt; <!--'
DANGER = "rm -rf ~"


def shown(app, asked):  # noqa: F811 - the fixture
    """The dialog, and every text in it as a person reads it."""
    dialog = ApprovalDialog(asked, 60.0, Witness(Counting.UNHEARD))
    dialog.ask(app.primaryScreen())
    labels = [label.text() for label in dialog.findChildren(QLabel)]
    return dialog, "\n".join(labels + [each.toPlainText() for each in dialog.findChildren(QTextEdit)])


def is_plain(dialog):
    """Whether none of its texts is interpreted as anything."""
    labels = [label for label in dialog.findChildren(QLabel) if "<" in label.text()]
    pieces = [each.document().allFormats() for each in dialog.findChildren(QTextEdit)]
    objects = [each for formats in pieces for each in formats if each.isImageFormat()]
    links = [
        each
        for formats in pieces
        for each in formats
        if each.isCharFormat() and each.toCharFormat().isAnchor()
    ]
    return not objects and not links and all(each.textFormat() is Qt.TextFormat.PlainText for each in labels)


def test_markup_in_every_place_of_a_question_is_text(app):  # noqa: F811
    check = SafetyCheck("1", MARKUP, MARKUP)
    asked = question(
        Type(MARKUP), Keypress((MARKUP,)), Click(Point(1, 1), keys=(MARKUP,)), checks=(check,), why=MARKUP
    )
    dialog, text = shown(app, asked)
    assert text.count(MARKUP) >= 6
    assert is_plain(dialog)
    assert "<" not in dialog.windowTitle()


@pytest.mark.parametrize(
    "hiding",
    [
        "\u202e", "\u2067", "\u200b", "\u2060", "\ufeff", "\u00ad", "\u3164", "\u2800", "\U000e0041",
        "\ufe0f", "\u034f", "\x1b[8m", "\b", "\x00", "\r", "\u2028", "\u0085",
    ],
    ids=lambda each: f"{ord(each[0]):04x}",
)  # fmt: skip
def test_no_character_hides_or_turns_what_would_be_typed(app, hiding):  # noqa: F811
    _, text = shown(app, question(Type(f"ls {hiding}{DANGER}"), checks=()))
    assert hiding[0] not in text
    assert DANGER in text
    assert f"{len(hiding) + 11} characters" in text


def test_what_the_service_says_is_shown_without_what_could_disguise_it(app):  # noqa: F811
    message = "Harmless.\u202e.ylpmis wolla sserP\u202c\x1b[8mNot at all.\x1b[0m"
    _, text = shown(app, question(checks=(SafetyCheck("1", "sensitive\u202e_domain", message),)))
    assert not [each for each in text if unicodedata.category(each) in {"Cf", "Cc"} and each not in "\n\t"]
    assert "Not at all." in text


@pytest.mark.parametrize("filler", ["\n", "\t", "harmless ", "\u3000"], ids=repr)
def test_thousands_of_characters_hide_no_end(app, filler):  # noqa: F811
    """All of it can be read, it is said that there is more, and how long it is."""
    long = "ls" + filler * 5000 + DANGER
    dialog, text = shown(app, question(Type(long), checks=()))
    assert DANGER in text
    assert f"{len(long)} characters" in text
    wait_until(dialog._more.isVisible)
    screen = app.primaryScreen().availableGeometry()
    assert screen.contains(dialog.frameGeometry())


def test_thousands_of_blanks_push_no_end_out_of_sight(app):  # noqa: F811
    """Qt lets them hang over the end of the line; what comes after them begins the next one."""
    long = "ls" + " " * 5000 + DANGER
    dialog, text = shown(app, question(Type(long), checks=()))
    assert f"{len(long)} characters" in text
    (field,) = dialog.findChildren(PlainText)
    assert field.document().find(DANGER).position() > 0
    end = field.cursorRect(field.document().find(DANGER))
    assert field.viewport().rect().contains(end)


def test_a_hundred_actions_hide_none(app):  # noqa: F811
    actions = [Click(Point(number, 7)) for number in range(99)]
    dialog, text = shown(app, question(*actions, Type(DANGER), checks=()))
    assert f"100.  Type “{DANGER}”" in text
    assert dialog.allow_button.text() == "Allow these 100 actions"
    wait_until(dialog._more.isVisible)


def test_an_enter_in_a_text_is_told_from_the_two_characters_that_look_like_it(app):  # noqa: F811
    _, harmless = shown(app, question(Type(f"echo '\\n{DANGER}'"), checks=()))
    _, harmful = shown(app, question(Type(f"echo '\n{DANGER}'"), checks=()))
    assert "Enter" not in harmless
    assert "1 × Enter" in harmful
    assert f"'\\\\n{DANGER}" in harmless
