"""The network of downloads: QGIS's own, with the session renewed in the middle.

Each fetching thread has a session, a network manager and connections of its own: no page waits
for another, nor for the GUI thread.
"""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import Any, Callable, Optional, Protocol

import requests
from requests.auth import AuthBase

from cicclo_qgis.ogcapi.pages import is_sign_in_address
from cicclo_qgis.ogcapi.urls import resolve
from cicclo_qgis.signin.credential import Credential

_REDIRECTS = (301, 302, 303, 307, 308)


class Renewal(Protocol):
    """What is needed of ``signin.Sessions``."""

    def renew_if_due(self, url: str) -> Optional[Credential]:
        """The credential that covers ``url``, renewed first when it is about to end; may block."""

    def refused(self, url: str, status: int, sent: Optional[Credential] = None) -> bool:
        """The platform refused ``sent``: whether there is another credential now; may block."""


def transfer_http(
    http: Callable[[], requests.Session], sessions: Renewal
) -> Callable[[], requests.Session]:
    """A factory of sessions that renew the credential before it ends, and when it is refused.

    ``http`` makes a session that puts credentials on by itself (``Engine.http``). The request that
    was refused is not sent again here: whoever sent it does so, and finds the new credential.
    """

    def make() -> requests.Session:
        session = http()
        # A cookie that a server sets would stand in for the credential's own.
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.auth = _Renewing(sessions)
        return session

    return make


class _Renewing(AuthBase):
    """Called for each request in the thread that sends it; puts nothing on it."""

    def __init__(self, sessions: Renewal) -> None:
        self._sessions = sessions

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Note which credential goes along, and hear what the platform says to it."""
        sent = self._sessions.renew_if_due(request.url or "")

        def heard(response: requests.Response, **_: Any) -> None:
            if sent is not None and _is_refusal(response):
                self._sessions.refused(response.url, response.status_code, sent)

        request.register_hook("response", heard)
        return request


def _is_refusal(response: requests.Response) -> bool:
    """401; a redirect to where people sign in; a web page where data was asked for."""
    if response.status_code in _REDIRECTS:
        target = resolve(response.url, response.headers.get("Location"))
        return target is not None and is_sign_in_address(target, response.url)
    page = response.headers.get("Content-Type", "").lower().startswith("text/html")
    return response.status_code == 401 or (response.status_code == 200 and page)
