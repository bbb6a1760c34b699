"""Who this process runs as. `root` is the folder that stands for `/`."""

import os
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from cua_desktop.self_check.files import rows_of


@dataclass(frozen=True, slots=True)
class Account:
    """The user's name, the names of their groups, and whether this process may do anything already."""

    name: str
    groups: frozenset[str]
    elevated: bool


def account_now(root: Path) -> Account:
    """The account of this process."""
    if sys.platform == "win32":
        from cua_desktop.self_check import windows  # noqa: PLC0415 - its libraries are there only

        groups = windows.groups_of(windows.elevation_type())
        return Account("an administrator", groups, windows.is_elevated())
    return account_of(root, os.geteuid(), {*os.getgroups(), os.getegid()})


def account_of(root: Path, user: int, groups: Collection[int]) -> Account:
    """The account with these ids, and with the groups that list it, though this session may not have them.

    On macOS (unverified) the file of groups has no users, but it has `admin` with the id 80.
    """
    name = next((row[0] for row in rows_of(root / "etc/passwd", 3) if row[2] == str(user)), f"user {user}")
    named = {
        row[0]
        for row in rows_of(root / "etc/group", 4)
        if row[2] in {str(group) for group in groups} or name in row[3].split(",")
    }
    return Account(name, frozenset(named), elevated=user == 0)
