"""What can be asked of a feature type: its attributes, conditions on them, a choice of them.

Some features show what values look like, and how many features there are.
"""

from __future__ import annotations

from typing import Optional

import requests

from cicclo_qgis.catalogue.sources.service import get_xml
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.fetch import Answer, fetch
from cicclo_qgis.ogcapi.model import Collection, ItemKind
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.queryables import Offer, Queryable, examples
from cicclo_qgis.transfer.model import Options
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.utf16 import in_utf8
from cicclo_qgis.transfer.wfs.request import describe_url
from cicclo_qgis.transfer.wfs.schema import read_schema
from cicclo_qgis.transfer.wfs.wfs_service import WfsService

_SAMPLE = 10


def wfs_offer(
    http: requests.Session, collection: Collection, policy: Policy = DEFAULT_POLICY
) -> Offer:
    """What the feature type's description tells. Blocks.

    ``cql2``: conditions may be written in CQL2 text all the same; they are told the service in its
    own language, as far as they are simple comparisons (``free_text`` is False).

    Raises:
        OgcApiError: there is no description, or cancelled.
    """
    name = collection.service_name or collection.id
    answer = get_xml(http, describe_url(collection.service_url, name), policy)
    schema = read_schema(answer, policy)
    page = _sample(http, collection, policy)
    rows = () if page is None else page.rows
    return Offer(
        queryables=tuple(
            Queryable(one, one, kind, examples=examples(rows, one))
            for one, kind in schema.kinds.items()
        ),
        attributes=tuple(schema.kinds),
        cql2=bool(schema.kinds),
        free_text=False,
        like=True,
        picks=bool(schema.kinds),
        crs=bool(schema.geometry),
        kind=ItemKind.FEATURE if schema.geometry else ItemKind.TABLE,
        number_matched=None if page is None else page.matched,
    )


def _sample(http: requests.Session, collection: Collection, policy: Policy) -> Optional[Page]:
    """Some features; None where they cannot be had so."""
    service = WfsService(collection, Options())

    def get(url: str) -> Answer:
        return in_utf8(fetch(http, url, service.wanted.accept, policy))

    try:
        return service.begin(get, _SAMPLE).page
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return None
