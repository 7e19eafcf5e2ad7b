"""The data source text of a live layer: QGIS's providers ``OAPIF`` and ``WFS`` read the same.

It never holds a secret.
"""

from __future__ import annotations

from typing import Mapping, Optional

from qgis.core import QgsDataSourceUri

PROVIDER = "OAPIF"

PROVIDERS = {"features": PROVIDER, "wfs": "WFS"}
"""By the value of ``ServiceKind``, which QGIS's start does without."""

DEFAULT_PAGE_SIZE = 1000

# Rows without geometry are small: fewer, bigger pages.
TABLE_PAGE_SIZE = 5000


def layer_uri(
    landing_url: str,
    collection_id: str,
    page_size: Optional[int] = None,
    more: Optional[Mapping[str, str]] = None,
) -> str:
    """Write the source of a live layer on one collection.

    Args:
        landing_url: the landing page, as its server spells it (a final slash can matter); or the
            address of the WFS.
        collection_id: what the collection is called there.
        page_size: features asked for per page; QGIS lowers it to the server's maximum.
        more: further parameters of the source; an empty value takes one away.
    """
    source = QgsDataSourceUri()
    source.setParam("url", landing_url)
    source.setParam("typename", collection_id)
    # Without it QGIS downloads the whole collection to draw a corner of it.
    source.setParam("restrictToRequestBBOX", "1")
    source.setParam("pagingEnabled", "true")
    source.setParam("pageSize", str(page_size or DEFAULT_PAGE_SIZE))
    for name, value in (more or {}).items():
        source.removeParam(name)
        if value:
            source.setParam(name, value)
    return source.uri(False)
