import pytest
from PySide6.QtTest import QTest

from cua_desktop.agent.errors import SettingsError
from cua_desktop.profile_text import ProfileText
from cua_desktop.ui.text_page import TextPage
from tests.ui.doubles import wait_until

pytestmark = pytest.mark.usefixtures("nothing_left_over")


def refuse_red(text):
    if "red" in text:
        raise SettingsError("Not red.", "Take another.")


@pytest.fixture
def kept(tmp_path):
    return ProfileText("Rules", "About <b>them</b>.", tmp_path / "rules.md", "Ours.", 50, refuse_red)


@pytest.fixture
def page(kept, in_loop):
    page = TextPage(kept)
    in_loop(page.load())
    return page


def test_it_shows_the_text_in_force(kept, in_loop):
    kept.write("Mine.")
    page = TextPage(kept)
    assert page.editor.isReadOnly()
    in_loop(page.load())
    assert (page.text, page.editor.isReadOnly(), page.is_changed) == ("Mine.", False, False)


def test_what_is_written_is_kept_by_saving_and_not_before(page, kept, in_loop):
    QTest.keyClicks(page.editor, "More. ")
    assert not kept.file.exists()
    in_loop(page.save())
    assert kept.read() == "More. Ours."
    assert not page.is_changed


def test_what_is_wrong_is_said_once_the_writing_pauses(page):
    page.editor.setPlainText("a red one")
    wait_until(lambda: page.problem)
    assert page.problem == "✕ Not red. Take another."
    page.editor.setPlainText("a blue one")
    wait_until(lambda: not page.problem)


def test_what_is_wrong_is_not_kept(page, kept, in_loop):
    page.editor.setPlainText("x" * 51)
    assert not page.check()
    assert "51 characters" in page.problem
    with pytest.raises(SettingsError):
        in_loop(page.save())
    assert not kept.file.exists()


def test_the_default_comes_back_at_a_press_and_goes_again_by_undoing(page, kept, in_loop):
    page.editor.setPlainText("Mine.")
    in_loop(page.save())
    page.restore_button.click()
    assert (page.text, page.restore_button.isEnabled()) == ("Ours.", False)
    page.editor.undo()
    assert page.text == "Mine."
    page.restore_button.click()
    in_loop(page.save())
    assert not kept.file.exists()


def test_a_text_that_can_not_be_used_is_there_to_be_corrected(kept, in_loop):
    kept.file.write_text("a red one")
    page = TextPage(kept)
    in_loop(page.load())
    assert (page.text, page.problem) == ("a red one", "✕ Not red. Take another.")
    in_loop(page.save())
    assert kept.file.read_text() == "a red one"


def test_a_file_that_can_not_be_read_is_left_alone_until_ours_is_asked_for(kept, in_loop):
    kept.file.write_bytes(b"\xff")
    page = TextPage(kept)
    in_loop(page.load())
    assert "can't be read" in page.problem
    in_loop(page.save())
    assert kept.file.exists()
    page.restore_button.click()
    in_loop(page.save())
    assert not kept.file.exists()


def test_the_length_and_its_limit_are_shown(page):
    page.editor.setPlainText("four")
    assert page._count.text() == "4 of at most 50 characters"


def test_markup_is_never_interpreted(page):
    page.editor.setPlainText("<b>bold</b>")
    assert page.text == "<b>bold</b>"
