"""What must not be typed: card numbers, private keys, the API key. Pure.

A text is looked at as the pieces that are typed one after the other, so that nothing gets through in
parts; and without what makes it look different: widths, zero-width characters, spaces and dashes.
What is found is never quoted.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_FRAGMENT = 20
"""Letters and digits of an API key in a row that count as the key; all of a shorter one."""

_SHORTEST_KEY = 8
"""Fewer letters and digits are no secret but a word, and would forbid every text that has it."""

_CARD = re.compile(
    # First digits and lengths, by issuer: Visa; Mastercard; American Express; Diners; JCB; the rest.
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14}|6\d{15,18}"
)
_LONGEST_CARD = 19
_SHORTEST_CARD = 13

_PRIVATE_KEY = re.compile(
    r"--\s{0,9}BEGIN[A-Z0-9\s]{0,40}?PRIVATE\s{0,9}KEY"
    r"|PUTTY-USER-KEY-FILE-|AGE-SECRET-KEY-1"
    # The base64 of what an OpenSSH, a PKCS #8 and a PKCS #1 key begin with.
    r"|B3BLBNNZAC1RZXKTDJE|MII[A-Z0-9+/]{3}IBADANBGKQHKIG9W0BAQEFAAS|MII[A-Z0-9+/]{3}IBAAK[BC]",
    re.IGNORECASE,
)

_INVISIBLE = {"Cf", "Mn", "Me", "Cn", "Co"}


def plain(text: str) -> str:
    """The text in ordinary characters: full-width as half-width, nothing that can't be seen."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(_plain_character(c) for c in normal if unicodedata.category(c) not in _INVISIBLE)


def has_card_number(pieces: Sequence[str]) -> bool:
    """Whether a number of 13 to 19 digits, written with spaces or dashes or not, has a card's checksum."""
    return any(_is_card(number) for run in _runs_of_groups(pieces) for number in _numbers(run))


def has_private_key(pieces: Sequence[str]) -> bool:
    """Whether the text holds a private key, or the beginning of one."""
    return _PRIVATE_KEY.search(plain("".join(pieces))) is not None


class ApiKeys:
    """The API keys, known to the process anyway; in no repr, and of use only to compare with."""

    __slots__ = ("_fragments", "_lengths")

    def __init__(self, keys: Iterable[str]) -> None:
        bare = [core for key in keys if len(core := _letters_and_digits(key)) >= _SHORTEST_KEY]
        self._fragments = {fragment for core in bare for fragment in _fragments(core, _FRAGMENT)}
        self._lengths = tuple({len(fragment) for fragment in self._fragments})

    def in_text(self, pieces: Sequence[str]) -> bool:
        """Whether the text holds a key, or a good part of one."""
        bare = _letters_and_digits("".join(pieces))
        return any(
            fragment in self._fragments for length in self._lengths for fragment in _fragments(bare, length)
        )

    def __repr__(self) -> str:
        return "ApiKeys(…)"


def has_words(pieces: Sequence[str], words: str) -> bool:
    """Whether the text holds these words, in any case of letters; * stands for anything between."""
    text, at = _folded("".join(pieces)), 0
    for part in _folded(words).split("*"):
        found = text.find(part.strip(), at)
        if found < 0:
            return False
        at = found + len(part.strip())
    return True


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text).casefold())


def _plain_character(character: str) -> str:
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    return "-" if unicodedata.category(character) == "Pd" else character


def _letters_and_digits(text: str) -> str:
    return "".join(c for c in plain(text).casefold() if c.isalnum())


def _fragments(text: str, length: int) -> Iterator[str]:
    for start in range(max(1, len(text) - length + 1)):
        yield text[start : start + length]


def _runs_of_groups(pieces: Sequence[str]) -> Iterator[list[str]]:
    """Groups of digits that may belong to one number: close together, or in pieces one after the other."""
    run: list[str] = []
    for piece in pieces:
        text = plain(piece)
        at = 0
        for group in re.finditer(r"\d+", text):
            if not re.fullmatch(r"[ \u00a0._/-]{0,3}", text[at : group.start()]):
                yield run
                run = []
            run.append(group[0])
            at = group.end()
        if not re.fullmatch(r"[ \u00a0._/\n\t-]{0,3}", text[at:]):
            yield run
            run = []
    yield run


def _numbers(groups: Sequence[str]) -> Iterator[str]:
    """Everything that whole groups in a row make, if it is as long as a card's number."""
    for first in range(len(groups)):
        number = ""
        for group in groups[first:]:
            number += group
            if len(number) > _LONGEST_CARD:
                break
            if len(number) >= _SHORTEST_CARD:
                yield number


def _is_card(number: str) -> bool:
    """By its first digits and its checksum (ISO/IEC 7812-1, Luhn's)."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return _CARD.fullmatch(number) is not None and (sum(digits[::2]) + sum(doubled)) % 10 == 0
