import builtins
import io
import os
from pathlib import Path

import pytest

from cua_desktop.self_check.findings import keys_in_reach, look
from cua_desktop.self_check.homes import secrets_in


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "home/ann"
    home.mkdir(parents=True)
    return home


def put(home, name, mode=0o600):
    file = home / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("SECRET")
    file.chmod(mode)
    return file


def test_an_empty_home_holds_nothing(tmp_path, home):
    finding = keys_in_reach(tmp_path, home)
    assert (finding.fine, finding.advice) == (True, "")


@pytest.mark.parametrize(
    ("name", "called"),
    [
        (".ssh/id_ed25519", "SSH keys"),
        (".ssh/work.pem", "SSH keys"),
        (".gnupg/private-keys-v1.d/AB12.key", "GnuPG keys"),
        (".aws/credentials", "cloud credentials"),
        (".kube/config", "a Kubernetes config"),
        (".netrc", "tokens of tools"),
        (".password-store/mail.gpg", "password stores"),
        ("Documents/mine.kdbx", "password stores"),
        (".config/chromium/Default/Cookies", "browser profiles"),
        (".mozilla/firefox/ab12.default/key4.db", "browser profiles"),
    ],
)
def test_what_a_home_holds_is_called_by_its_name(tmp_path, home, name, called):
    put(home, name)
    finding = keys_in_reach(tmp_path, home)
    assert finding.found == f"This home holds {called}."
    assert not finding.fine


@pytest.mark.parametrize("name", [".ssh/id_ed25519.pub", ".ssh/known_hosts", ".ssh/config", ".config/x/y"])
def test_what_is_no_secret_is_not_told(home, name):
    put(home, name)
    assert list(secrets_in(home)) == []


def test_what_can_not_be_read_is_not_told(home, monkeypatch):
    put(home, ".ssh/id_rsa")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root, who may run this, can read anything
    assert list(secrets_in(home)) == []


def test_other_homes_that_can_be_read_are_named(tmp_path, home):
    put(tmp_path / "home/bob", ".ssh/id_rsa")
    put(tmp_path / "root", ".kube/config")
    (tmp_path / "home/cid").mkdir()
    found = keys_in_reach(tmp_path, home).found
    assert found == "Keys in other homes can be read, too: root, bob."


def test_ones_own_home_is_none_of_the_others_by_whatever_path(tmp_path, home):
    put(home, ".ssh/id_rsa")
    (tmp_path / "Users").symlink_to(tmp_path / "home")
    assert keys_in_reach(tmp_path, home).found == "This home holds SSH keys."


def test_nothing_in_a_home_is_opened(tmp_path, home, monkeypatch):
    for name in (".ssh/id_rsa", ".aws/credentials", ".netrc", "a.kdbx", ".config/chromium/Local State"):
        put(home, name)

    def guarded(opener):
        def opened(file, *arguments, **named):
            assert not str(file).startswith(str(home)), f"{file} was opened"
            return opener(file, *arguments, **named)

        return opened

    for where, name in ((builtins, "open"), (io, "open"), (os, "open")):
        monkeypatch.setattr(where, name, guarded(getattr(where, name)))
    assert len(look(tmp_path, home)[2].found.split(",")) == 5 - 1


def test_without_a_home_only_others_are_looked_at(tmp_path):
    assert keys_in_reach(tmp_path, None).fine


def test_a_link_that_leads_nowhere_is_nothing(home):
    (home / ".ssh").mkdir()
    (home / ".ssh/id_rsa").symlink_to(Path("/nowhere/at/all"))
    assert list(secrets_in(home)) == []
