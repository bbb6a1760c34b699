from types import SimpleNamespace

import pytest

from cua_desktop.agent.errors import CredentialsError, ToolRefusedError
from tests.ui.test_settings_dialog import Scene, eventually

NO_TOOL = ToolRefusedError("It does not take the tool.", "Set the other.", change=("tool", "computer"))


def report(key=True, model=True, tool=True, problem=None):
    return SimpleNamespace(key=key, model=model, tool=tool, problem=problem)


@pytest.fixture
def tested(in_loop):
    """Presses the button with this model in the field and this answer; then looks."""

    def test(answer, look, model="gpt-5.5"):
        async def scenario():
            scene = Scene()
            scene.report = answer
            scene.dialog.fields["model"].input.setText(model)
            scene.dialog.connection_test.button.click()
            await eventually(scene.dialog.connection_test.button.isEnabled)
            look(scene, scene.dialog.connection_test)

        in_loop(scenario())

    return test


def test_what_stands_in_the_fields_is_tested_without_saving(tested):
    def look(scene, test):
        assert [chosen.model for chosen in scene.checked] == ["gpt-5.5"]
        assert scene.written == []
        assert test.words == "✓ key   ✓ model   ✓ tool"

    tested(report(), look)


def test_what_fails_is_named_with_a_sentence(tested):
    def look(_, test):
        assert test.words == "✓ key   ✓ model   ✕ tool It does not take the tool. Set the other."

    tested(report(tool=False, problem=NO_TOOL), look)


def test_what_is_not_known_is_not_claimed(tested):
    def look(_, test):
        assert test.words == "✕ key   ? model   ? tool"

    tested(report(key=False, model=None, tool=None), look)


def test_the_other_dialect_is_offered_and_taken_into_the_field(tested):
    def look(scene, test):
        assert test.change_button.text() == "&Use “computer”"
        test.change_button.click()
        assert scene.dialog.fields["tool"].value == "computer"
        assert test.change_button.isHidden()

    tested(report(tool=False, problem=NO_TOOL), look)


def test_a_missing_key_is_a_sentence(tested):
    def look(_, test):
        assert test.words == "There is no API key. Set one."

    tested(CredentialsError("There is no API key.", "Set one."), look)


def test_a_wrong_value_is_a_sentence_and_nothing_is_asked(tested):
    def look(scene, test):
        assert scene.checked == []
        assert "can't be 'two words'" in test.words

    tested(report(), look, model="two words")
