"""What every way of learning a platform's collections looks like."""

from __future__ import annotations

from typing import Iterator, Protocol

import requests

from cicclo_qgis.ogcapi.listing import CollectionsPage
from cicclo_qgis.ogcapi.model import LandingPage
from cicclo_qgis.ogcapi.policy import Policy


class Source(Protocol):
    """One way in; the same rows out."""

    @property
    def landing(self) -> LandingPage:
        """The entry its rows belong to: a landing page, or the address of the service itself."""

    def pages(
        self, http: requests.Session, policy: Policy, validator: str = "", member: bool = False
    ) -> Iterator[CollectionsPage]:
        """The rows, as they come. A row told again, by the same ``id``, takes the former's place.

        ``member``: the requests go out with a credential; what is only for members is asked too.

        Raises:
            OgcApiError: nothing could be read, or the list is empty (NO_COLLECTIONS).
            Unchanged: what was read when the server gave ``validator`` is still true.
        """
