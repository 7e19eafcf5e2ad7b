"""Short ways to a list."""

from __future__ import annotations

from typing import Any, Dict, List

import requests

from cicclo_qgis.ogcapi import (
    Collection,
    CollectionsPage,
    collection_pages,
    collections,
    open_landing,
)
from tests.unit.api import landing, link
from tests.unit.site import Heard, Reply, Site


def listed(http: requests.Session, url: str) -> List[Collection]:
    return list(collections(http, open_landing(http, url)))


def pages(http: requests.Session, url: str) -> List[CollectionsPage]:
    return list(collection_pages(http, open_landing(http, url)))


def only(site: Site, http: requests.Session, entry: Any, **document: Any) -> Collection:
    """The one collection read from ``entry``."""
    site.routes["/o/"] = Reply(landing(site.url("/o")))
    site.routes["/o/collections"] = Reply({"collections": [entry], "links": [], **document})
    (found,) = listed(http, site.url("/o/"))
    return found


def paged(site: Site, following: Dict[str, Any]) -> str:
    """A list of three pages of two; ``following`` replaces the next links by page."""
    site.routes["/p/"] = Reply(landing(site.url("/p")))

    def answer(heard: Heard) -> Reply:
        number = int(heard.query.get("offset", "0"))
        entries = [{"id": f"c{number}"}, {"id": f"c{number + 1}"}] if number < 6 else []
        links = [link(site.url(f"/p/collections?offset={number + 2}"), "next")]
        if number >= 4:
            links = []
        return Reply({"collections": entries, "links": following.get(str(number), links)})

    site.routes["/p/collections"] = answer
    return site.url("/p/")


def ids(found: List[Collection]) -> List[str]:
    return [item.id for item in found]
