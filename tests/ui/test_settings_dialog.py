import asyncio
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit

from cua_desktop import settings
from cua_desktop.agent.errors import ScreenError, SettingsError
from cua_desktop.agent.geometry import Rect
from cua_desktop.settings import Settings
from cua_desktop.ui.keys import Keys
from cua_desktop.ui.settings_dialog import SettingsDialog
from tests.ui.doubles import KeyringDouble


class Scene:
    def __init__(self, current=None, ring=None, monitors=None, failure=None):
        self.current = current or Settings()
        self.written = []
        self.saved = []
        self.failure = failure
        self.monitors = (
            monitors
            if monitors is not None
            else [
                SimpleNamespace(number=1, rect=Rect(0, 0, 1920, 1080), name="DP-1"),
                SimpleNamespace(number=2, rect=Rect(1920, 0, 1280, 1024), name=""),
            ]
        )
        self.ring = ring or KeyringDouble()
        self.keys = Keys(self.ring)
        self.dialog = SettingsDialog(self.current, self.keys, save=self._save, monitors=self._monitors)
        self.dialog.saved.connect(self.saved.append)

    async def _save(self, changes):
        if self.failure:
            raise self.failure
        self.written.append(changes)
        return settings.with_changes(self.current, changes)

    async def _monitors(self):
        if isinstance(self.monitors, Exception):
            raise self.monitors
        return self.monitors


async def eventually(condition):
    while not condition():
        await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def _no_key_in_the_environment(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def test_every_setting_has_an_input_with_its_value(in_loop):
    scene = Scene(Settings(max_steps=7, max_cost=1.5, base_url="https://x.example/", provider="azure"))
    assert {name: field.value for name, field in scene.dialog.fields.items()} == {
        name: getattr(scene.current, name) for name, *_ in settings.options()
    }


def test_every_group_is_a_page_and_the_key_is_one(in_loop):
    groups = {option.group for *_, option in settings.options()}
    assert set(Scene().dialog.pages) == groups | {"API key"}


def test_choices_are_a_combo_box_with_exactly_them(in_loop):
    box = Scene().dialog.fields["tool"].input
    assert isinstance(box, QComboBox)
    assert [box.itemData(i) for i in range(box.count())] == ["auto", "computer", "computer_use_preview"]


def test_numbers_keep_their_range(in_loop):
    spin = Scene().dialog.fields["approval_seconds"].input
    assert (spin.minimum(), spin.maximum(), spin.suffix()) == (10, 3600, " s")


def test_a_wrong_value_is_said_beside_it_and_not_saved(in_loop):
    async def scenario():
        scene = Scene()
        field = scene.dialog.fields["display_size"]
        field.input.setText("wide")
        assert "auto, or like 1024x768" in field.problem
        scene.dialog._on_save()
        await asyncio.sleep(0.05)
        assert scene.written == []
        field.input.setText("1024x768")
        assert field.problem == ""

    in_loop(scenario())


def test_only_what_changed_is_saved(in_loop):
    async def scenario():
        scene = Scene()
        scene.dialog.fields["model"].input.setText("gpt-5.5")
        scene.dialog._on_save()
        await eventually(lambda: scene.saved)
        assert scene.written == [{"model": "gpt-5.5"}]
        assert scene.saved[0].model == "gpt-5.5"

    in_loop(scenario())


def test_a_failure_to_save_is_said_and_keeps_the_dialog(in_loop):
    async def scenario():
        scene = Scene(failure=SettingsError("The disk is full.", "Make room."))
        scene.dialog.begin()
        scene.dialog._on_save()
        await eventually(lambda: "The disk is full." in scene.dialog._problem.text())
        assert scene.dialog.isVisible()
        assert scene.saved == []

    in_loop(scenario())


def test_the_monitors_are_offered_and_all_of_them(in_loop):
    async def scenario():
        scene = Scene(Settings(monitor="2"))
        scene.dialog.begin()
        box = scene.dialog.fields["monitor"].input
        await eventually(lambda: box.count() == 3)
        assert [box.itemData(i) for i in range(3)] == ["1", "2", "all"]
        assert scene.dialog.fields["monitor"].value == "2"
        assert "1920 × 1080" in box.itemText(0)

    in_loop(scenario())


def test_a_monitor_that_is_not_connected_stays_chosen(in_loop):
    async def scenario():
        scene = Scene(Settings(monitor="5"))
        scene.dialog.begin()
        box = scene.dialog.fields["monitor"].input
        await eventually(lambda: box.count() == 4)
        assert scene.dialog.fields["monitor"].value == "5"

    in_loop(scenario())


def test_monitors_that_can_not_be_asked_are_a_sentence(in_loop):
    async def scenario():
        scene = Scene(monitors=ScreenError("The display is gone.", "Reconnect it."))
        scene.dialog.begin()
        await eventually(lambda: "The display is gone." in scene.dialog._problem.text())

    in_loop(scenario())


def key_page_scene(in_loop, action, **what):
    async def scenario():
        scene = Scene(**what)
        page = scene.dialog.key_page
        page.show_provider("openai")
        await eventually(lambda: "Asking" not in page.words and page.words)
        page._field.setText("sk-secret-1234")
        action(page)
        await eventually(lambda: "Asking" not in page.words and page.words)
        return scene, page

    return in_loop(scenario())


def test_a_key_goes_into_the_keyring_and_out_of_the_field(in_loop):
    scene, page = key_page_scene(in_loop, lambda page: page._on_store())
    assert scene.ring.keys == {"openai": "sk-secret-1234"}
    assert page._field.text() == ""
    assert "stored in the keyring" in page.words


def test_a_locked_keyring_is_a_sentence_and_this_session_remains(in_loop):
    ring = KeyringDouble(failure="The keyring is locked.")
    _, page = key_page_scene(in_loop, lambda page: page._on_store(), ring=ring)
    assert "The keyring is locked." in page.words
    assert page._use.isEnabled()
    assert page._field.text() == "sk-secret-1234"


def test_a_key_can_be_used_for_this_session_only(in_loop):
    scene, page = key_page_scene(in_loop, lambda page: page._on_use())
    assert scene.ring.keys == {}
    assert "for this session only" in page.words


def test_a_stored_key_can_be_removed(in_loop):
    ring = KeyringDouble({"openai": "sk-old"})
    _, page = key_page_scene(in_loop, lambda page: page._on_remove(), ring=ring)
    assert ring.keys == {}
    assert "no key" in page.words


def test_a_key_is_never_readable_in_the_field(in_loop):
    assert Scene().dialog.key_page._field.echoMode() is QLineEdit.EchoMode.Password
