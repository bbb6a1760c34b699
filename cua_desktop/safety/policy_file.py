"""The policy file: rules in TOML. Pure: it gets a text, and says in which line it is wrong."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cua_desktop.agent.errors import CuaError, SettingsError
from cua_desktop.agent.sites import Site, pattern_of
from cua_desktop.agent.systems import SYSTEMS, Environment

Secret = Literal["card numbers", "private keys"]
SECRETS: tuple[Secret, ...] = ("card numbers", "private keys")

ReadKeys = Callable[[Iterable[str]], tuple[str, ...]]
"""Key names of people or models to canonical keys. Raises CuaError for what is no chord."""

_SYSTEMS = tuple(system.environment for system in SYSTEMS)
_LISTS = ("keys", "programs", "titles", "sites", "text", "secrets")
_FIELDS = ("name", "do", "on", *_LISTS)
_HEADER = re.compile(r"\s*\[\[\s*[\"']?rule[\"']?\s*\]\]")
_LONGEST_NAME = 80
_HINT = "The comments in the default policy say what may stand there."


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is about, and whether that is refused or allowed."""

    name: str
    refuses: bool
    keys: tuple[frozenset[str], ...] = ()
    programs: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    sites: tuple[Site, ...] = ()
    text: tuple[str, ...] = ()
    secrets: tuple[Secret, ...] = ()


class _WrongError(Exception):
    """What is wrong, and the word that stands in the line, if one does."""

    def __init__(self, what: str, word: str = "") -> None:
        super().__init__(what)
        self.word = word


def rules_in(text: str, environment: Environment, read_keys: ReadKeys) -> tuple[Rule, ...]:
    """The rules for this system, in their order; those of others are checked too.

    Raises SettingsError that names the line.
    """
    try:
        content = tomllib.loads(text)
    except ValueError as error:
        raise _refused(str(error), _line_in(error, text)) from None
    for name in content:
        if name != "rule":
            raise _refused(f"There is no “{name}” here, only [[rule]]", _line_of(text.splitlines(), name))
    tables = content.get("rule", [])
    if not isinstance(tables, list):
        raise _refused("A rule begins with [[rule]], in double brackets", 1)
    rules = []
    for number, table in enumerate(tables):
        try:
            systems, rule = _rule(table, read_keys)
        except _WrongError as wrong:
            raise _refused(str(wrong), _line_in_rule(text, number, wrong.word)) from None
        if environment in systems:
            rules.append(rule)
    return tuple(rules)


def _rule(table: object, read_keys: ReadKeys) -> tuple[Sequence[str], Rule]:
    if not isinstance(table, dict):
        raise _WrongError("A rule begins with [[rule]], in double brackets")
    for name in table:
        if name not in _FIELDS:
            raise _WrongError(f"A rule has no “{name}”, only {', '.join(_FIELDS)}", name)
    systems = _words(table, "on") if "on" in table else _SYSTEMS
    for word in systems:
        if word not in _SYSTEMS:
            raise _WrongError(f"“{word}” is no system; they are {', '.join(_SYSTEMS)}", word)
    if not any(table.get(name) for name in _LISTS):
        raise _WrongError(f"This rule is about nothing: it needs one of {', '.join(_LISTS)}")
    return systems, Rule(
        name=_name(table),
        refuses=_verb(table) == "refuse",
        keys=tuple(_chord(word, read_keys) for word in _words(table, "keys")),
        programs=tuple(_words(table, "programs")),
        titles=tuple(_words(table, "titles")),
        sites=tuple(_site(word) for word in _words(table, "sites")),
        text=tuple(_words(table, "text")),
        secrets=tuple(_secret(word) for word in _words(table, "secrets")),
    )


def _name(table: Mapping[str, Any]) -> str:
    name = table.get("name")
    if not isinstance(name, str) or not name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise _WrongError(f"A rule needs a name of at most {_LONGEST_NAME} printable characters", "name")
    return name.strip()


def _verb(table: Mapping[str, Any]) -> str:
    verb = table.get("do")
    if verb not in ("refuse", "allow"):
        raise _WrongError('What a rule does is do = "refuse" or do = "allow"', "do")
    return str(verb)


def _words(table: Mapping[str, Any], name: str) -> Sequence[str]:
    words = table.get(name, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise _WrongError(f'“{name}” is a list of texts, like {name} = ["…"]', name)
    for word in words:
        if not word.strip():
            raise _WrongError(f"An empty text in “{name}” would mean everything; write * for that", name)
    return words


def _chord(word: str, read_keys: ReadKeys) -> frozenset[str]:
    try:
        return frozenset(read_keys([word]))
    except CuaError as error:
        raise _WrongError(f"“{word}” are no keys: {error.message.rstrip('.')}", word) from None


def _site(word: str) -> Site:
    pattern = pattern_of(word)
    if pattern is None:
        raise _WrongError(f"“{word}” is no site; write it like example.com or localhost:8080", word)
    return pattern


def _secret(word: str) -> Secret:
    for secret in SECRETS:
        if word == secret:
            return secret
    raise _WrongError(f"“{word}” is no kind of secret; they are {', '.join(SECRETS)}", word)


def _refused(what: str, line: int) -> SettingsError:
    return SettingsError(f"The policy is wrong in line {line}: {what}.", _HINT)


def _line_in(error: ValueError, text: str) -> int:
    """Where tomllib noticed that something is wrong: at the end, where it says no line."""
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else len(text.splitlines()) or 1


def _line_in_rule(text: str, number: int, word: str) -> int:
    """The line of the word in the rule with this number (from 0), or of the rule itself."""
    lines = text.splitlines()
    headers = [at for at, line in enumerate(lines) if _HEADER.match(line) and _is_complete(lines[:at])]
    if number >= len(headers):  # written as a list, `rule = [...]`
        return _line_of(lines, word or "rule")
    begin = headers[number]
    end = headers[number + 1] if number + 1 < len(headers) else len(lines)
    return begin + _line_of(lines[begin:end], word)


def _is_complete(lines: Sequence[str]) -> bool:
    """Whether what follows these lines begins anew; false in the middle of a text of several lines."""
    try:
        tomllib.loads("\n".join(lines))
    except ValueError:
        return False
    return True


def _line_of(lines: Sequence[str], word: str) -> int:
    """Counted from 1; the first line if none has the word outside of a comment."""
    found = (at for at, line in enumerate(lines, start=1) if word and word in line.partition("#")[0])
    return next(found, 1)
