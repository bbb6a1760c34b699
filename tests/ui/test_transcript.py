import time

from PySide6.QtWidgets import QApplication

from cua_desktop.agent.actions import Type
from cua_desktop.agent.events import (
    ActionStarted,
    ApprovalDecided,
    EndReason,
    ErrorShown,
    MessageShown,
    ReasoningShown,
    RequestSent,
    RunEnded,
    RunStarted,
)
from cua_desktop.ui.theme import DARK, apply_theme
from cua_desktop.ui.transcript import Entry, Transcript
from tests.ui.doubles import CLICK, event


def shown(*events):
    transcript = Transcript()
    for each in events:
        transcript.show_event(each)
    return transcript.toPlainText()


def test_task_reasoning_messages_and_actions_are_written_in_their_order(app):
    text = shown(
        event(RunStarted, task="Save it.", model="m", max_steps=None),
        event(ReasoningShown, text="It is open."),
        event(MessageShown, text="I will click."),
        event(ActionStarted, action=CLICK),
    )
    places = [
        text.index(part) for part in ("Save it.", "It is open.", "I will click.", "Click at (300, 200)")
    ]
    assert places == sorted(places)


def test_an_error_is_written_with_its_hint(app):
    text = shown(event(ErrorShown, message="No network.", hint="Check the cable."))
    assert "No network.\nCheck the cable." in text


def test_what_the_app_told_the_model_is_not_put_into_the_models_mouth(app):
    assert "The app told the model" in shown(event(MessageShown, text="Not done.", by="app"))


def test_the_end_says_why_and_how_long(app):
    text = shown(event(RunEnded, reason=EndReason.STOPPED, message="Stopped by you.", steps=4, seconds=65))
    assert "Stopped at step 4, after 1:05.\nStopped by you." in text


def test_a_denial_says_its_reason(app):
    assert "Denied. Nobody answered" in shown(
        event(ApprovalDecided, decision="denied", why="Nobody answered")
    )


def test_what_is_not_for_people_is_not_written(app):
    assert shown(event(RequestSent)) == ""


def test_markup_stays_plain_text(app):
    markup = "<b>bold</b> <img src='file:///etc/passwd'> &amp;"
    assert markup in shown(event(MessageShown, text=markup))


def test_a_right_to_left_override_is_visible(app):
    assert "\\u{202e}" in shown(event(ActionStarted, action=Type("abc\u202edef")))


def test_it_follows_the_newest_entry(app):
    transcript = filled()
    assert transcript.verticalScrollBar().value() == transcript.verticalScrollBar().maximum() > 0


def test_it_stays_where_the_reader_scrolled_to(app):
    transcript = filled()
    transcript.verticalScrollBar().setValue(3)
    transcript.add(Entry("message", "new"))
    assert transcript.verticalScrollBar().value() == 3


def test_it_stays_fast_at_thousands_of_entries(app):
    transcript = filled(5000)
    begun = time.monotonic()
    for _ in range(100):
        transcript.add(Entry("action", "Click at (1, 2)"))
        QApplication.processEvents()
    assert time.monotonic() - begun < 5  # 50 ms an entry, generously


def test_shapes_stand_beside_the_entries_in_view(app):
    transcript = filled(50)
    assert {shape for _, (_, shape) in transcript.marks()} == {"pointer"}


def test_a_new_theme_rewrites_what_was_written(app):
    transcript = filled(3)
    before = transcript.toPlainText()
    apply_theme(app, "dark")
    QApplication.processEvents()
    cursor = transcript.textCursor()
    cursor.movePosition(cursor.MoveOperation.Start)
    cursor.movePosition(cursor.MoveOperation.Right)
    assert cursor.charFormat().foreground().color().name() == DARK.text
    assert transcript.toPlainText() == before


def filled(entries=200):
    transcript = Transcript()
    transcript.resize(400, 300)
    transcript.show()
    for number in range(entries):
        transcript.add(Entry("action", f"Click at ({number}, 2)"))
    QApplication.processEvents()
    return transcript


def test_of_a_huge_message_the_first_part_is_written_and_how_much_more_there_is(app):
    text = shown(event(MessageShown, text="word " * 60_000))
    assert text.endswith("[200,000 more characters are not shown here.]")
    assert len(text) < 101_000
