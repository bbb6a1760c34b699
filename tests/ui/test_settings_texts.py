"""The pages of the settings dialog that hold texts of the profile."""

import asyncio

import pytest
from PySide6.QtTest import QTest

from cua_desktop.profile_text import ProfileText
from cua_desktop.settings import Settings
from cua_desktop.ui.keys import Keys
from cua_desktop.ui.settings_dialog import SettingsDialog
from tests.ui.doubles import KeyringDouble

pytestmark = pytest.mark.usefixtures("nothing_left_over")


class Scene:
    """A settings dialog with one text; `saved` is what was emitted."""

    def __init__(self, folder):
        self.kept = ProfileText("Rules", "About them.", folder / "rules.md", "Ours.", 50, lambda _: None)
        self.saved = []
        self.dialog = SettingsDialog(
            Settings(), Keys(KeyringDouble()), save=self._save, monitors=self._none, check=self._none,
            texts=(self.kept,),
        )  # fmt: skip
        self.dialog.saved.connect(self.saved.append)
        self.dialog.text_saved.connect(lambda: self.saved.append("text"))
        (self.page,) = self.dialog.text_pages

    async def _save(self, changes):
        return Settings(**changes)

    async def _none(self, *_):
        return ()

    async def open(self):
        self.dialog.begin()
        while self.page.editor.isReadOnly():
            await asyncio.sleep(0.01)

    async def press_save(self):
        self.dialog.save_button.click()
        while self.saved[-1:] != [Settings()] and not self.page.problem:
            await asyncio.sleep(0.01)


@pytest.fixture
def scene(tmp_path, in_loop):
    return Scene(tmp_path)


def test_a_text_is_a_page_by_its_name(scene):
    assert "Rules" in scene.dialog.pages


def test_a_changed_text_is_kept_by_save_and_told(scene, in_loop):
    async def scenario():
        await scene.open()
        QTest.keyClicks(scene.page.editor, "Not ")
        await scene.press_save()

    in_loop(scenario())
    assert scene.kept.read() == "Not Ours."
    assert scene.saved == ["text", Settings()]


def test_an_unchanged_text_is_neither_kept_nor_told(scene, in_loop):
    async def scenario():
        await scene.open()
        await scene.press_save()

    in_loop(scenario())
    assert scene.saved == [Settings()]


def test_a_text_that_can_not_be_used_is_turned_to_and_nothing_is_saved(scene, in_loop):
    async def scenario():
        await scene.open()
        scene.page.editor.setPlainText("x" * 51)
        await scene.press_save()

    in_loop(scenario())
    assert scene.saved == []
    assert scene.dialog.isVisible()
    assert scene.page.isVisible()
    assert "51 characters" in scene.page.problem


def test_cancel_keeps_nothing(scene, in_loop):
    async def scenario():
        await scene.open()
        scene.page.editor.setPlainText("Mine.")
        scene.dialog.reject()

    in_loop(scenario())
    assert scene.kept.read() == "Ours."
