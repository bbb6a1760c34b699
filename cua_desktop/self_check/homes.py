"""Which keys and passwords of people can be read. Nothing in a home is ever opened."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_MOST_LOOKED_AT = 50

_SECRETS = (
    # What it is called, and where it lies in a home: on Linux, then on macOS and Windows.
    ("SSH keys", ".ssh/id_*", ".ssh/*.pem", ".ssh/identity"),
    ("GnuPG keys", ".gnupg/private-keys-v1.d/*.key", ".gnupg/secring.gpg"),
    ("cloud credentials", ".aws/credentials", ".aws/sso/cache/*", ".azure/*oken*", ".azure/msal*",
     ".config/gcloud/credentials.db", ".config/doctl/config.yaml", ".oci/config"),
    ("a Kubernetes config", ".kube/config"),
    ("tokens of tools", ".netrc", ".git-credentials", ".config/gh/hosts.yml", ".docker/config.json",
     ".npmrc", ".pypirc"),
    ("password stores", ".password-store", "*.kdbx", "Documents/*.kdbx", ".config/Bitwarden",
     ".config/1Password", "snap/bitwarden", "Library/Keychains/login.keychain-db"),
    ("browser profiles", ".mozilla/firefox/*.*", "snap/firefox/common/.mozilla/firefox/*.*",
     ".var/app/org.mozilla.firefox", ".config/google-chrome", ".config/chromium", "snap/chromium/common",
     ".config/BraveSoftware", ".config/microsoft-edge", ".config/vivaldi", ".config/opera",
     "Library/Application Support/Google/Chrome", "Library/Application Support/Firefox/Profiles",
     "AppData/Local/Google/Chrome/User Data", "AppData/Local/Microsoft/Edge/User Data",
     "AppData/Roaming/Mozilla/Firefox/Profiles"),
)  # fmt: skip
"""The system's own keyring is not among them: this app's key lies there."""

_PLACES_OF_HOMES = ("home", "Users")


def secrets_in(home: Path) -> Iterator[str]:
    """What is in this home and can be read by this process, as people call it."""
    for name, *patterns in _SECRETS:
        if any(_readable(file) for pattern in patterns for file in _matching(home, pattern)):
            yield name


def other_homes(root: Path, own: Path | None) -> list[Path]:
    """The homes beside one's own, root's among them, where `root` stands for `/`."""
    homes = [root / "root"]
    for place in _PLACES_OF_HOMES:
        with suppress(OSError):
            homes += sorted((root / place).iterdir())[:_MOST_LOOKED_AT]
    return [home for home in homes if own is None or not _same(home, own)]


def _same(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.samefile(other)
    return one == other


def _matching(home: Path, pattern: str) -> list[Path]:
    found: list[Path] = []
    with suppress(OSError):
        for file in home.glob(pattern):
            if file.suffix != ".pub" and len(found) < _MOST_LOOKED_AT:
                found.append(file)
    return found


def _readable(file: Path) -> bool:
    with suppress(OSError):
        return os.access(file, os.R_OK | (os.X_OK if file.is_dir() else 0))
    return False
