import asyncio
import gc
from types import SimpleNamespace

import pytest
import shiboken6
from PySide6.QtWidgets import QComboBox, QLineEdit

from cua_desktop.agent.errors import CuaError, ScreenError, SettingsError
from cua_desktop.agent.geometry import Rect
from cua_desktop.settings import Settings, options
from cua_desktop.settings_values import with_changes
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
        self.checked = []
        self.report = None
        self.dialog = SettingsDialog(
            self.current, self.keys, save=self._save, monitors=self._monitors, check=self._check
        )
        self.dialog.saved.connect(self.saved.append)

    async def _check(self, chosen):
        self.checked.append(chosen)
        if isinstance(self.report, CuaError):
            raise self.report
        return self.report

    async def _save(self, changes):
        if self.failure:
            raise self.failure
        self.written.append(changes)
        return with_changes(self.current, changes)

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
        name: getattr(scene.current, name) for name, *_ in options()
    }


def test_every_group_is_a_page_and_the_key_is_one(in_loop):
    groups = {option.group for *_, option in options()}
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


class SlowKeyring(KeyringDouble):
    """Answers when it is told to."""

    def __init__(self, **what):
        super().__init__(**what)
        self.may_answer = asyncio.Event()
        self.stores = 0

    async def stored_key(self, provider):
        await self.may_answer.wait()
        return await super().stored_key(provider)

    async def store_key(self, provider, key):
        self.stores += 1
        await self.may_answer.wait()
        await super().store_key(provider, key)


@pytest.fixture
def complaints(in_loop):
    """What asyncio has to say about tasks that failed unheard."""
    heard = []
    asyncio.get_event_loop_policy().get_event_loop().set_exception_handler(
        lambda _loop, context: heard.append(context)
    )
    return heard


def is_gone(dialog):
    return not shiboken6.isValid(dialog)


def test_closing_while_keyring_and_monitors_still_answer_is_quiet(in_loop, complaints):
    async def scenario():
        ring = SlowKeyring()
        scene = Scene(ring=ring)

        async def monitors():
            await ring.may_answer.wait()
            return scene.monitors

        scene.dialog._monitors = monitors
        scene.dialog.begin()
        await asyncio.sleep(0.02)
        scene.dialog.reject()
        await eventually(lambda: is_gone(scene.dialog))
        ring.may_answer.set()
        await asyncio.sleep(0.05)

    in_loop(scenario())
    gc.collect()
    assert complaints == []


def test_a_key_stored_after_closing_is_still_told(in_loop, complaints):
    async def scenario():
        ring = SlowKeyring()
        ring.may_answer.set()
        scene = Scene(ring=ring)
        told = []
        scene.dialog.key_page.key_changed.connect(lambda: told.append(1))
        scene.dialog.begin()
        page = scene.dialog.key_page
        await eventually(lambda: "no key" in page.words)
        ring.may_answer.clear()
        page._field.setText("sk-secret-1234")
        page._on_store()
        await eventually(lambda: ring.stores)
        scene.dialog.reject()
        await asyncio.sleep(0.05)
        assert told == []
        ring.may_answer.set()
        await eventually(lambda: is_gone(scene.dialog))
        assert told == [1]

    in_loop(scenario())
    gc.collect()
    assert complaints == []


def test_while_a_key_is_being_stored_no_second_change_begins(in_loop):
    async def scenario():
        ring = SlowKeyring()
        ring.may_answer.set()
        page = (scene := Scene(ring=ring)).dialog.key_page
        page.show_provider("openai")
        await eventually(lambda: "no key" in page.words)
        ring.may_answer.clear()
        page._field.setText("sk-secret-1234")
        page._on_store()
        await eventually(lambda: ring.stores)
        page._field.setText("sk-secret-12345")
        assert not page._store.isEnabled()
        page._on_store()
        page.show_provider("azure")
        ring.may_answer.set()
        await eventually(lambda: "Azure" in page.words and "Asking" not in page.words)
        assert (ring.stores, ring.keys) == (1, {"openai": "sk-secret-1234"})
        return scene

    in_loop(scenario())
