"""What can be asked of a feature type: its attributes, conditions on them, a choice of them."""

from __future__ import annotations

import requests

from cicclo_qgis.catalogue.sources.service import get_xml
from cicclo_qgis.ogcapi.model import Collection, ItemKind
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.queryables import Offer, Queryable
from cicclo_qgis.transfer.wfs.request import describe_url
from cicclo_qgis.transfer.wfs.schema import read_schema


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
    return Offer(
        queryables=tuple(Queryable(one, one, kind) for one, kind in schema.kinds.items()),
        attributes=tuple(schema.kinds),
        cql2=bool(schema.kinds),
        free_text=False,
        like=True,
        picks=bool(schema.kinds),
        crs=bool(schema.geometry),
        kind=ItemKind.FEATURE if schema.geometry else ItemKind.TABLE,
    )
