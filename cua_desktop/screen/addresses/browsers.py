"""Which windows are a browser's, and which of the pages that are told is in which window. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.agent.sites import Page

_BROWSERS = (
    *("chromium*", "ungoogled-chromium*", "google-chrome*", "google chrome*", "chrome", "thorium*"),
    *("brave*", "microsoft-edge*", "microsoft edge*", "msedge", "vivaldi*", "opera", "opera-*", "opera gx"),
    *("firefox*", "org.mozilla.firefox", "librewolf*", "waterfox*", "floorp*", "zen", "zen-*", "zen browser"),
    *("tor browser*", "mullvad browser*", "navigator", "seamonkey*", "palemoon", "pale moon", "icecat"),
    *("safari*", "orion", "arc", "duckduckgo", "yandex*browser*", "iridium*", "iexplore"),
    *("epiphany*", "org.gnome.epiphany*", "falkon*", "org.kde.falkon", "konqueror", "org.kde.konqueror"),
    *("qutebrowser", "midori*", "surf", "netsurf*", "dillo", "nyxt"),
)
"""Programs that show any page, by class, process, file or name; in lower case."""

_NEAR = 80
"""Screen points by which two systems may differ over the edges of one window: frames and shadows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A window as a browser itself tells of it, with its pages: the outermost first."""

    title: str
    rect: Rect
    pages: tuple[Page, ...] = field(repr=False)


def is_browser(window: DesktopWindow) -> bool:
    """Whether the window is one of a program that shows any page."""
    names = [name.lower() for name in (*window.programs, window.process)]
    return any(fnmatchcase(name, pattern) for pattern in _BROWSERS for name in names)


def pages_in(window: DesktopWindow, told: Sequence[Shown]) -> tuple[Page, ...] | None:
    """The pages in this window, of what its browser tells; None if it tells of none.

    A window is known by its title, and then by its place. One that is not known, as a menu is not,
    has the pages of all of them: whoever asks whether it may be used has to mind them all.
    """
    with_pages = [each for each in told if each.pages]
    titled = [each for each in with_pages if each.title == window.title]
    placed = [each for each in titled or with_pages if _is_near(each.rect, window.rect)]
    fitting = placed or titled or with_pages
    if not fitting:
        return None
    # Only the outermost page of one window counts as the page that is shown; of several, all do.
    if len(fitting) == 1:
        return fitting[0].pages
    return tuple(Page(page.address) for each in fitting for page in each.pages)


def outermost_first(documents: Iterable[Page]) -> tuple[Page, ...]:
    """Documents of one window, as they were told, the largest before those inside it."""

    def size(page: Page) -> int:
        return -page.rect.width * page.rect.height if page.rect is not None else 0

    return tuple(sorted((page for page in documents if page.address), key=size))


def _is_near(one: Rect, other: Rect) -> bool:
    edges = zip(
        (one.x, one.y, one.right, one.bottom), (other.x, other.y, other.right, other.bottom), strict=True
    )
    return all(abs(first - second) <= _NEAR for first, second in edges)
