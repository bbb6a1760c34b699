"""Where things are: the profile folder, the session's runtime folder, the app's own resources."""

import os
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
    def log_file(self) -> Path:
        return self.folder / "log" / "cua-desktop.log"

    @property
    def runs_folder(self) -> Path:
        return self.folder / "runs"


def profile(folder: str | None = None) -> Profile:
    """The given profile, or the user's own."""
    if folder is not None:
        return Profile(Path(folder).expanduser().absolute())
    return Profile(Path(platformdirs.user_config_dir("cua-desktop", appauthor=False)))


def runtime_folder() -> Path:
    """A private folder (mode 0700) where a running agent can be found by `cua-desktop stop`.

    It is per user, not per profile: a stop has to reach every agent on this desktop.
    Raises OSError when the folder can't be made private.
    """
    base = environment.runtime_directory()
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    folder = Path(base) / "cua-desktop" if base else Path(tempfile.gettempdir()) / f"cua-desktop-{user}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid"):
        status = folder.lstat()
        if status.st_uid != os.getuid() or folder.is_symlink():
            raise PermissionError(f"{folder} belongs to someone else")
        folder.chmod(0o700)
    return folder


def resource(name: str) -> Path:
    """A file of resources/, in a checkout or in an installed package."""
    packaged = Path(str(resources.files("cua_desktop"))) / "_resources" / name
    return packaged if packaged.exists() else Path(__file__).parent.parent / "resources" / name
