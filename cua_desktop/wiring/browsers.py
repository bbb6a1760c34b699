"""Which open browsers tell the page they show, for the doctor."""

from cua_desktop.agent.redaction import WindowRules
from cua_desktop.input.window_list import active_window, windows
from cua_desktop.screen.surroundings import DesktopSurroundings


async def that_tell() -> dict[str, bool]:
    """The browsers that are open, and whether each tells the address of its page. Raises CuaError."""
    surroundings = DesktopSurroundings(windows=windows, active_window=active_window, hidden=WindowRules())
    surroundings.may_read = True
    try:
        pages = {
            (window.process or " ".join(window.programs)): await surroundings.pages(window)
            for window in await surroundings.windows()
        }
    finally:
        surroundings.close()
    return {name: bool(told) for name, told in pages.items() if told != ()}
