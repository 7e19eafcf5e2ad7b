"""The landing page and the list behind it, asked for at the same time.

The address of the list is told by the landing page (17-069r4 section 7.2), and nearly always is
``/collections``: it is asked for there already while the landing page travels. What comes counts
only where the landing page names that address; else it is as if nobody had asked.
"""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from typing import Optional, Tuple
from urllib.parse import urlsplit

import requests

from cicclo_qgis.ogcapi.documents import Document, get_json
from cicclo_qgis.ogcapi.errors import OgcApiError
from cicclo_qgis.ogcapi.landing import open_landing
from cicclo_qgis.ogcapi.listing import collections
from cicclo_qgis.ogcapi.model import Collection, LandingPage
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.session import SessionFactory
from cicclo_qgis.ogcapi.urls import child, with_query

_LIST = "collections"


def open_and_list(
    http: SessionFactory, url: str, policy: Policy = DEFAULT_POLICY
) -> Tuple[LandingPage, Tuple[Collection, ...]]:
    """The landing page at ``url``, as ``open_landing``, and all its ``collections``. Blocks.

    ``http`` makes a session for each of two threads; ``policy.cancelled`` is asked from both.

    Raises:
        OgcApiError: as these two.
    """
    ahead = None if urlsplit(url).path.rstrip("/").endswith(_LIST) else _Ahead(http, url, policy)
    try:
        with closing(http()) as session:
            landing = open_landing(session, url, policy)
            known = None if ahead is None else ahead.document(landing.collections_url)
            return landing, tuple(collections(session, landing, policy, known))
    finally:
        if ahead is not None:
            ahead.give_up()


class _Ahead:
    """The list at the address it has on most servers, on its way."""

    def __init__(self, http: SessionFactory, landing: str, policy: Policy) -> None:
        self._url = child(landing, _LIST)
        self._unwanted = threading.Event()
        self._found: Optional[Document] = None
        unwanted, cancelled = self._unwanted.is_set, policy.cancelled
        policy = replace(policy, cancelled=lambda: unwanted() or cancelled())
        self._thread = threading.Thread(
            target=self._fetch, args=(http, policy), name="cicclo-list", daemon=True
        )
        self._thread.start()

    def _fetch(self, http: SessionFactory, policy: Policy) -> None:
        try:
            with closing(http()) as session:
                self._found = get_json(session, self._url, policy=policy)
        except (OgcApiError, requests.RequestException):
            # Whatever it is, it is told when the list is asked for in earnest.
            return

    def document(self, url: str) -> Optional[Document]:
        """What came, if ``url`` is where it was asked for; else, or if nothing came, None."""
        if with_query(url, {"f": None}) != with_query(self._url, {"f": None}):
            return None
        self._thread.join()
        return self._found

    def give_up(self) -> None:
        """Have no more of it; who fetches it notices by itself."""
        self._unwanted.set()
