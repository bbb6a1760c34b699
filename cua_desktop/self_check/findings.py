"""What a person should know before an agent works this machine: rights, kind of machine, keys in reach.

It reads many small files, and a home may be on a network: not for the UI thread.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from cua_desktop.self_check.account import Account, account_now
from cua_desktop.self_check.homes import other_homes, secrets_in
from cua_desktop.self_check.machine import Kind, kind_of_machine

_ADMINISTER = ("root", "wheel", "sudo", "admin", "Administrators")
_BECOME_ROOT = ("docker", "lxd", "incus-admin", "libvirt", "disk")
"""Whoever may start a container or a machine, or write a disk, can change every file there is."""

_LESS_RIGHTS = "Run it as a user without admin rights."
_BEST = "Best is a virtual machine of its own, with nothing on it that is yours."
_OTHERS_KEYS = "Whatever the agent starts can read them, too: use an account that has none."

_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `fine` or worth knowing, in a sentence, and what to do about it."""

    what: str
    fine: bool
    found: str
    advice: str = ""


def look(root: Path = Path("/"), home: Path | None = None) -> tuple[Finding, ...]:
    """Rights, machine, and keys in reach of the account that this runs as. Blocks on the disk."""
    return (
        rights(account_now(root)),
        machine(kind_of_machine(root)),
        keys_in_reach(root, home or _home()),
    )


def rights(account: Account) -> Finding:
    """Whether this user could do harm to the whole machine."""
    if account.elevated:
        found = f"This runs as {account.name}, who may do anything here."
    elif group := _first(_ADMINISTER, account.groups):
        found = f"This user may administer the machine (group {group})."
    elif group := _first(_BECOME_ROOT, account.groups):
        found = f"This user can become the administrator (group {group})."
    else:
        return Finding("Rights", True, "An ordinary user.")
    return Finding("Rights", False, found, _LESS_RIGHTS)


def machine(kind: Kind) -> Finding:
    """Whether this machine is one that can be thrown away."""
    match kind.what:
        case "virtual machine":
            return Finding("Machine", True, f"A virtual machine ({kind.name}).")
        case "container":
            return Finding("Machine", True, f"A container ({kind.name}).")
        case "WSL":
            found = "Linux inside Windows (WSL): the files of Windows are in reach."
        case "physical":
            found = "This looks like a physical machine, not a virtual one."
        case "unknown":
            found = "It can't be told whether this is a virtual machine."
    return Finding("Machine", False, found, _BEST)


def keys_in_reach(root: Path, home: Path | None) -> Finding:
    """Whether what the agent starts could read keys and passwords of people."""
    here = list(secrets_in(home)) if home is not None else []
    elsewhere = [each.name for each in other_homes(root, home) if next(secrets_in(each), None)]
    said = []
    if here:
        said.append(f"This home holds {_listed(here)}.")
    if elsewhere:
        said.append(f"Keys in other homes can be read, too: {_listed(elsewhere)}.")
    if said:
        return Finding("Keys in reach", False, " ".join(said), _OTHERS_KEYS)
    return Finding("Keys in reach", True, "No other keys, password stores or browser profiles were found.")


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:  # neither a HOME nor an entry for this user
        return None


def _first(wanted: Collection[str], groups: Collection[str]) -> str:
    return next((name for name in wanted if name in groups), "")


def _listed(names: Collection[str]) -> str:
    shown = ", ".join(list(names)[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown
