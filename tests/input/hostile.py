"""Action sequences that nobody sane would ask for."""

from hypothesis import strategies as st

from cua_desktop.agent.actions import (
    Click,
    DoubleClick,
    Drag,
    Keypress,
    Move,
    Screenshot,
    Scroll,
    Type,
    Wait,
)
from cua_desktop.agent.geometry import Point, Rect

SHOWN = Rect(100, 100, 600, 400)

anywhere = st.integers(-(2**31), 2**31)
places = st.one_of(
    st.builds(Point, st.integers(100, 699), st.integers(100, 499)),
    st.builds(Point, st.sampled_from([99, 100, 699, 700]), st.sampled_from([99, 100, 499, 500])),
    st.builds(Point, anywhere, anywhere),
)
inside = st.builds(Point, st.integers(100, 699), st.integers(100, 499))
mostly_inside = st.one_of(inside, inside, inside, places)
GOOD_NAMES = ["CTRL", "ALT", "SHIFT", "META", "a", "F5", "ENTER", "ESC", "TAB", "é"]
ODD_NAMES = [
    "Q",
    "q",
    "CTRL+ALT",
    "ctrl+alt+q",
    "BACKSPACE",
    "F1",
    "",
    "FOO",
    "++",
    "ctrl+",
    "\x00",
    "💥",
    " ",
]

good_names = st.sampled_from(GOOD_NAMES)
names = st.sampled_from(GOOD_NAMES + ODD_NAMES)
held = st.lists(good_names, max_size=3).map(tuple) | st.lists(names, max_size=4).map(tuple)
texts = st.text(max_size=12) | st.text("ab\n\tÄ漢💥", max_size=12)
actions = st.one_of(
    st.builds(Click, mostly_inside, st.sampled_from(["left", "right", "wheel", "back", "forward"]), held),
    st.builds(DoubleClick, mostly_inside, held),
    st.builds(Drag, st.lists(mostly_inside, max_size=4).map(tuple), held),
    st.builds(Keypress, held),
    st.builds(Move, mostly_inside, held),
    st.builds(Scroll, mostly_inside, st.integers(-900, 900), st.integers(-(10**9), 10**9), held),
    st.builds(Type, texts),
    st.builds(Wait, st.just(0.0)),
    st.just(Screenshot()),
)
sequences = st.lists(actions, min_size=1, max_size=5)
