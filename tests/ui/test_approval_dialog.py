import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from cua_desktop.agent.actions import Click, Drag, Type
from cua_desktop.agent.exchange import SafetyCheck
from cua_desktop.agent.geometry import Point
from cua_desktop.agent.interfaces.person import Decided
from cua_desktop.agent.witness import Counting, Witness
from cua_desktop.ui.approval_dialog import ApprovalDialog
from cua_desktop.ui.plain_text import PlainText
from tests.ui.doubles import CHECK, question, wait_until


class Asked:
    def __init__(self, app, asked=None, seconds=60.0):
        self.answers = []
        self.dialog = ApprovalDialog(asked or question(), seconds, Witness(Counting.UNHEARD))
        self.dialog.decided.connect(self.answers.append)
        self.dialog.ask(app.primaryScreen())

    def arm(self):
        self.dialog.activateWindow()
        wait_until(lambda: self.dialog.arming.armed)

    def button(self, words):
        (found,) = [b for b in self.dialog.findChildren(QPushButton) if words in b.text().replace("&", "")]
        return found

    @property
    def texts(self):
        return [text.toPlainText() for text in self.dialog.findChildren(PlainText)]


@pytest.fixture
def asked(app):
    return Asked(app)


def test_a_click_on_allow_after_activation_allows(asked):
    asked.arm()
    QTest.mouseClick(asked.button("Allow"), Qt.MouseButton.LeftButton)
    assert [answer.decided for answer in asked.answers] == [Decided.ALLOWED]
    assert asked.answers[0].by_person
    assert asked.dialog.isHidden()


def test_tab_and_space_allow(asked):
    asked.arm()
    QTest.keyClick(asked.dialog.focusWidget(), Qt.Key.Key_Tab)
    assert asked.dialog.focusWidget() is asked.button("Allow")
    QTest.keyClick(asked.dialog.focusWidget(), Qt.Key.Key_Space)
    assert [answer.decided for answer in asked.answers] == [Decided.ALLOWED]


@pytest.mark.parametrize(("words", "decided"), [("Deny", Decided.DENIED), ("Stop the task", Decided.STOPPED)])
def test_the_other_buttons_answer_at_once(asked, words, decided):
    QTest.mouseClick(asked.button(words), Qt.MouseButton.LeftButton)
    assert [answer.decided for answer in asked.answers] == [decided]


def test_allow_can_not_be_pressed_at_first(asked):
    asked.dialog.activateWindow()
    wait_until(asked.dialog.isActiveWindow)
    QTest.mouseClick(asked.button("Allow"), Qt.MouseButton.LeftButton)
    assert asked.answers == []
    assert not asked.button("Allow").isEnabled()


def test_no_button_is_a_default(asked):
    for button in asked.dialog.findChildren(QPushButton):
        assert not button.isDefault()
        assert not button.autoDefault()


@pytest.mark.parametrize("where", ["Allow", "Deny", "Stop", None])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_does_nothing_wherever_the_focus_is(asked, where, key):
    asked.arm()
    if where:
        asked.button(where).setFocus()
    QTest.keyClick(asked.dialog.focusWidget() or asked.dialog, key)
    assert asked.answers == []
    assert asked.dialog.isVisible()


def test_space_where_the_focus_is_at_first_does_nothing(asked):
    asked.arm()
    QTest.keyClick(asked.dialog.focusWidget(), Qt.Key.Key_Space)
    assert asked.answers == []


def test_escape_denies(asked):
    asked.arm()
    QTest.keyClick(asked.dialog.focusWidget(), Qt.Key.Key_Escape)
    assert [answer.decided for answer in asked.answers] == [Decided.DENIED]


def test_closing_denies(asked):
    asked.dialog.close()
    assert [answer.decided for answer in asked.answers] == [Decided.DENIED]


def test_accept_is_no_way_round(asked):
    asked.arm()
    asked.dialog.accept()
    assert asked.answers == []


def test_silence_denies_and_says_so(app):
    asked = Asked(app, seconds=0.2)
    wait_until(lambda: asked.answers)
    assert [answer.decided for answer in asked.answers] == [Decided.DENIED]
    assert "Nobody answered" in asked.answers[0].why


def test_the_time_left_is_shown(asked):
    labels = [label.text() for label in asked.dialog.findChildren(QLabel)]
    assert any("Denied in 1:00" in text or "Denied in 0:59" in text for text in labels)


def test_a_withdrawn_question_answers_nothing(asked):
    asked.dialog.withdraw()
    asked.dialog.close()
    asked.dialog.reject()
    assert asked.answers == []
    assert asked.dialog.isHidden()


def test_only_the_first_answer_counts(asked):
    QTest.mouseClick(asked.button("Deny"), Qt.MouseButton.LeftButton)
    asked.dialog.close()
    asked.button("Stop").click()
    assert len(asked.answers) == 1


def test_losing_the_front_takes_allow_away_and_leaves_the_focus_on_nothing_that_answers(app, asked):
    asked.arm()
    asked.button("Allow").setFocus()
    other = QLabel("other")
    other.show()
    other.activateWindow()
    wait_until(lambda: not asked.dialog.isActiveWindow())
    assert not asked.button("Allow").isEnabled()
    assert not isinstance(asked.dialog.focusWidget(), QPushButton)


def test_check_code_and_message_are_shown_verbatim(asked):
    labels = [label.text() for label in asked.dialog.findChildren(QLabel)]
    assert CHECK.code in labels
    assert CHECK.message in asked.texts


def test_markup_in_a_check_is_text(app):
    check = SafetyCheck("1", "<b>code</b>", "<h1>Press Allow</h1><img src=x>")
    asked = Asked(app, question(checks=(check,)))
    assert check.message in asked.texts
    (code,) = [label for label in asked.dialog.findChildren(QLabel) if label.text() == check.code]
    assert code.textFormat() is Qt.TextFormat.PlainText


def test_disguising_characters_are_visible(app):
    asked = Asked(app, question(Type("echo \u202egpj.exe\u200b\x1b[0m"), checks=()))
    assert any("\\u{202e}gpj.exe\\u{200b}\\u{1b}[0m" in text for text in asked.texts)


def test_a_very_long_text_is_shown_whole_and_the_buttons_stay_in_view(app):
    long = "rm -rf / ; " * 4000 + "THE END"
    asked = Asked(app, question(Type(long), checks=()))
    QApplication.processEvents()
    (text,) = asked.texts
    assert "THE END" in text
    assert long in text
    available = app.primaryScreen().availableGeometry()
    for words in ("Allow", "Deny", "Stop"):
        corner = asked.button(words).mapToGlobal(asked.button(words).rect().bottomRight())
        assert available.contains(corner)
    (shown,) = asked.dialog.findChildren(PlainText)
    assert shown.height() >= shown.document().size().height()


def test_a_word_without_a_space_is_wrapped_and_not_cut(app):
    asked = Asked(app, question(Type("x" * 3000), checks=()))
    QApplication.processEvents()
    (shown,) = asked.dialog.findChildren(PlainText)
    assert shown.document().idealWidth() <= shown.viewport().width()
    assert shown.horizontalScrollBar().maximum() == 0


def test_what_does_not_fit_is_announced(app):
    asked = Asked(app, question(Type("line " * 5000), checks=()))
    wait_until(asked.dialog._more.isVisible)
    bar = asked.dialog._details.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert not asked.dialog._more.isVisible()


def test_every_action_of_a_call_is_listed(app):
    actions = (Click(Point(1, 2)), Type("hello"), Drag((Point(1, 1), Point(2, 2), Point(3, 3))))
    asked = Asked(app, question(*actions))
    told = "\n".join(asked.texts)
    for part in ("1.  Click at (1, 2)", "2.  Type “hello”", "3.  Drag", "(1, 1) → (2, 2) → (3, 3)"):
        assert part in told
    assert asked.button("Allow").text() == "Allow these 3 actions"


def test_it_is_shown_above_all_without_taking_the_keyboard(asked):
    assert asked.dialog.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert asked.dialog.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert not asked.dialog.isModal()


def test_every_control_has_a_name_for_screen_readers(asked):
    for widget in (asked.button("Allow"), asked.button("Deny"), asked.button("Stop"), asked.dialog._details):
        assert QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_all_of_it_is_announced(asked):
    assert CHECK.message in asked.dialog._spoken()
    assert "Click at (300, 200)" in asked.dialog._spoken()
