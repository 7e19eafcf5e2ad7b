"""``requests`` over QGIS's network: its proxy, certificates, time-outs and network log."""

from __future__ import annotations

import requests


class RequestCancelled(requests.exceptions.ConnectionError):
    """The session was closed while its request was under way."""


def http_session(*, sign_in: bool = False, cached: bool = False) -> requests.Session:
    """A session for worker threads over QGIS's network (RuntimeError in the GUI thread).

    Args:
        sign_in: for ``signin.Sessions``: requests carry what their caller put on them and
            nothing else, and their answers are not watched.
        cached: let answers use QGIS's disk cache (never those of protected spaces).

    ``session.close()`` ends what is under way from any thread with ``RequestCancelled``.
    """
    raise RuntimeError("not built yet")
