import os
import stat

import pytest

from cua_desktop.input.brake import Injected
from cua_desktop.input.ledger import Ledger

CTRL, LEFT = Injected("key_down", 37), Injected("button_down", 1)


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    monkeypatch.setenv("DISPLAY", ":77.0")
    return Ledger(tmp_path)


def leave(folder, name, text):
    (folder / name).write_bytes(text.ljust(64, b"\0"))


def test_what_was_written_is_read_and_the_newest_writing_counts(ledger):
    ledger.write([CTRL, LEFT])
    assert ledger.read() == [CTRL, LEFT]
    ledger.write([LEFT])
    assert ledger.read() == [LEFT]
    ledger.write([])
    assert ledger.read() == []


def test_before_the_first_writing_and_after_the_end_it_says_nothing(ledger, tmp_path):
    assert ledger.read() is None
    ledger.write([CTRL])
    ledger.close()
    assert ledger.read() is None
    assert list(tmp_path.iterdir()) == []


def test_another_process_reads_it_from_the_file(ledger, tmp_path):
    ledger.write([CTRL])
    file = next(tmp_path.iterdir())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes().rstrip(b"\0") == b'[["key_down", 37]]'


def test_what_others_left_behind_is_read_once_and_what_is_our_own_is_not(ledger, tmp_path):
    ledger.write([LEFT])
    leave(tmp_path, "held-_77_0-1", b'[["key_down", 37]]')
    leave(tmp_path, "held-_77_0-2", b'[["button_down", 1]]')
    assert ledger.left_behind() == [CTRL, LEFT]
    assert ledger.left_behind() == []
    assert ledger.read() == [LEFT]


def test_what_was_left_on_another_display_is_left_there(ledger, tmp_path):
    leave(tmp_path, "held-_8-1", b'[["key_down", 37]]')
    assert ledger.left_behind() == []
    assert (tmp_path / "held-_8-1").exists()


@pytest.mark.parametrize(
    "text", [b"", b"{", b"7", b'[["motion", 0]]', b'[["key_down"]]', b'[["key_down", [1]]]', b"\xff"]
)
def test_what_is_not_understood_is_nothing(ledger, tmp_path, text):
    leave(tmp_path, "held-_77_0-3", text)
    assert ledger.left_behind() == []


def test_a_file_that_is_left_at_its_own_name_is_not_written_into(tmp_path, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / f"held-desktop-{os.getpid()}").symlink_to(victim)
    Ledger(tmp_path).write([CTRL])
    assert victim.read_text() == "precious"
