"""What the user's rules forbid, for the windows, pages, keys and texts of the moment. Pure.

What can't be known is refused: rules about programs without a list of windows, rules about sites
for a browser that does not tell its address.
"""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import assert_never

from cua_desktop.agent.actions import (
    Action,
    Click,
    DoubleClick,
    Drag,
    Keypress,
    Move,
    Screenshot,
    Scroll,
    Type,
    Wait,
    keys_of,
    points_of,
)
from cua_desktop.agent.errors import ActionRefusedError, CuaError
from cua_desktop.agent.geometry import Point
from cua_desktop.agent.interfaces.screen import Surroundings
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.agent.sites import Page, Site, site_of
from cua_desktop.agent.systems import Environment
from cua_desktop.safety.policy_file import ReadKeys, Rule, Secret
from cua_desktop.safety.text_patterns import ApiKeys, has_card_number, has_private_key, has_words, plain

_MOST_TYPED = 1000
"""Of what was typed before, at least so many characters are kept: a secret may come in several answers."""

_NO_HINT = "Do the task without it, or tell the user why you can't."
_UNKNOWN_PAGE = (
    "the address of the page in that browser can't be read, and the user has rules about sites. "
    "(For the user: see the setting “Page addresses”, and what “cua-desktop doctor” says of it)"
)
_WAYS_OUT: dict[Environment, tuple[frozenset[str], ...]] = {
    "linux": (frozenset({"alt", "left"}), frozenset({"ctrl", "w"})),
    "windows": (frozenset({"alt", "left"}), frozenset({"ctrl", "w"})),
    "mac": (frozenset({"meta", "["}), frozenset({"meta", "w"})),
}
"""Keys that leave a page or close its tab: an agent that came to a forbidden one may turn back."""

_IMPLIED: dict[Environment, frozenset[str]] = {
    "linux": frozenset(),
    "windows": frozenset({"ctrl", "alt"}),
    "mac": frozenset({"alt"}),
}
"""What AltGr is there, beside itself: Ctrl and Alt together, or the other Option key."""


_TYPED_BY_NAMED = {
    **{f"num{digit}": f"{digit}" for digit in range(10)},
    "space": " ",
    "decimal": ".",
    "subtract": "-",
}


class RulePolicy:
    """Implements `agent.interfaces.safety.Policy` by the rules of the policy file, and refuses the API keys.

    `read_keys` gives canonical keys. Actions are in screen points.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        *,
        surroundings: Surroundings,
        read_keys: ReadKeys,
        environment: Environment,
        api_keys: ApiKeys,
    ) -> None:
        self._rules = rules
        self._surroundings = surroundings
        self._read_keys = read_keys
        self._environment = environment
        self._api_keys = api_keys
        self._typed: list[str] = []
        self._about_windows = any(rule.programs or rule.titles for rule in rules)
        self._about_sites = any(rule.sites for rule in rules)

    @property
    def about_sites(self) -> bool:
        """Whether any rule is about sites, so that the addresses of pages have to be read."""
        return self._about_sites

    async def review(self, actions: Sequence[Action]) -> None:
        """All actions of an answer, before any is done. Raises ActionRefusedError."""
        for action in actions:
            self._review_keys(action)
        self._review_text(actions)
        keyboard_may_move = False
        for action in actions:
            # Keys that follow a click go where it puts them, which only the click will show.
            if not (keyboard_may_move and isinstance(action, Keypress | Type)):
                await self._review_places(action)
            keyboard_may_move |= isinstance(action, Click | DoubleClick | Drag | Keypress)

    async def review_now(self, action: Action) -> None:
        """One action that was reviewed, where the windows are right before it is done.

        Raises ActionRefusedError.
        """
        await self._review_places(action)
        self._typed += self._pieces([action])
        while sum(map(len, self._typed[1:])) >= _MOST_TYPED:
            del self._typed[0]

    def _review_keys(self, action: Action) -> None:
        pressed = self._pressed(action)
        if not pressed:
            return
        implied = _IMPLIED[self._environment] if "altgr" in pressed else frozenset[str]()
        for rule in self._rules:
            if rule.refuses and any(chord <= pressed | implied for chord in rule.keys):
                raise _refusal(rule, "these keys are not to be pressed")
            if not rule.refuses and pressed in rule.keys:
                return

    def _review_text(self, actions: Sequence[Action]) -> None:
        pieces = self._pieces(actions)
        if not pieces:
            return
        if self._api_keys.in_text([*self._typed, *pieces]):
            raise ActionRefusedError("That text holds an API key, and no API key is ever typed.", _NO_HINT)
        for rule in self._rules:
            if _is_about(rule, pieces):
                if rule.refuses:
                    raise _refusal(rule, "that text is not to be typed")
                return
            if rule.refuses and self._completes(rule, pieces):
                raise _refusal(rule, "with what was typed before, that text is not to be typed")

    def _completes(self, rule: Rule, pieces: Sequence[str]) -> bool:
        """Whether this ends what began in an answer before; what was let pass then is no reason now."""
        return _is_about(rule, [*self._typed, *pieces]) and not _is_about(rule, self._typed)

    async def _review_places(self, action: Action) -> None:
        if not (self._about_windows or self._about_sites) or isinstance(action, Wait | Screenshot):
            return
        try:
            windows = await self._surroundings.windows()
            if isinstance(action, Keypress | Type):
                active = await self._surroundings.active_window()
                at = next((window for window in reversed(windows) if window.id == active), None)
                await self._review_window(at, windows, action)
            else:
                for point in _touched(action):
                    await self._review_window(_window_at(point, windows), windows, action, point)
        except ActionRefusedError:
            raise
        except CuaError as error:
            raise ActionRefusedError(
                f"The user's rules can't be checked now, so nothing is done: {error.message}", _NO_HINT
            ) from None

    async def _review_window(
        self,
        window: DesktopWindow | None,
        windows: Sequence[DesktopWindow],
        action: Action,
        point: Point | None = None,
    ) -> None:
        for each in _with_owners(window, windows):
            if (rule := self._first(each)) is not None and rule.refuses:
                raise _refusal(rule, "that window is not to be used")
        if window is None or not self._about_sites:
            return
        if isinstance(action, Keypress) and self._pressed(action) in _WAYS_OUT[self._environment]:
            return
        pages = await self._surroundings.pages(window)
        if pages is None:
            raise ActionRefusedError(f"Refused: {_UNKNOWN_PAGE}.", self._way_out())
        for page in _pages_at(point, pages):
            self._review_site(site_of(page.address))

    def _review_site(self, site: Site | None) -> None:
        if site is None:
            raise ActionRefusedError(f"Refused: {_UNKNOWN_PAGE}.", self._way_out())
        for rule in self._rules:
            if any(site.matches(pattern) for pattern in rule.sites):
                if rule.refuses:
                    raise _refusal(rule, "the page there is not to be used", self._way_out())
                return

    def _first(self, window: DesktopWindow | None) -> Rule | None:
        """The first rule for a window; None stands for the bare desktop."""
        programs = (*window.programs, window.process) if window else ("",)
        titles = (window.title,) if window else ("",)
        return next(
            (
                rule
                for rule in self._rules
                if _is_one_of(programs, rule.programs) or _is_one_of(titles, rule.titles)
            ),
            None,
        )

    def _way_out(self) -> str:
        keys = [" + ".join(sorted(keys)).upper() for keys in _WAYS_OUT[self._environment]]
        return f"{' and '.join(keys)} leave a page; nothing else is done there."

    def _pressed(self, action: Action) -> frozenset[str]:
        names = keys_of(action)
        return frozenset(self._read_keys(names)) if names else frozenset()

    def _pieces(self, actions: Iterable[Action]) -> list[str]:
        """What is typed, also by keys that are pressed one by one."""
        pieces = []
        for action in actions:
            if isinstance(action, Type):
                pieces.append(action.text)
            elif isinstance(action, Keypress):
                pieces.append(_typed_by(self._read_keys(action.keys)))
        return [piece for piece in pieces if piece]


def _refusal(rule: Rule, what: str, hint: str = _NO_HINT) -> ActionRefusedError:
    return ActionRefusedError(f"The user's rule “{rule.name}” forbids this: {what}.", hint)


def _is_about(rule: Rule, pieces: Sequence[str]) -> bool:
    """Whether a rule is about this text."""
    return any(has_words(pieces, words) for words in rule.text) or any(
        _has_secret(pieces, secret) for secret in rule.secrets
    )


def _has_secret(pieces: Sequence[str], secret: Secret) -> bool:
    match secret:
        case "card numbers":
            return has_card_number(pieces)
        case "private keys":
            return has_private_key(pieces)
        case _:
            assert_never(secret)


def _typed_by(keys: Sequence[str]) -> str:
    """What a chord types: nothing where it is a shortcut. In lower case: texts are compared in any."""
    if {"ctrl", "alt", "meta"} & set(keys):
        return ""
    return "".join(_TYPED_BY_NAMED.get(key, key) for key in keys if len(key) == 1 or key in _TYPED_BY_NAMED)


def _touched(action: Action) -> tuple[Point, ...]:
    """Where a mouse action does something: a drag where it begins and ends."""
    match action:
        case Drag(path=path):
            return tuple(dict.fromkeys((path[0], path[-1])))
        case Click() | DoubleClick() | Move() | Scroll():
            return points_of(action)
        case Keypress() | Screenshot() | Type() | Wait():
            return ()
        case _:
            assert_never(action)


def _window_at(point: Point, windows: Sequence[DesktopWindow]) -> DesktopWindow | None:
    """The topmost one that takes a click there; `windows` from the lowest to the topmost."""
    return next((each for each in reversed(windows) if each.clickable and point in each.rect), None)


def _with_owners(
    window: DesktopWindow | None, windows: Sequence[DesktopWindow]
) -> Sequence[DesktopWindow | None]:
    """The window and those it belongs to, as a menu or a dialog does; a nameless one goes by its owner."""
    if window is None:
        return [None]
    by_id = {each.id: each for each in windows}
    chain = [window]
    while (owner := by_id.get(chain[-1].of)) is not None and owner not in chain:
        chain.append(owner)
    named = [each for each in chain if each.programs or each.process or each.title]
    return named or chain


def _pages_at(point: Point | None, pages: Sequence[Page]) -> Sequence[Page]:
    """The page of the window, and the frames in it at this point."""
    framed = [page for page in pages[1:] if page.rect is None or (point is not None and point in page.rect)]
    return [*pages[:1], *framed]


def _is_one_of(names: Iterable[str], patterns: Iterable[str]) -> bool:
    folded = [plain(name).casefold() for name in names]
    return any(fnmatchcase(name, plain(pattern).casefold()) for pattern in patterns for name in folded)
