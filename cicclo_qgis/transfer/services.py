"""Which service has a collection; what speaks another standard is loaded when one is met."""

from __future__ import annotations

import requests

from cicclo_qgis.ogcapi import queryables
from cicclo_qgis.ogcapi.model import Collection, LandingPage, ServiceKind
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.queryables import Offer
from cicclo_qgis.transfer.between import Between, give_way
from cicclo_qgis.transfer.features_service import FeaturesService
from cicclo_qgis.transfer.model import Options
from cicclo_qgis.transfer.service import Service


def service_of(
    landing: LandingPage, collection: Collection, options: Options, between: Between = give_way
) -> Service:
    """The one that is asked for what ``options`` want of ``collection``."""
    if collection.service_kind is not ServiceKind.WFS:
        return FeaturesService(landing, collection, options, between)
    from cicclo_qgis.transfer.wfs import WfsService

    return WfsService(collection, options, between)


def offer(
    http: requests.Session,
    landing: LandingPage,
    collection: Collection,
    policy: Policy = DEFAULT_POLICY,
) -> Offer:
    """What a copy of ``collection`` can be narrowed by. Blocks.

    Raises:
        OgcApiError: the service does not tell, or cancelled.
    """
    if collection.service_kind is not ServiceKind.WFS:
        return queryables.offer(http, landing, collection, policy)
    from cicclo_qgis.transfer.wfs import wfs_offer

    return wfs_offer(http, collection, policy)
