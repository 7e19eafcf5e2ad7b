"""A try of one collection, by whatever standard it is read.

What speaks WFS is loaded when a WFS is met.
"""

from __future__ import annotations

import requests

from cicclo_qgis.ogcapi import items
from cicclo_qgis.ogcapi.items import Probe
from cicclo_qgis.ogcapi.model import Collection, ServiceKind
from cicclo_qgis.ogcapi.policy import Policy


def probe(http: requests.Session, collection: Collection, policy: Policy) -> Probe:
    """Try to read one item: whether it opens, what its items are and how many.

    Raises:
        OgcApiError: only when cancelled.
    """
    if collection.service_kind is not ServiceKind.WFS:
        return items.probe(http, collection, policy)
    from cicclo_qgis.catalogue.sources.wfs_probe import probe_wfs

    return probe_wfs(http, collection, policy)


def located(http: requests.Session, collection: Collection, policy: Policy) -> Collection:
    """``collection`` with its name in its WFS, where the catalogue told the service alone.

    Unchanged when that is known already, or cannot be found out.

    Raises:
        OgcApiError: only when cancelled.
    """
    if collection.service_kind is not ServiceKind.WFS or collection.service_name:
        return collection
    from cicclo_qgis.catalogue.sources.wfs_probe import located_wfs

    return located_wfs(http, collection, policy)
