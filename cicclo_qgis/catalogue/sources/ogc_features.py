"""A platform's own OGC API - Features: the way in that is preferred to all others."""

from __future__ import annotations

from typing import Iterator

import requests

from cicclo_qgis.ogcapi.listing import CollectionsPage, collection_pages
from cicclo_qgis.ogcapi.model import LandingPage
from cicclo_qgis.ogcapi.policy import Policy


class FeaturesSource:
    """Lists the collections of a landing page that was found."""

    def __init__(self, landing: LandingPage) -> None:
        self.landing = landing

    def pages(
        self, http: requests.Session, policy: Policy, validator: str = "", member: bool = False
    ) -> Iterator[CollectionsPage]:
        """See ``protocol.Source``."""
        return collection_pages(http, self.landing, policy, validator)
