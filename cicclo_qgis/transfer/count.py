"""How many features a request would bring, before it is made."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

import requests

from cicclo_qgis.ogcapi.items import first_page
from cicclo_qgis.ogcapi.model import Collection
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.transfer.model import Options
from cicclo_qgis.transfer.request import items_address


def count(
    http: requests.Session,
    collection: Collection,
    options: Options,
    policy: Policy = DEFAULT_POLICY,
) -> Optional[int]:
    """The number the server tells for ``options``; None when it tells none. Blocks.

    Raises:
        OgcApiError: the server refuses the request (a filter it does not understand), or is away.
    """
    # Which attributes and coordinates come makes no difference to how many features do.
    asked = replace(options, properties=(), crs=None)
    address = items_address(collection.items_url, asked, None)
    return first_page(http, replace(collection, items_url=address), 1, policy).number_matched
