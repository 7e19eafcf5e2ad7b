from __future__ import annotations

from typing import Callable

import pytest
import requests

from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY
from cicclo_qgis.transfer.listing import listed_at
from tests.unit.site import Reply, Site

BASE = "/collections/ogc"


@pytest.mark.parametrize("tail", ["", ".json", "/items", "/items/7"])
def test_the_last_collections_of_the_path_is_that_of_the_api(
    site: Site, factory: Callable[[], requests.Session], tail: str
) -> None:
    """A portal of "collections" may stand before it."""
    where = site.url(BASE)
    site.routes[f"{BASE}/"] = Reply(
        {"title": "T", "links": [{"rel": "data", "href": f"{where}/collections"}]}
    )
    zones = {"id": "zones", "title": "Zones", "links": []}
    site.routes[f"{BASE}/collections"] = Reply({"collections": [zones], "links": []})
    told = listed_at(factory(), f"{where}/collections/zones{tail}", DEFAULT_POLICY)
    assert told.wanted == "zones"
    assert [one.id for one in told.collections] == ["zones"]
    assert told.landing.url == f"{where}/"
