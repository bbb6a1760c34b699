import stat
import tempfile
from pathlib import Path

import pytest

from cua_desktop import paths


@pytest.fixture
def no_session(tmp_path, monkeypatch):
    """No XDG_RUNTIME_DIR; the folder for temporary files is this one."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def mode(folder):
    return stat.S_IMODE(folder.stat().st_mode)


# --- the profile


def test_a_given_profile_holds_everything(tmp_path):
    profile = paths.profile(str(tmp_path))
    assert profile.folder == tmp_path
    for path in (profile.settings_file, profile.log_file, profile.runs_folder):
        assert tmp_path in path.parents


def test_a_given_profile_does_not_move_with_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert paths.profile("mine").folder == tmp_path / "mine"


def test_a_tilde_in_a_given_profile_is_the_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.profile("~/mine").folder == tmp_path / "mine"


def test_the_users_own_profile_is_where_the_system_wants_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert paths.profile().folder == tmp_path / "cua-desktop"


def test_naming_a_profile_makes_nothing(tmp_path):
    paths.profile(str(tmp_path / "new"))
    assert list(tmp_path.iterdir()) == []


# --- the runtime folder


def test_the_runtime_folder_is_in_the_sessions_own(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert paths.runtime_folder() == tmp_path / "cua-desktop"


def test_without_a_session_it_is_one_of_this_user(no_session):
    folder = paths.runtime_folder()
    assert folder.parent == no_session
    assert folder.is_dir()
    assert paths.runtime_folder() == folder


def test_the_runtime_folder_is_private(no_session):
    assert mode(paths.runtime_folder()) == 0o700


def test_a_runtime_folder_that_was_open_is_made_private(no_session):
    paths.runtime_folder().chmod(0o755)
    assert mode(paths.runtime_folder()) == 0o700


def test_a_link_in_its_place_is_refused_and_left_alone(no_session):
    folder = paths.runtime_folder()
    folder.rmdir()
    elsewhere = no_session / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    folder.symlink_to(elsewhere)
    with pytest.raises(PermissionError):
        paths.runtime_folder()
    assert mode(elsewhere) == 0o755


def test_a_folder_of_someone_else_is_refused(no_session, monkeypatch):
    paths.runtime_folder()
    real = Path.lstat

    def of_someone_else(self):
        fields = list(real(self))
        fields[stat.ST_UID] += 1
        return type(real(self))(fields)

    monkeypatch.setattr(Path, "lstat", of_someone_else)
    with pytest.raises(PermissionError):
        paths.runtime_folder()


# --- resources


@pytest.mark.parametrize("name", ["instructions.md", "prices.toml"])
def test_resources_are_found_in_a_checkout(name):
    assert paths.resource(name).read_text("utf-8")
