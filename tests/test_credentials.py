"""The keyring, against a real gnome-keyring on a session bus of its own, each step in a new process."""

import asyncio
import json
import logging
import os
import subprocess
import sys
import threading
import traceback
from contextlib import contextmanager

import pytest

from cua_desktop import credentials
from cua_desktop.agent.errors import CredentialsError

KEY = "sk-proj-Aa0_-made-up"
OTHER_KEY = "sk-proj-Bb1_-made-up"

SHOW_ADDRESS = """
echo "$DBUS_SESSION_BUS_ADDRESS"
read -r end
"""
UNLOCK = "printf '\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null"

CALL = """
import asyncio, json, sys
from cua_desktop import credentials
from cua_desktop.agent.errors import CredentialsError
name, *arguments, limit = json.loads(sys.argv[1])
more = {} if limit is None else {"limit": limit}
try:
    print(json.dumps({"result": asyncio.run(getattr(credentials, name)(*arguments, **more))}))
except CredentialsError as error:
    print(json.dumps({"message": error.message, "hint": error.hint}))
"""

LOCK = """
import secretstorage
secretstorage.get_default_collection(secretstorage.dbus_init()).lock()
"""


@pytest.fixture
def bare(tmp_path):
    """An environment with an empty home, without display, session bus, keys or keyring settings."""
    dropped = {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND"}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in dropped and not name.startswith("XDG_") and not name.endswith("_API_KEY")
    }
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    return {**kept, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(runtime)}


@contextmanager
def private_keyring(variables, prepare=UNLOCK):
    """The variables and the address of a session bus with a real keyring, unlocked unless told otherwise."""
    command = ["dbus-run-session", "--", "sh", "-c", prepare + SHOW_ADDRESS]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=variables, text=True, **pipes) as bus:
        address = bus.stdout.readline().strip()
        assert address
        yield {**variables, "DBUS_SESSION_BUS_ADDRESS": address}
        bus.stdin.close()
        bus.wait(20)


@pytest.fixture
def unlocked(bare):
    with private_keyring(bare) as variables:
        yield variables


@pytest.fixture
def locked(unlocked):
    """Variables of a real keyring that holds a key and is locked."""
    return lock(unlocked)


def lock(variables):
    assert call(variables, "store_key", "openai", KEY) == {"result": None}
    python(variables, LOCK)
    return variables


def python(variables, code, *arguments):
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert KEY not in done.stderr
    return done.stdout


def call(variables, name, *arguments, limit=None):
    """Calls a function of credentials in a new process; gives its result, or its error's words."""
    return json.loads(python(variables, CALL, json.dumps([name, *arguments, limit])))


# --- a keyring that works


def test_a_stored_key_is_read_by_another_process(unlocked):
    call(unlocked, "store_key", "openai", KEY)
    assert call(unlocked, "stored_key", "openai") == {"result": KEY}


def test_each_provider_has_its_own_key(unlocked):
    call(unlocked, "store_key", "openai", KEY)
    call(unlocked, "store_key", "azure", OTHER_KEY)
    assert call(unlocked, "stored_key", "openai") == {"result": KEY}
    assert call(unlocked, "stored_key", "azure") == {"result": OTHER_KEY}


def test_a_new_key_takes_the_place_of_the_old(unlocked):
    call(unlocked, "store_key", "openai", OTHER_KEY)
    call(unlocked, "store_key", "openai", KEY)
    assert call(unlocked, "stored_key", "openai") == {"result": KEY}
    call(unlocked, "delete_key", "openai")
    assert call(unlocked, "stored_key", "openai") == {"result": None}


def test_deleting_a_key_that_is_not_there_is_no_error(unlocked):
    assert call(unlocked, "delete_key", "openai") == {"result": None}


def test_the_key_lies_readable_in_no_file(unlocked, tmp_path):
    call(unlocked, "store_key", "openai", KEY)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any("keyring" in path.name for path in files)
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


def test_the_keyring_comes_before_the_environment(unlocked):
    call(unlocked, "store_key", "openai", KEY)
    both = {**unlocked, "OPENAI_API_KEY": OTHER_KEY}
    assert call(both, "api_key", "openai") == {"result": KEY}


def test_the_keyring_answers_under_the_loop_of_the_window(unlocked):
    call(unlocked, "store_key", "openai", KEY)
    code = """
import sys
from PySide6.QtCore import QCoreApplication
from qasync import QEventLoop
from cua_desktop import credentials
app = QCoreApplication([])
with QEventLoop(app) as loop:
    print(loop.run_until_complete(credentials.stored_key("openai")))
"""
    assert python(unlocked, code).strip() == KEY


# --- a keyring that does not


def test_a_locked_keyring_is_named_and_the_ways_out_too(locked):
    error = call(locked, "stored_key", "openai")
    assert error["message"] == "The keyring is locked."
    assert "this session only" in error["hint"]
    assert "OPENAI_API_KEY" in error["hint"]


def test_a_keyring_that_was_never_opened_and_cannot_ask_counts_as_locked(bare):
    with private_keyring(bare, prepare="") as variables:
        assert call(variables, "store_key", "openai", KEY)["message"] == "The keyring is locked."


def test_nothing_is_stored_in_a_locked_keyring(locked):
    assert call(locked, "store_key", "openai", OTHER_KEY)["message"] == "The keyring is locked."


def test_a_locked_keyring_that_prompts_is_not_waited_for(bare, display):
    with private_keyring({**bare, "DISPLAY": display, "NO_AT_BRIDGE": "1"}) as unlocked:
        error = call(lock(unlocked), "stored_key", "openai", limit=1.0)
    assert error["message"].startswith("The keyring does not answer; it may be locked")
    assert "this session only" in error["hint"]


def test_the_environment_helps_when_the_keyring_is_locked(locked):
    both = {**locked, "OPENAI_API_KEY": OTHER_KEY}
    assert call(both, "api_key", "openai") == {"result": OTHER_KEY}


@pytest.mark.parametrize(
    "arguments", [("stored_key", "azure"), ("store_key", "azure", KEY), ("api_key", "azure")]
)
def test_without_a_session_bus_there_is_no_keyring(bare, arguments):
    error = call(bare, *arguments)
    assert error["message"] == "This machine has no keyring that works."
    assert "AZURE_OPENAI_API_KEY" in error["hint"]


def test_a_keyring_switched_off_by_its_user_does_not_pretend_to_store(bare):
    off = {**bare, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    assert call(off, "store_key", "openai", KEY)["message"] == "This machine has no keyring that works."


def test_a_keyring_that_is_a_readable_file_is_refused(bare, tmp_path):
    module = tmp_path / "keyrings" / "alt" / "file.py"
    module.parent.mkdir(parents=True)
    module.write_text("""
from keyring.backend import KeyringBackend
class PlaintextKeyring(KeyringBackend):
    priority = 0.5
    def get_password(self, service, username): return "read"
    def set_password(self, service, username, password): raise AssertionError("written")
""")
    plain = {
        **bare,
        "PYTHONPATH": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring",
    }
    for arguments in (("store_key", "openai", KEY), ("stored_key", "openai")):
        assert "readable file" in call(plain, *arguments)["message"]


def test_a_keyring_that_cannot_be_imported_is_explained(bare, tmp_path):
    (tmp_path / "keyring.py").write_text("raise RuntimeError('broken')")
    error = call({**bare, "PYTHONPATH": str(tmp_path)}, "stored_key", "openai")
    assert error["message"] == "The keyring failed (RuntimeError)."


class Vault:
    """A keyring that does what it is told."""

    def __init__(self, read=None, failure=None):
        self.read, self.failure = read or (lambda: None), failure
        self.stored = {}
        self.threads = set()

    def get_password(self, service, provider):
        self.threads.add(threading.current_thread())
        if self.failure:
            raise self.failure
        return self.stored.get(provider) or self.read()

    def set_password(self, service, provider, key):
        if self.failure:
            raise self.failure
        self.stored[provider] = key


@pytest.fixture
def vault(monkeypatch):
    def use(**behaviour):
        made = Vault(**behaviour)
        monkeypatch.setattr(credentials, "_vault", lambda: made)
        return made

    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    return use


def test_a_slow_keyring_is_given_up_while_the_loop_lives_on(vault):
    release, ticks = threading.Event(), []

    async def tick():
        while True:
            ticks.append(None)
            await asyncio.sleep(0.001)

    async def main():
        ticking = asyncio.create_task(tick())
        with pytest.raises(CredentialsError) as raised:
            await credentials.stored_key("openai", limit=0.2)
        ticking.cancel()
        return raised.value

    vault(read=release.wait)
    error = asyncio.run(main())
    release.set()
    assert "does not answer" in error.message
    assert len(ticks) > 5


def test_a_keyring_that_never_answers_does_not_keep_the_program_alive(vault):
    used = vault()
    asyncio.run(credentials.stored_key("openai"))
    assert [thread.daemon for thread in used.threads] == [True]
    assert threading.main_thread() not in used.threads


def test_an_answer_that_comes_after_the_loop_is_gone_is_dropped(vault, monkeypatch):
    release, unhandled = threading.Event(), []
    monkeypatch.setattr(threading, "excepthook", unhandled.append)
    used = vault(read=release.wait)
    with pytest.raises(CredentialsError):
        asyncio.run(credentials.stored_key("openai", limit=0.05))
    release.set()
    for thread in used.threads:
        thread.join(10)
    assert unhandled == []


def test_no_thread_is_left_behind_by_an_answer(vault):
    used = vault()
    asyncio.run(credentials.stored_key("openai"))
    assert [thread.is_alive() for thread in used.threads] == [False]


@pytest.mark.parametrize("kind", [RuntimeError, OSError, SystemExit])
def test_no_key_is_in_an_error_even_if_the_keyring_quotes_it(vault, kind, caplog):
    caplog.set_level(logging.DEBUG)
    vault(failure=kind(f"could not store {KEY}"))
    with pytest.raises(CredentialsError) as raised:
        asyncio.run(credentials.store_key("openai", KEY))
    assert raised.value.message == f"The keyring failed ({kind.__name__})."
    assert KEY not in "".join(traceback.format_exception(raised.value)) + caplog.text


# --- keys and where they come from


def test_a_key_is_stored_without_white_space_around_it(vault):
    used = vault()
    asyncio.run(credentials.store_key("openai", f"  {KEY}\r\n"))
    assert used.stored == {"openai": KEY}


@pytest.mark.parametrize(
    "bad", ["", "  \n", "sk two", "sk\ntwo", "sk\x00two", "sk\x7ftwo", "sk-“quoted”", "sk\u200btwo"]
)
def test_what_cannot_be_a_key_is_refused_and_not_quoted(vault, bad):
    used = vault()
    with pytest.raises(CredentialsError) as raised:
        asyncio.run(credentials.store_key("openai", bad))
    assert used.stored == {}
    assert raised.value.hint
    assert "sk" not in str(raised.value)


def test_a_key_too_long_for_windows_is_refused_there(vault, monkeypatch):
    used = vault()
    monkeypatch.setattr(sys, "platform", "win32")
    asyncio.run(credentials.store_key("openai", "k" * 1280))
    with pytest.raises(CredentialsError, match="1280"):
        asyncio.run(credentials.store_key("openai", "k" * 1281))
    assert used.stored == {"openai": "k" * 1280}


def test_the_offline_model_needs_no_key(vault):
    vault(failure=AssertionError("the keyring was asked"))
    assert asyncio.run(credentials.api_key("offline")) is None
    with pytest.raises(CredentialsError, match="offline"):
        asyncio.run(credentials.store_key("offline", KEY))


def test_a_key_for_this_session_only_comes_first_and_is_not_stored(vault, monkeypatch):
    used = vault(read=lambda: OTHER_KEY)
    monkeypatch.setenv("OPENAI_API_KEY", OTHER_KEY)
    assert asyncio.run(credentials.api_key("openai", f" {KEY} ")) == KEY
    assert used.stored == {}


def test_the_environment_comes_first_where_that_is_asked_for(vault, monkeypatch):
    vault(read=lambda: OTHER_KEY)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert asyncio.run(credentials.api_key("openai", environment_first=True)) == KEY


def test_a_spoilt_key_in_the_environment_is_refused_before_it_is_sent(vault, monkeypatch):
    vault()
    monkeypatch.setenv("OPENAI_API_KEY", "sk-“quoted”")
    with pytest.raises(CredentialsError, match="not an API key"):
        asyncio.run(credentials.api_key("openai"))


def test_no_key_anywhere_is_no_error(vault):
    vault()
    assert asyncio.run(credentials.api_key("openai")) is None
