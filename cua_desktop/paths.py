"""Where things are: the profile folder, the session's runtime folder, the app's own resources."""

import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import platformdirs

from cua_desktop import environment


@dataclass(frozen=True, slots=True)
class Profile:
    """The one folder with settings, journal and log; nothing else on disk is written."""

    folder: Path

    @property
    def settings_file(self) -> Path:
        return self.folder / "settings.toml"

    @property
    def instructions_file(self) -> Path:
        """The user's own instructions to the model, if they have written any."""
        return self.folder / "instructions.md"

    @property
    def prices_file(self) -> Path:
        """The user's own prices of models, if they have written any."""
        return self.folder / "prices.toml"

    @property
    def policy_file(self) -> Path:
        """The user's own rules of what the agent may not do, if they have written any."""
        return self.folder / "policy.toml"

    @property
    def log_file(self) -> Path:
        return self.folder / "log" / "cua-desktop.log"

    @property
    def identifier_file(self) -> Path:
        return self.folder / "identifier"

    @property
    def runs_folder(self) -> Path:
        return self.folder / "runs"


def profile(folder: str | None = None) -> Profile:
    """The given profile, or the user's own. Raises RuntimeError for the home of a user there isn't."""
    if folder is not None:
        return Profile(Path(folder).expanduser().absolute())
    return Profile(Path(platformdirs.user_config_dir("cua-desktop", appauthor=False)))


def identifier(profile: Profile) -> str:
    """A random name of this profile, made once, that says nothing of its user; empty if it can't be kept."""
    file = profile.identifier_file
    try:
        if file.exists():
            return hashlib.sha256(file.read_bytes()).hexdigest()
        made = secrets.token_hex(32)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(made, "ascii")
    except OSError:
        return ""
    return hashlib.sha256(made.encode("ascii")).hexdigest()


def runtime_folder() -> Path:
    """A private folder (mode 0700) where a running agent can be found by `cua-desktop stop`.

    It is per user, not per profile: a stop has to reach every agent on this desktop.
    Raises OSError when the folder can't be made private.
    """
    folder = _runtime_candidates()[0]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid"):
        status = folder.lstat()
        if status.st_uid != os.getuid() or folder.is_symlink():
            raise PermissionError(f"{folder} belongs to someone else")
        folder.chmod(0o700)
    return folder


def runtime_folders() -> list[Path]:
    """Every folder where an agent of this user may be found: another shell may have another session."""
    owned = [folder for folder in _runtime_candidates() if folder.is_dir() and not folder.is_symlink()]
    return [folder for folder in owned if not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()]


def _runtime_candidates() -> list[Path]:
    """The session's own folder, the one systemd makes for a user, the one for temporary files."""
    base = environment.runtime_directory()
    user = os.getuid() if hasattr(os, "getuid") else "user"
    shared = [Path(f"/run/user/{user}/cua-desktop"), Path(tempfile.gettempdir()) / f"cua-desktop-{user}"]
    if base:
        return list(dict.fromkeys([Path(base) / "cua-desktop", *shared]))
    return shared if shared[0].parent.is_dir() else shared[1:]


def resource(name: str) -> Path:
    """A file of resources/, in a checkout or in an installed package."""
    packaged = Path(str(resources.files("cua_desktop"))) / "_resources" / name
    return packaged if packaged.exists() else Path(__file__).parent.parent / "resources" / name
