"""What the model sees: what the agent needs of the screen, and who else knows what is on the desktop."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cua_desktop.agent.actions import Action
from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.agent.sites import Page


@dataclass(frozen=True, slots=True)
class View:
    """One look at the desktop: the frame sent to the model and what it cost, in seconds.

    `note` is what the model has to be told of it, for example that the display has changed.
    `sketch` is a small picture of it, four bytes a cell, to see whether two looks are alike.
    """

    frame: Frame
    settle_seconds: float = 0.0
    capture_seconds: float = 0.0
    encode_seconds: float = 0.0
    settled: bool = True
    note: str = ""
    sketch: bytes = field(default=b"", repr=False)


class Scene(Protocol):
    """The screen a person is asked about: a yes to it holds only while it is the same."""

    @property
    def frame(self) -> Frame:
        """The picture of it, for the question."""
        ...

    async def holds(self) -> bool:
        """Whether the places the actions go to are still as they were. Raises ScreenError."""
        ...


class Screen(Protocol):
    """What the model sees."""

    async def look(self) -> View:
        """The screen as it is now. Raises ScreenError; MonitorGoneError when its monitor is not there."""
        ...

    async def look_when_settled(self, after: Sequence[Action]) -> View:
        """The screen once it has stopped changing after these actions. Raises ScreenError."""
        ...

    @property
    def shown(self) -> Rect:
        """The part of the desktop in the newest frame, in screen points. Raises ScreenError before it."""
        ...

    def on_screen(self, action: Action) -> Action:
        """The action with its image pixels of the newest frame (points, scroll distances) as screen points.

        No point of it is ever outside the shown part of the desktop. Raises ActionRefusedError where it
        belongs to no monitor.
        """
        ...

    async def scene(self, actions: Sequence[Action]) -> Scene:
        """The screen as it is now, for a question about these actions. Raises ScreenError.

        Raises ActionRefusedError when places in the newest frame no longer mean places on the screen.
        """
        ...

    def own_window_at(self, point: Point) -> bool:
        """Whether this image pixel of the newest frame belongs to one of the app's own windows."""
        ...

    def hidden_at(self, point: Point) -> bool:
        """Whether the user has hidden this image pixel of the newest frame from the model."""
        ...

    def step_aside(self, points: Sequence[Point]) -> bool:
        """Moves the app's own windows off these image pixels; False where that is impossible."""
        ...

    def own_window_has_focus(self) -> bool:
        """Whether keys would go to one of the app's own windows."""
        ...

    async def hidden_window_has_focus(self) -> bool:
        """Whether keys would go to a window that the user hides. Raises CuaError when that can't be known."""
        ...

    async def look_around(self) -> None:
        """Learns of windows that the user hides and that have come or moved since the newest frame.

        Raises ActionRefusedError when the frame's part of the desktop is not there any more, and CuaError.
        """
        ...

    def use_first_monitor(self) -> None:
        """From the next look on shows the first monitor: the chosen one is gone, and a person said so."""
        ...


class OwnWindows(Protocol):
    """The app's own windows, which the model must neither see nor touch."""

    def rectangles(self) -> Sequence[Rect]:
        """Every visible own window with its frame, in screen points. Called on the UI thread."""
        ...

    def step_aside(self, points: Sequence[Point]) -> bool:
        """Moves own windows off these screen points; False where that is impossible."""
        ...

    def has_focus(self) -> bool:
        """Whether one of the own windows has the keyboard."""
        ...


class Surroundings(Protocol):
    """What is on the desktop at this moment. Nothing here blocks the event loop."""

    async def windows(self) -> Sequence[DesktopWindow]:
        """Every window that is shown, the lowest first, in screen points. Raises CuaError."""
        ...

    async def active_window(self) -> int:
        """The id of the window that keys go to; 0 for none. Raises CuaError."""
        ...

    async def pages(self, window: DesktopWindow) -> Sequence[Page] | None:
        """The page that this window shows, and then the frames in it.

        Empty for a window that is no browser's; None where a browser does not tell, or must not be asked.
        """
        ...
