"""A ``requests.Session`` for use outside QGIS, and what every session must be like."""

from __future__ import annotations

from typing import Callable

import requests
from requests.auth import AuthBase

SessionFactory = Callable[[], requests.Session]
"""Makes a session for the thread that calls it; credentials are its business."""


class _NoAuth(AuthBase):
    """Says that no password file of the person (``.netrc``) is ever read for these requests."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def prepare(session: requests.Session, user_agent: str) -> requests.Session:
    """Make ``session`` fit for the functions of this package; returns it.

    ``user_agent`` should say "QGIS" and the plugin's name and version: some platforms keep their
    keys to QGIS, and count who uses their services. No credential is set, nor taken from files;
    the proxies of the environment hold.
    """
    session.headers["User-Agent"] = user_agent
    session.auth = _NoAuth()
    return session


def new_session(user_agent: str) -> requests.Session:
    """A session over plain ``requests``: outside QGIS, and in tests."""
    return prepare(requests.Session(), user_agent)
