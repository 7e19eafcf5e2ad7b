"""The ways into a platform, in the words of the person who chooses one."""

from __future__ import annotations

from typing import Callable, Sequence
from urllib.parse import urlsplit

from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QMenu

from cicclo_qgis.gui.text import menu_text, plain
from cicclo_qgis.platforms.model import (
    Access,
    AccessKind,
    AccountAccess,
    ApiKeyAccess,
    GatewayAccess,
    OidcAccess,
    Platform,
)
from cicclo_qgis.signin.state import SessionStatus

_PROCONNECT = ("proconnect", "agentconnect")
"""What addresses and hints that lead straight to ProConnect hold (it was AgentConnect before)."""


def by_proconnect(access: Access) -> bool:
    """Whether this way is known to lead straight to ProConnect."""
    if isinstance(access, OidcAccess):
        told = " ".join(access.authorize_params.values())
    elif isinstance(access, (AccountAccess, ApiKeyAccess)):
        return False
    else:
        told = access.login_url
    return any(word in told.lower() for word in _PROCONNECT)


def title(access: Access) -> str:
    """The way as an entry of a menu, e.g. "Sign in by ProConnect"."""
    translate = QCoreApplication.translate
    if isinstance(access, AccountAccess):
        return translate("Ways", "Sign in with a technical account")
    if isinstance(access, ApiKeyAccess):
        return translate("Ways", "Sign in with an API key")
    if by_proconnect(access):
        return translate("Ways", "Sign in by ProConnect")
    return translate("Ways", "Sign in on the platform's own page")


def titles(accesses: Sequence[Access]) -> Sequence[str]:
    """The title of each; two that sound the same are told apart by their host."""
    plainly = [title(access) for access in accesses]
    return [
        f"{text} ({_host(access)})" if plainly.count(text) > 1 else text
        for text, access in zip(plainly, accesses)
    ]


def fill(menu: QMenu, platform: Platform, choose: Callable[[Access], None]) -> None:
    """Put each way into ``menu``, best first."""
    for access, text in zip(platform.access, titles(platform.access)):
        action = menu.addAction(menu_text(text) + "…")
        action.triggered.connect(lambda _checked=False, way=access: choose(way))


def told(accesses: Sequence[Access]) -> str:
    """The ways that were found, as the middle of a sentence."""
    return ", ".join(_told(way) for way in accesses)


def _told(way: Access) -> str:
    if isinstance(way, AccountAccess):
        return QCoreApplication.translate("Finding", "an account of the platform's own")
    if isinstance(way, ApiKeyAccess):
        return QCoreApplication.translate("Finding", "a key in the header {header}").format(
            header=plain(way.header, 60)
        )
    if isinstance(way, GatewayAccess):
        text = QCoreApplication.translate("Finding", "the platform's own page on {host}")
        return text.format(host=plain(urlsplit(way.login_url).netloc, 100))
    return QCoreApplication.translate("Finding", "the sign-in server {host}").format(
        host=plain(urlsplit(way.issuer).netloc, 100)
    )


def of_session(platform: Platform, status: SessionStatus) -> str:
    """How the person came in, for a column: "ProConnect", "Technical account" ..."""
    translate = QCoreApplication.translate
    if status.kind is None:
        return ""
    if status.kind is AccessKind.ACCOUNT:
        return translate("Ways", "Technical account")
    if status.kind is AccessKind.APIKEY:
        return translate("Ways", "API key")
    same = [access for access in platform.access if access.kind is status.kind]
    if same and all(by_proconnect(access) for access in same):
        return translate("Ways", "ProConnect")
    return translate("Ways", "Platform's own page")


def _host(access: Access) -> str:
    address = access.issuer if isinstance(access, OidcAccess) else access.protects[0]
    return plain(urlsplit(address).netloc, 80)
