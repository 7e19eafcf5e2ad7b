"""Whether the way from this QGIS to the platforms is clear: what the connection check finds.

Codes and figures alone; the sentences stand in ``gui.checkup_texts``. Nothing secret is in a
finding: no password of a proxy, and of addresses only scheme, host and port.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Callable, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple
from urllib.parse import urljoin, urlsplit

import requests
from qgis.core import QgsApplication, QgsNetworkAccessManager
from qgis.PyQt.QtCore import QT_VERSION
from qgis.PyQt.QtNetwork import QNetworkProxy, QSslSocket

from cicclo_qgis.platforms.model import GatewayAccess, OidcAccess, Platform
from cicclo_qgis.signin.store import CredentialStore, StoreError, StoreLocked

Http = Callable[[], requests.Session]

SKEW_NOTED_S = 30.0
SKEW_REFUSED_S = 120.0
"""Sign-in refuses proofs of identity whose times are further off than this."""

_TIMEOUT_S = (5.0, 10.0)
_AT_ONCE = 6
_WINDOWS = ("in-process", "helper")
_QT_WITH_QUESTIONS = 0x050E00
_NO_KEY = "cicclo-connection-check"


class Topic(str, Enum):
    """What is looked at, in the order it is shown."""

    PROXY = "proxy"
    CERTIFICATES = "certificates"
    SERVER = "server"
    CLOCK = "clock"
    KEYRING = "keyring"
    BROWSER = "browser"


class Verdict(str, Enum):
    """Whether it stands in the way."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One line. ``code`` says what was found, ``facts`` what its sentence needs."""

    topic: Topic
    verdict: Verdict
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """What only the GUI thread may look at; see ``settings_now``."""

    proxy_kind: str
    proxy_place: str
    proxy_user: bool
    added_authorities: int
    can_encrypt: bool
    window_asks: bool = True


def settings_now() -> Settings:
    """QGIS's network settings as they are. GUI thread; returns at once."""
    manager = QgsNetworkAccessManager.instance()
    proxy, kinds = manager.fallbackProxy(), QNetworkProxy.ProxyType
    kind, place = "none", ""
    if proxy.type() in (kinds.HttpProxy, kinds.Socks5Proxy, kinds.HttpCachingProxy):
        kind, place = "set", f"{proxy.hostName()}:{proxy.port()}"
    elif manager.useSystemProxy():
        kind = "system"
    authorities = QgsApplication.authManager()
    added = len(authorities.extraFileCAs()) + len(authorities.databaseCAs())
    return Settings(
        proxy_kind=kind,
        proxy_place=place,
        proxy_user=bool(proxy.user()),
        added_authorities=added,
        can_encrypt=bool(QSslSocket.supportsSsl()),
        window_asks=QT_VERSION >= _QT_WITH_QUESTIONS,
    )


def proxy(settings: Settings) -> Finding:
    """Which proxy QGIS goes through."""
    if settings.proxy_kind == "none":
        return Finding(Topic.PROXY, Verdict.GOOD, "no_proxy")
    if settings.proxy_kind == "system":
        return Finding(Topic.PROXY, Verdict.GOOD, "system_proxy")
    code = "proxy_with_account" if settings.proxy_user else "proxy"
    return Finding(Topic.PROXY, Verdict.GOOD, code, {"place": settings.proxy_place})


def certificates(settings: Settings, browsers: Sequence[str]) -> Finding:
    """Whether certificate authorities added to QGIS also hold in the sign-in window.

    There QGIS is asked about those that QtWebEngine does not know, which Qt allows since 5.14.
    """
    if not settings.can_encrypt:
        return Finding(Topic.CERTIFICATES, Verdict.BAD, "no_encryption")
    if settings.added_authorities == 0:
        return Finding(Topic.CERTIFICATES, Verdict.GOOD, "system_authorities")
    facts = {"count": str(settings.added_authorities)}
    if not settings.window_asks and any(name in _WINDOWS for name in browsers):
        return Finding(Topic.CERTIFICATES, Verdict.NOTE, "not_in_window", facts)
    return Finding(Topic.CERTIFICATES, Verdict.GOOD, "added_authorities", facts)


def browser(usable: Sequence[str]) -> Finding:
    """Whether a sign-in page can be shown."""
    if any(name in _WINDOWS for name in usable):
        return Finding(Topic.BROWSER, Verdict.GOOD, "window")
    return Finding(Topic.BROWSER, Verdict.NOTE, "system_only" if usable else "none")


def keyring(store: CredentialStore, wanted: bool) -> Finding:
    """Whether sessions can be kept. Opens no dialog; blocks as the store does."""
    if not wanted:
        return Finding(Topic.KEYRING, Verdict.GOOD, "not_wanted")
    try:
        store.get(_NO_KEY)
    except StoreLocked:
        return Finding(Topic.KEYRING, Verdict.NOTE, "locked")
    except StoreError:
        return Finding(Topic.KEYRING, Verdict.NOTE, "absent")
    return Finding(Topic.KEYRING, Verdict.GOOD, "found", {"name": store.name})


def servers(
    http: Http, platforms: Iterable[Platform], proxy_user: bool = False
) -> Tuple[Finding, ...]:
    """Whether the places where people sign in can be reached, and what time it is there. Blocks.

    Each server is asked once for a public address, with no credential. Where a platform sends
    people on to ProConnect, that server is asked too. ``proxy_user``: whether QGIS gives the proxy
    a name and a password.
    """
    doors = _doors(platforms)
    with ThreadPoolExecutor(_AT_ONCE, "cicclo-check") as pool:
        seen = list(pool.map(lambda door: _look(http, *door), doors.items()))
        told = {look.onward for look in seen if look.onward} - {_origin(url) for url in doors}
        seen += pool.map(lambda origin: _look(http, origin + "/", ""), sorted(told))
    if not seen:
        return (Finding(Topic.SERVER, Verdict.GOOD, "no_sign_in"),)
    findings = [_proxy_refused(look.finding) if proxy_user else look.finding for look in seen]
    findings.sort(key=lambda one: one.verdict is Verdict.GOOD)
    return (*findings, _clock([look.ahead for look in seen if look.ahead is not None]))


def _proxy_refused(finding: Finding) -> Finding:
    """A proxy that still asks has refused what it was given."""
    return replace(finding, code="proxy_refused") if finding.code == "proxy_sign_in" else finding


@dataclass(frozen=True)
class _Look:
    """``ahead``: by how many seconds this computer's clock is ahead. ``onward``: an origin."""

    finding: Finding
    ahead: Optional[float] = None
    onward: str = ""


def _doors(platforms: Iterable[Platform]) -> Dict[str, str]:
    """A public address of each server that signs people in, and whose it is."""
    doors: Dict[str, str] = {}
    origins: List[str] = []
    for platform in platforms:
        for access in platform.access:
            if isinstance(access, OidcAccess):
                url = access.issuer.rstrip("/") + "/.well-known/openid-configuration"
            elif isinstance(access, GatewayAccess):
                url = access.login_url
            else:
                continue
            if _origin(url) not in origins:
                origins.append(_origin(url))
                doors[url] = platform.name
    return doors


def _look(http: Http, url: str, name: str) -> _Look:
    origin = _origin(url)
    facts = {"name": name, "host": urlsplit(origin).netloc}
    before = time.time()
    session = http()
    try:
        response = session.get(url, timeout=_TIMEOUT_S, allow_redirects=False)
    except (requests.RequestException, OSError, ValueError) as error:
        return _Look(Finding(Topic.SERVER, Verdict.BAD, _reason(error), facts))
    finally:
        session.close()
    if response.status_code == 407:
        return _Look(Finding(Topic.SERVER, Verdict.BAD, "proxy_sign_in", facts))
    ahead = _ahead(response.headers.get("Date", ""), before, time.time())
    target = urljoin(url, response.headers.get("Location", ""))
    onward = _origin(target) if response.is_redirect and _origin(target) != origin else ""
    if response.status_code >= 500:
        return _Look(Finding(Topic.SERVER, Verdict.BAD, "out_of_order", facts), ahead)
    return _Look(Finding(Topic.SERVER, Verdict.GOOD, "reached", facts), ahead, onward)


def _reason(error: Exception) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "unreachable" if "no secure connection" in str(error) else "certificate"
    if isinstance(error, requests.exceptions.ProxyError):
        return "proxy_sign_in" if "sign-in" in str(error) else "proxy"
    if isinstance(error, (requests.exceptions.Timeout, TimeoutError)):
        return "no_answer"
    return "unreachable"


def _ahead(date: str, before: float, after: float) -> Optional[float]:
    """Out of the header ``Date``, which was written between the two moments."""
    try:
        there = parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError, IndexError):
        return None
    return (before + after) / 2 - there


def _clock(ahead: Sequence[float]) -> Finding:
    """The middle of what the servers say: a single one may be wrong itself."""
    if not ahead:
        return Finding(Topic.CLOCK, Verdict.NOTE, "unknown")
    off = sorted(ahead)[len(ahead) // 2]
    facts = {"seconds": str(round(abs(off)))}
    if abs(off) < SKEW_NOTED_S:
        return Finding(Topic.CLOCK, Verdict.GOOD, "right", facts)
    verdict = Verdict.BAD if abs(off) > SKEW_REFUSED_S else Verdict.NOTE
    return Finding(Topic.CLOCK, verdict, "ahead" if off > 0 else "behind", facts)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
