"""How a service is asked for the features of a collection: one protocol for every standard.

What the engine does with pages (side by side, one after another, by boxes, checked at the end) is
the same whichever standard they come by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Optional, Protocol

import requests

from cicclo_qgis.ogcapi.fetch import Answer
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.transfer.fetch import Wanted
from cicclo_qgis.transfer.model import Bbox
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.request import NextByOffset

Get = Callable[[str], Answer]
"""Fetches one address, waited for; raises ``OgcApiError`` and ``TransferError``."""


@dataclass(frozen=True)
class Start:
    """The first page, the address that led to it, and how many features were asked for."""

    page: Page
    url: str
    limit: Optional[int]


class Service(Protocol):
    """One collection, or the part of it that is wanted, at the service that has it.

    ``own``: an address whose parameters are the service's own, and may be a key.
    ``wanted``: what an answer has to look like.
    """

    @property
    def own(self) -> str:
        """See above."""
        ...

    @property
    def wanted(self) -> Wanted:
        """See above."""
        ...

    @property
    def pages(self) -> bool:
        """Whether a second page can be asked for; else boxes are the way to the rest."""
        ...

    def ahead(self, limit: int) -> str:
        """What ``begin`` asks for first."""
        ...

    def address(
        self, limit: Optional[int], offset: Optional[int] = None, bbox: Optional[Bbox] = None
    ) -> str:
        """The address of a page; ``bbox`` (CRS84) goes before that of the options."""
        ...

    def resized(self, url: str, limit: int) -> str:
        """The address of a page with another number of features."""
        ...

    def begin(self, get: Get, limit: int) -> Start:
        """The first page, with the largest number up to ``limit`` that the server takes.

        Raises:
            OgcApiError: no form of the request gives features.
            TransferError: cancelled.
        """
        ...

    def read(self, answer: Answer, part: bool = False) -> Page:
        """The page that ``answer`` holds; ``part``: of a box, not of all that is wanted.

        Raises:
            OgcApiError: it holds none.
        """
        ...

    def by_offset(self, start: Start) -> Optional[NextByOffset]:
        """How pages are told by the number of features before them; None when they are not."""
        ...

    def costs_by_offset(self, url: str) -> bool:
        """Whether each page costs the server all features before it."""
        ...

    def count(self, get: Get) -> Optional[int]:
        """How many features there are now; None when that is not told.

        Raises:
            OgcApiError: the server refuses, or is away.
        """
        ...

    def count_before(self, http: requests.Session, policy: Policy) -> Optional[int]:
        """The same, for a person who has not decided yet. Raises like ``count``."""
        ...

    def largest(self, http: requests.Session, policy: Policy) -> Optional[int]:
        """Features a page at most, as the service declares it; None when it does not.

        Raises:
            OgcApiError: only when cancelled.
        """
        ...
