"""Text arrives exactly in fields that do something of their own with it."""

import asyncio
import os
import signal

import pytest

from cua_desktop.agent.actions import Type
from cua_desktop.input.x11.pace import MOST_AHEAD
from tests.input.recorded import recording
from tests.input.support import freeze, program, until
from tests.input.test_typing import ASCII, MIXED
from tests.input.text_fields import chromium_field, gtk_field

TEXT = ASCII + "\n" + MIXED
SUGGESTIONS = """<input id=field list=words autofocus><datalist id=words>
<option>größer als alles<option>apple pie<option>apple tart</datalist>"""
# As an address bar does: what is missing of a word stands there selected, and is typed over.
COMPLETING = """<input id=field autofocus><script>
const words = ['größer als alles', 'apple pie', 'apple tart']
field.addEventListener('input', event => {
  if (!event.inputType.startsWith('insert')) return
  const typed = field.value, word = words.find(word => word.startsWith(typed))
  if (!word) return
  field.value = word
  field.setSelectionRange(typed.length, word.length)
})
</script>"""


def test_text_arrives_exactly_in_a_browser(desk, chromium):
    field = chromium_field(chromium)
    desk.perform(Type(TEXT))
    assert field.gets(TEXT) is True


@pytest.mark.parametrize("page", [SUGGESTIONS, COMPLETING], ids=["suggestions", "inline"])
def test_text_is_what_was_sent_where_a_browser_s_field_completes_it(desk, chromium, page):
    field = chromium_field(chromium, page)
    desk.perform(Type("größer"), Type(" als ápple pié, 漢字"))
    assert field.gets("größer als ápple pié, 漢字") is True


def test_text_is_what_was_sent_at_a_prompt_of_bash(desk, display, tmp_path):
    file = tmp_path / "line"
    command = f'printf ready > {file}.ready; read -e -r line; printf %s "$line" > {file}'
    with program(
        "prompt", "xterm", "-u8", "-T", "prompt", "-e", "bash", "--norc", "-c", command, LC_ALL="C.UTF-8"
    ):
        assert until((tmp_path / "line.ready").exists)
        desk.perform(Type("größer 'it' {漢字} !! 😀 ~/é\n"))
        assert until(lambda: file.exists() and file.read_text()) == "größer 'it' {漢字} !! 😀 ~/é"


def test_text_arrives_exactly_through_the_input_method_of_x(desk):
    with gtk_field(GTK_IM_MODULE="xim", XMODIFIERS="@im=none", LC_ALL="C.UTF-8") as field:
        desk.perform(Type(TEXT))
        assert field.gets(TEXT) is True


@pytest.mark.parametrize("where", ["xterm", "qt_field"])
def test_nothing_is_lost_when_a_program_sleeps_in_the_middle(desk, request, where):
    field = request.getfixturevalue(where)
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 400)))
    typing = desk.begin(Type(text))
    desk.wait_for(lambda: len(field.text) > 20)
    freeze(field.process.pid)
    desk.do(asyncio.sleep(0.7))
    os.kill(field.process.pid, signal.SIGCONT)
    assert desk.outcome(typing) is None
    assert field.gets(text) is True


def test_a_program_that_sleeps_is_not_typed_far_ahead_of(desk, qt_field):
    desk.begin(Type("a" * 20_000))
    desk.wait_for(lambda: len(qt_field.text) > 20)
    freeze(qt_field.process.pid)
    try:
        with recording() as recorded:
            desk.do(asyncio.sleep(0.7))
            strokes = [event for event in recorded.caught_up() if event.is_press]
        assert len(strokes) <= MOST_AHEAD
    finally:
        desk.input.stop_now("the test")
        os.kill(qt_field.process.pid, signal.SIGCONT)
