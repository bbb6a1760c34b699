"""All settings in one table: it makes the file, the command line's flags and the settings dialog.

What a value may be is judged in settings_values.py; settings_file.py loads and saves them.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Option:
    """What a setting is, beside its name, type and default.

    `group` is the page of the dialog; `flag` the command line's option, if it has one, and
    `metavar` what its help calls the value;
    `pattern` a regular expression that a text must match as a whole, `form` the same for people.
    What does not match is not repeated where it `may_hold_secrets`.
    """

    label: str
    help: str
    group: str
    flag: str | None = None
    metavar: str = "N"
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    form: str = ""
    unit: str = ""
    may_hold_secrets: bool = False


def _option(default: Any, label: str, group: str, help: str, **more: Any) -> Any:
    option = Option(label=label, help=help, group=group, **more)
    return field(default=default, metadata={"option": option})


_BOX = r"[1-9]\d?=" + ",".join([r"\d{1,3}(?:\.\d{1,6})?"] * 4)
"""A monitor, then left, top, width and height in percent of it."""

_WAITS = r"((^| )(click|start|shortcut|key|type|scroll|move)=\d{1,2}(\.\d{1,3})?)*"
"""Kinds of actions with seconds; those of the settling screen."""

_URL = r"(https?://[^\s/?#@]+(/[^\s?#]*)?)?"
"""Without a user, a password and a query: they would stand in a plain file, and none of them is sent."""

_SENSITIVE = (
    r"(?i:[\w-]*(authori[sz]ation|authentication|token|secret|passw|cookie|credential|apikey)[\w-]*"
    r"|([\w-]*[-_])?(key|auth)([-_][\w-]*)?)"
)
_BEARER = r"\s*(?i:(bearer|basic)\s|sk-)"
_HEADER = rf"(?!{_SENSITIVE}:|[\w-]+:{_BEARER})[\w-]+:[^;]+|[\w-]+:[^;{{]*\{{key\}}[^;]*"
"""A header that looks like a secret may name the API key, but not hold one."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. The API key is not among them: it lives in the keyring."""

    provider: str = _option(
        "openai",
        "Provider",
        "Model",
        "Who runs the model. “offline” is the built-in practice model.",
        flag="--provider",
        choices=("openai", "azure", "offline"),
    )
    model: str = _option(
        "gpt-6.1-sol",
        "Model",
        "Model",
        "The model's name; with Azure, the name of your deployment.",
        flag="--model",
        metavar="NAME",
        pattern=r"\S+",
        form="a name without spaces",
    )
    base_url: str = _option(
        "",
        "Base URL",
        "Model",
        "Leave empty for OpenAI. Azure: https://RESOURCE.openai.azure.com/openai/v1/",
        flag="--base-url",
        metavar="URL",
        pattern=_URL,
        form="a URL that starts with https://, without a user, a password or a query",
        may_hold_secrets=True,
    )
    tool: str = _option(
        "auto",
        "Tool dialect",
        "Model",
        "How the computer tool is spoken: “computer” for current models, "
        "“computer_use_preview” for computer-use-preview; “auto” follows the model.",
        flag="--tool",
        choices=("auto", "computer", "computer_use_preview"),
    )
    sign_in: str = _option(
        "key",
        "Sign in with",
        "Connection",
        "Azure only: “key”, or “entra” for Entra ID, which needs the extra “entra” of this app.",
        choices=("key", "entra"),
    )
    api_version: str = _option(
        "",
        "API version",
        "Connection",
        "For older Azure resources, such as 2025-03-01-preview or preview. Leave empty for /openai/v1/.",
        pattern=r"[\w.-]*",
        form="empty, or like 2025-03-01-preview",
    )
    organization: str = _option(
        "",
        "Organization",
        "Connection",
        "OpenAI's organization to be charged.",
        pattern=r"[!-~]*",
        form="an id",
    )
    project: str = _option(
        "", "Project", "Connection", "OpenAI's project to be charged.", pattern=r"[!-~]*", form="an id"
    )
    headers: str = _option(
        "",
        "Extra headers",
        "Connection",
        "Sent with every request: “Name: value; Name: value”. Not for secrets: they are in a plain file; "
        "{key} stands for the API key.",
        pattern=rf"(({_HEADER})(;|$) *)*",
        form="“Name: value; Name: value”, without passwords, tokens and keys; {key} stands for the API key",
        may_hold_secrets=True,
    )
    ca_file: str = _option(
        "",
        "Certificates",
        "Connection",
        "A PEM file with certificates to trust besides the usual ones, such as those of a company's proxy.",
        pattern=r".*",
        form="the path of a file",
    )
    conversation: str = _option(
        "chained",
        "Conversation",
        "Requests",
        "chained: the provider keeps what was said · stateless: it keeps nothing, and everything is sent "
        "each time (needed with zero data retention).",
        choices=("chained", "stateless"),
    )
    request_megabytes: int = _option(
        8,
        "Largest request",
        "Requests",
        "Stateless only: older screenshots are left out so that a request stays below this.",
        minimum=2,
        maximum=45,
        unit="MB",
    )
    reasoning_summary: str = _option(
        "concise",
        "Reasoning summary",
        "Requests",
        "How much of its reasoning the model tells.",
        choices=("auto", "concise", "detailed", "none"),
    )
    effort: str = _option(
        "default",
        "Reasoning effort",
        "Requests",
        "More is slower, costs more, and may do better; “default” leaves it to the model.",
        choices=("default", "none", "minimal", "low", "medium", "high", "xhigh", "max"),
    )
    longest_answer: int = _option(
        0,
        "Longest answer",
        "Requests",
        "In tokens, reasoning included; 0 leaves it to the model.",
        minimum=0,
        maximum=1_000_000,
        unit="tokens",
    )
    truncation: str = _option(
        "default",
        "Truncation",
        "Requests",
        "auto: the provider drops the oldest part of a conversation that has become too long. "
        "computer_use_preview always takes auto.",
        choices=("default", "auto", "disabled"),
    )
    service_tier: str = _option(
        "auto",
        "Service tier",
        "Requests",
        "How fast and at what price the provider answers, where the account has a choice.",
        choices=("auto", "default", "flex", "scale", "priority", "fast", "ultrafast"),
    )
    safety_identifier: str = _option(
        "on",
        "Safety identifier",
        "Requests",
        "on: each request carries a random number of this profile, so that the provider can act on misuse "
        "without knowing who you are.",
        choices=("on", "off"),
    )
    display_size: str = _option(
        "auto",
        "Display size",
        "Screen",
        "The size of the picture the model gets: “auto”, or WIDTHxHEIGHT as a box to fit in.",
        flag="--display-size",
        metavar="WxH",
        pattern=r"auto|[1-9]\d{2,3}x[1-9]\d{2,3}",
        form="auto, or like 1024x768",
    )
    monitor: str = _option(
        "1",
        "Monitor",
        "Screen",
        "Which monitor the model sees and works: 1, 2, … or “all”.",
        flag="--monitor",
        metavar="N|all",
        pattern=r"all|[1-9]\d?",
        form="all, or a number from 1",
    )
    live_view: int = _option(
        2,
        "Live view",
        "Screen",
        "So many pictures of the desktop a second are shown in the window between two steps; 0: none.",
        minimum=0,
        maximum=10,
        unit="a second",
    )
    settle_floors: str = _option(
        "click=0.08 start=0.5 shortcut=0.08 key=0.06 type=0.06 scroll=0.06 move=0.06",
        "Shortest waits",
        "Screen",
        "In seconds after each kind of action, before the next screenshot. “start” is a double click, "
        "Enter, or text with a line break.",
        pattern=_WAITS,
        form="like click=0.1 start=0.5",
    )
    settle_ceilings: str = _option(
        "click=3 start=3 shortcut=3 key=3 type=2 scroll=2 move=1",
        "Longest waits",
        "Screen",
        "In seconds: a screen that has not settled by then is sent as it is.",
        pattern=_WAITS,
        form="like click=3 start=10",
    )
    hide_password_managers: str = _option(
        "on",
        "Password managers",
        "Privacy",
        "on: the windows of well-known password managers and keyrings are black in what the model sees.",
        choices=("on", "off"),
    )
    hidden_windows: str = _option(
        "",
        "Hidden windows",
        "Privacy",
        "Parts of titles or programs, with ; between them; * and ? stand for anything. One that begins "
        "with ! is shown, although the list of password managers has it.",
        pattern=r".*",
        form="like bank; *.kdbx*; !Bitwarden",
    )
    hidden_boxes: str = _option(
        "",
        "Hidden areas",
        "Privacy",
        "Drag with the mouse over what the model is never to see. These areas are black in every screenshot.",
        pattern=rf"({_BOX}(; *{_BOX})*)?",
        form="boxes in percent of a monitor, like 1=0,90,100,10 (left, top, width, height)",
    )
    approve: str = _option(
        "checks",
        "Ask me before",
        "Safety",
        "every: every action · changes: all but moving, scrolling and waiting · checks: safety checks only.",
        flag="--approve",
        choices=("every", "changes", "checks"),
    )
    approval_seconds: int = _option(
        120,
        "Answer within",
        "Safety",
        "A question not answered in this time counts as denied.",
        minimum=10,
        maximum=3600,
        unit="s",
    )
    remote_answers: str = _option(
        "auto",
        "Answers by remote control",
        "Safety",
        "Whether Allow may be pressed by injected input, as VNC and remote control make it. auto: only where "
        "nobody can answer otherwise · on: always, so other programs could answer too · off: never.",
        choices=("auto", "on", "off"),
    )
    stop_chord: str = _option(
        "ctrl+alt+q",
        "Stop keys",
        "Safety",
        "These keys stop the agent at once, wherever you are.",
        pattern=r"((ctrl|alt|shift|super)\+)+(?!(ctrl|alt|shift|super)$)[a-z0-9]+",
        form="modifiers and one key, like ctrl+alt+q",
    )
    user_input: str = _option(
        "pause",
        "When I use the computer",
        "Safety",
        "pause: the agent waits while you use mouse or keyboard outside of this app · ignore: it goes on.",
        flag="--user-input",
        choices=("pause", "ignore"),
    )
    resume_after: int = _option(
        5,
        "Go on after",
        "Safety",
        "Once you have not used mouse and keyboard for so long, the agent goes on; 0: only when you say so.",
        flag="--resume-after",
        minimum=0,
        maximum=3600,
        unit="s",
    )
    watch_seconds: int = _option(
        30,
        "Watch mode",
        "Safety",
        "After you have approved something on a sensitive site, the agent acts only while you are there: it "
        "pauses when it has not seen you for so long.",
        flag="--watch-seconds",
        minimum=5,
        maximum=3600,
        unit="s",
    )
    watch_counts: str = _option(
        "either",
        "You are there when",
        "Safety",
        "input: you use mouse or keyboard · window: you have put this window in front · either: one of the "
        "two.",
        choices=("either", "input", "window"),
    )
    page_addresses: str = _option(
        "ask",
        "Page addresses",
        "Safety",
        "May the address of the page in a browser be read? Rules about sites need it, and "
        "computer_use_preview gets it to judge what is risky. ask: you are asked in each run that needs it; "
        "without a person: off.",
        flag="--page-addresses",
        choices=("off", "on", "ask"),
    )
    max_steps: int = _option(
        100,
        "Most steps",
        "Limits",
        "After so many steps the run asks whether to go on.",
        flag="--max-steps",
        minimum=1,
        maximum=100_000,
    )
    max_seconds: int = _option(
        3600,
        "Most time",
        "Limits",
        "After so much work, pauses left out, the run asks whether to go on.",
        flag="--max-seconds",
        minimum=1,
        maximum=604_800,
        unit="s",
    )
    max_tokens: int = _option(
        0,
        "Most tokens",
        "Limits",
        "When so many have gone to and fro the run asks whether to go on; 0: no limit.",
        flag="--max-tokens",
        minimum=0,
        maximum=1_000_000_000,
        unit="tokens",
    )
    max_cost: float = _option(
        5.0,
        "Most money",
        "Limits",
        "When its tokens have cost so much the run asks whether to go on. Only where the model's price is "
        "known.",
        flag="--max-cost",
        metavar="USD",
        minimum=0.01,
        maximum=10_000.0,
        unit="USD",
    )
    theme: str = _option(
        "system",
        "Theme",
        "Window",
        "Light, dark, or as the system has it.",
        choices=("system", "light", "dark"),
    )

    @property
    def known_windows_hidden(self) -> bool:
        """Whether the windows of well-known password managers are hidden from the model."""
        return self.hide_password_managers != "off"  # noqa: S105 - a switch

    @property
    def key_of(self) -> str:
        """The provider whose API key is needed; empty when none is."""
        keyless = self.provider == "offline" or (self.provider == "azure" and self.sign_in == "entra")
        return "" if keyless else self.provider


def options() -> Iterator[tuple[str, type, Any, Option]]:
    """Name, type, default and description of every setting, in their order."""
    for each in dataclasses.fields(Settings):
        yield each.name, type(each.default), each.default, each.metadata["option"]
