"""What QGIS and the helper process say to each other: one JSON object a line, UTF-8.

Version 1. QGIS says ``look`` and ``trust`` first, then ``open``, ``decline``, ``close`` and
``front``; the helper says ``hello`` or ``unable`` first, then ``arrived`` and ``ended``. The end
of the helper's input is its order to end. Codes and cookies pass here and nowhere else: these
lines are never logged, and nothing of them is put on a command line.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Dict, List, Optional, Tuple, Union

from cicclo_qgis.signin.browser import Arrival, Cookie, Visit, VisitEnd, VisitOutcome

VERSION = 1
LONGEST_LINE = 8_000_000


class ProtocolError(ValueError):
    """A line that is none of this protocol's. Its text is not part of the message."""


@dataclass(frozen=True)
class Proxy:
    """The proxy set in QGIS. ``kind``: "http", "socks5", "system" or "" for none."""

    kind: str = ""
    host: str = ""
    port: int = 0
    user: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Look:
    """How QGIS looks and speaks: locale name, style, font, colours by group and role, style sheet.

    ``beside``: native number of QGIS's main window (0: none), and its place on the screen
    as x, y, width, height in device-independent pixels.
    """

    locale: str
    style: str = ""
    font: str = ""
    colours: Dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    beside: int = 0
    place: Tuple[int, int, int, int] = (0, 0, 0, 0)
    proxy: Proxy = field(default_factory=Proxy)


@dataclass(frozen=True)
class Trust:
    """The certificate authorities that QGIS trusts, in PEM. In force from the next page on."""

    authorities: str


@dataclass(frozen=True)
class Open:
    """Show this visit under that number."""

    number: int
    visit: Visit


@dataclass(frozen=True)
class Decline:
    """The visit's last arrival did not end it."""

    number: int


@dataclass(frozen=True)
class Close:
    """Close the visit's windows."""

    number: int


@dataclass(frozen=True)
class Front:
    """Raise the visit's window."""

    number: int


@dataclass(frozen=True)
class Hello:
    """The helper is ready. ``engine``: its Qt binding, to tell in a report."""

    version: int
    engine: str


@dataclass(frozen=True)
class Unable:
    """This Python cannot show the window: "no-webengine"."""

    reason: str


@dataclass(frozen=True)
class Arrived:
    """The visit's browser has arrived."""

    number: int
    arrival: Arrival


@dataclass(frozen=True)
class Ended:
    """The visit was ended by the person or by the engine."""

    number: int
    outcome: VisitOutcome


Message = Union[Look, Trust, Open, Decline, Close, Front, Hello, Unable, Arrived, Ended]

_NAMES: Dict[str, type] = {
    cls.__name__.lower(): cls
    for cls in (Look, Trust, Open, Decline, Close, Front, Hello, Unable, Arrived, Ended)
}


def encode(message: Message) -> bytes:
    """The message as one line."""
    content = {"v": VERSION, "type": type(message).__name__.lower(), **asdict(message)}
    return json.dumps(content, ensure_ascii=False).encode("utf-8") + b"\n"


def decode(line: bytes) -> Message:
    """The message of one line. Raises ProtocolError."""
    try:
        content = json.loads(line)
        if content.pop("v") != VERSION:
            raise ProtocolError("another version of the protocol")
        cls = _NAMES[content.pop("type")]
        return _build(cls, content)
    except ProtocolError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError):
        # The line may hold a code or a cookie: it is not chained into the error.
        raise ProtocolError("not a line of the helper's protocol") from None


class Lines:
    """Cuts a stream of bytes into messages."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> List[Message]:
        """The messages that are whole by now. Raises ProtocolError."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            raise ProtocolError("a line without end")
        return [decode(line) for line in whole if line.strip()]


def _build(cls: type, content: Dict[str, Any]) -> Message:
    if cls is Look:
        content["place"] = tuple(int(n) for n in content["place"])
        content["proxy"] = Proxy(**content["proxy"])
    elif cls is Trust:
        content["authorities"] = str(content["authorities"])
    elif cls is Open:
        raw = content["visit"]
        raw["cookie_names"] = tuple(str(name) for name in raw["cookie_names"])
        raw["timeout_s"] = float(raw["timeout_s"])
        raw["apart"] = raw["apart"] is True
        content["visit"] = Visit(**_checked(raw))
    elif cls is Arrived:
        raw = content["arrival"]
        cookies = tuple(Cookie(**cookie) for cookie in raw["cookies"])
        content["arrival"] = Arrival(str(raw["url"]), cookies)
    elif cls is Ended:
        raw = content["outcome"]
        content["outcome"] = VisitOutcome(VisitEnd(raw["end"]), str(raw["reason"]))
    if "number" in content and not isinstance(content["number"], int):
        raise ProtocolError("a visit without a number")
    return cls(**content)


def _checked(raw: Dict[str, Any]) -> Dict[str, Any]:
    for name in ("platform_name", "start_url"):
        if not isinstance(raw[name], str):
            raise ProtocolError("a visit without a name or an address")
    for name in ("redirect_uri", "cookies_of"):
        value: Optional[object] = raw[name]
        if value is not None and not isinstance(value, str):
            raise ProtocolError("a visit with an address that is none")
    return raw
