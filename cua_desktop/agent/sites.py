"""Whose page is it? Addresses and patterns of sites, read as browsers read them. Pure.

Source of the rules: WHATWG's URL standard, as far as it says which host an address means.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from ipaddress import IPv4Address, IPv6Address

from cua_desktop.agent.geometry import Rect

_WITH_A_HOST = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
_AROUND = re.compile(r"(?:view-source|blob|filesystem|feed):", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_DOTS = "\u3002\uff0e\uff61"
_IP_PARTS = 4


@dataclass(frozen=True, slots=True)
class Page:
    """A document in a browser's window: its address, and where it is, in screen points, if known."""

    address: str = field(repr=False)
    rect: Rect | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A host as the network knows it, in ASCII and lower case; or `file:` for what comes from no host."""

    host: str
    port: int | None = None

    def matches(self, pattern: "Site") -> bool:
        """Whether the pattern means this site: its host or a part of it, and its port if it names one."""
        if pattern.port is not None and pattern.port != self.port:
            return False
        if "*" in pattern.host or "?" in pattern.host:
            return fnmatchcase(self.host, pattern.host)
        return self.host == pattern.host or self.host.endswith(f".{pattern.host}")


def site_of(untrusted_address: str) -> Site | None:
    """The site that an address means; None for what is no address."""
    text = re.sub(r"[\t\r\n]", "", untrusted_address).strip("".join(map(chr, range(33))))
    while around := _AROUND.match(text):
        text = text[around.end() :]
    scheme = _SCHEME.match(text)
    if scheme is None:
        return None
    name = scheme[1].lower()
    if name not in _WITH_A_HOST:
        return Site(f"{name}:")
    authority = re.split(r"[/\\?#]", text[scheme.end() :].lstrip("/\\"), maxsplit=1)[0]
    host, port = _host_and_port(authority.rpartition("@")[2])
    return Site(host, port or _WITH_A_HOST[name]) if host else None


def pattern_of(text: str) -> Site | None:
    """A pattern of a rule: `example.com`, `*.example.com`, `localhost:8080`, `file:`, `*`.

    Also an address that was pasted, of which only the site counts. None for what is none of these.
    """
    text = text.strip()
    if "://" in text:
        found = site_of(text)
        if found is None or found.port is None:
            return found
        given = _host_and_port(re.split(r"[/\\?#]", text.partition("://")[2])[0].rpartition("@")[2])
        return Site(found.host, given[1])
    if re.fullmatch(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE):
        return Site(text.lower())
    host, port = _host_and_port(text)
    return Site(host, port) if host and not re.search(r"[\s/\\@#]", host) else None


def without_password(address: str) -> str:
    """The address without the user name and password that may stand in it."""
    return re.sub(r"^([a-z][a-z0-9+.-]*:/*)[^/\\?#]*@", r"\1", address, flags=re.IGNORECASE)


def _host_and_port(text: str) -> tuple[str, int | None]:
    found = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(\d{0,5}))?", text)
    if found is None:
        return "", None
    return _host(found[1]), int(found[2]) if found[2] else None


def _host(text: str) -> str:
    if text.startswith("["):
        try:
            return f"[{IPv6Address(text[1:-1].partition('%')[0]).compressed}]"
        except ValueError:
            return ""
    unescaped = re.sub(
        rb"%([0-9a-fA-F]{2})", lambda code: bytes([int(code[1], 16)]), text.encode("utf-8", "replace")
    )
    text = unescaped.decode("utf-8", "replace")
    text = unicodedata.normalize("NFKC", text.translate(dict.fromkeys(map(ord, _DOTS), "."))).lower()
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc"}).rstrip(".")
    host = ".".join(_in_ascii(label) for label in text.split("."))
    return _as_ipv4(host) or host


def _in_ascii(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"


def _as_ipv4(host: str) -> str:
    """`127.1`, `0x7f000001` and `2130706433` all are 127.0.0.1; empty for what is a name."""
    numbers = []
    for part in host.split("."):
        if not re.fullmatch(r"0x[0-9a-f]*|\d+", part):
            return ""
        base = 16 if part.startswith("0x") else 8 if part.startswith("0") else 10
        try:
            numbers.append(int(part.removeprefix("0x") or "0", base))
        except ValueError:
            return ""
    *first, last = numbers
    if len(numbers) > _IP_PARTS or any(each > 0xFF for each in first):  # noqa: PLR2004 - a byte
        return ""
    if last >= 256 ** (_IP_PARTS + 1 - len(numbers)):
        return ""
    return str(IPv4Address(sum(each << 8 * (3 - at) for at, each in enumerate(first)) + last))
