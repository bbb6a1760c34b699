"""A window of another program that is laid over a place, and through which clicks go."""

from contextlib import contextmanager

from Xlib import X
from Xlib import display as x11
from Xlib.ext import shape


@contextmanager
def laid_over(x, y):
    """200 by 40 pixels around this place."""
    own = x11.Display()
    try:
        window = own.screen().root.create_window(
            x - 100, y - 20, 200, 40, 0, X.CopyFromParent, override_redirect=True, background_pixel=0xFFFFFF
        )
        window.shape_rectangles(shape.SO.Set, shape.SK.Input, 0, 0, 0, [])
        window.map()
        own.sync()
        yield
    finally:
        own.close()
