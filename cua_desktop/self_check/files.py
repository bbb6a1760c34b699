"""Reads small files of the system. What can't be read is not known; nothing raises."""

from collections.abc import Iterator
from pathlib import Path

_MOST_BYTES = 65_536


def exists(file: Path) -> bool:
    """Whether there is such a file."""
    try:
        return file.exists()
    except OSError:
        return False


def text_of(file: Path) -> str:
    """The beginning of the file; zero bytes are blanks, and none of them is at an end."""
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES).decode("utf-8", "replace").replace("\0", " ").strip()
    except OSError:
        return ""


def rows_of(file: Path, least: int) -> Iterator[list[str]]:
    """The lines that have at least so many fields with colons between them."""
    for line in text_of(file).splitlines():
        row = line.split(":")
        if len(row) >= least:
            yield row
