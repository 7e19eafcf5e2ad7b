"""How many features a request would bring, before it is made."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

import requests

from cicclo_qgis.ogcapi.model import Collection, LandingPage
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.transfer.model import Options
from cicclo_qgis.transfer.services import service_of


def count(
    http: requests.Session,
    landing: LandingPage,
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
    return service_of(landing, collection, asked).count_before(http, policy)
