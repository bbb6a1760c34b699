"""A desktop for the tests of the policy, and what is refused on it."""

import asyncio

from cua_desktop import paths
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.input.keys import chord
from cua_desktop.safety.policy import RulePolicy
from cua_desktop.safety.policy_file import rules_in
from cua_desktop.safety.text_patterns import ApiKeys

DEFAULT = paths.resource("policy.toml").read_text("utf-8")
KEY = "sk-proj-Ab3dEf6hIj9lMn2pQr5tUv8xYz1-4c7f_0J"
CARD = "4111 1111 1111 1111"

EDITOR = DesktopWindow(1, Rect(0, 0, 100, 100), "notes.txt", ("mousepad", "Mousepad"), process="mousepad")
TERMINAL = DesktopWindow(2, Rect(200, 0, 100, 100), "me@here: ~", ("xterm", "XTerm"), process="xterm")
BROWSER = DesktopWindow(3, Rect(0, 200, 100, 100), "Bank", ("chromium", "Chromium"), process="chromium")
IN_EDITOR, IN_TERMINAL, IN_BROWSER, ON_DESKTOP = (
    Point(50, 50),
    Point(250, 50),
    Point(50, 250),
    Point(250, 250),
)
NO_TERMINALS = '[[rule]]\nname = "no terminals"\ndo = "refuse"\nprograms = ["xterm"]\n'
NO_BANK = '[[rule]]\nname = "no bank"\ndo = "refuse"\nsites = ["bank.example"]\n'


class Desktop:
    """Windows and pages as a test wants them; implements `Surroundings`."""

    def __init__(self, *windows, active=0, pages=()):
        self.shown = windows or (EDITOR, TERMINAL, BROWSER)
        self.active = active
        self.addresses = pages
        self.asked = 0

    async def windows(self):
        self.asked += 1
        if isinstance(self.shown, Exception):
            raise self.shown
        return self.shown

    async def active_window(self):
        return self.active

    async def pages(self, window):
        return self.addresses if window.process == "chromium" else ()


def policy(text, desktop=None, environment="linux"):
    rules = rules_in(text, environment, chord)
    surroundings = desktop or Desktop()
    return RulePolicy(
        rules,
        surroundings=surroundings,
        read_keys=chord,
        environment=environment,
        api_keys=ApiKeys([KEY]),
    )


def refusal(text, *actions, desktop=None, environment="linux", now=False):
    """What is refused, in words; empty if nothing is."""
    rules = policy(text, desktop, environment)
    try:
        asyncio.run(rules.review_now(actions[0]) if now else rules.review(actions))
    except ActionRefusedError as error:
        return str(error)
    return ""


def rule(name, do, **lists):
    return f'[[rule]]\nname = "{name}"\ndo = "{do}"\n' + "".join(f"{k} = {v!r}\n" for k, v in lists.items())
