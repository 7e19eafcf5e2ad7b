"""Opens rows of a WFS as the plugin does, in a QGIS of its own.

Run by the Python that sees QGIS; reads a JSON list of {wfs, name, token, part?} on the standard
input, and writes for each {valid, rows, first, wkb, crs, centres, source, …}. ``part``: {bbox?,
conditions?: [[name, operator, value, kind]], limit?, crs?}.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any, Dict, List, Optional

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qgis.core import QgsApplication, QgsWkbTypes

from cicclo_qgis.catalogue import Entry, Padlock
from cicclo_qgis.catalogue.sources.neighbours import Neighbours
from cicclo_qgis.catalogue.sources.plan import source_of
from cicclo_qgis.host.authorizer import RequestAuthorizer
from cicclo_qgis.host.copies import part_of
from cicclo_qgis.host.layers import build
from cicclo_qgis.host.loading import Loading, count
from cicclo_qgis.host.loading_wfs import NotUnderstood
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.ogcapi import DEFAULT_POLICY
from cicclo_qgis.ogcapi.cql2 import Condition, Operator, ValueKind
from cicclo_qgis.ogcapi.queryables import Offer
from cicclo_qgis.platforms import LandingStatus, Platform
from cicclo_qgis.signin.credential import Credential, ProtectionSpace
from cicclo_qgis.transfer import TransferError, offer


class Purse:
    """The credential of the platform, while there is one."""

    def __init__(self) -> None:
        self.token = ""
        self.space: Optional[ProtectionSpace] = None

    def credential_for(self, url: str) -> Optional[Credential]:
        if not self.token or self.space is None or not self.space.covers(url):
            return None
        return Credential("p", {"Authorization": f"Bearer {self.token}"}, (self.space,))

    renew_if_due = credential_for


def opened(wanted: Dict[str, Any]) -> Dict[str, Any]:
    """What became of one row. Worker thread."""
    platform = Platform("p", "P", "F", "x", None, LandingStatus.NONE, wfs=wanted["wfs"])
    with http_session() as http:
        source = source_of(http, platform, DEFAULT_POLICY, Neighbours())
        rows = {
            row.service_name: row
            for page in source.pages(http, DEFAULT_POLICY)
            for row in page.collections
        }
    entry = Entry("p", rows[wanted["name"]], source.landing, Padlock.YOURS)
    told: Dict[str, Any] = {}
    loading = None
    if "part" in wanted:
        with http_session() as http:
            collection = entry.collection
            offered = offer(http, entry.landing, collection, DEFAULT_POLICY)
            loading = _loading(wanted["part"], offered)
            try:
                told["counted"] = count(http, entry, loading)
            except TransferError:
                return {"layer": None}
    try:
        layer = build(entry, platform, loading=loading, matched=told.get("counted"))
    except NotUnderstood:
        return {**told, "layer": None}
    told.update(source=layer.source(), provider=layer.providerType(), part=str(part_of(layer)))
    return {**told, "layer": layer}


def _loading(part: Dict[str, Any], offered: Offer) -> Loading:
    conditions = tuple(
        Condition(name, Operator(operator), value, ValueKind(kind))
        for name, operator, value, kind in part.get("conditions", ())
    )
    box = part.get("bbox")
    return Loading(
        bbox=tuple(box) if box else None,
        conditions=conditions,
        limit=part.get("limit"),
        crs=part.get("crs", ""),
        offer=offered,
    )


def _codes(features: List[Any]) -> List[str]:
    named = [one for one in features if one.fields().indexOf("code") >= 0]
    return sorted(str(one["code"]) for one in named)


def _centre(feature: Any) -> List[float]:
    point = feature.geometry().boundingBox().center()
    return [point.x(), point.y()]


def main() -> None:
    application = QgsApplication([], False)
    application.initQgis()
    purse = Purse()
    authorizer = RequestAuthorizer(purse, lambda url: bool(purse.space and purse.space.covers(url)))
    authorizer.install()
    told: List[Dict[str, Any]] = []
    for wanted in json.load(sys.stdin):
        purse.token, purse.space = wanted["token"], ProtectionSpace.of(wanted["wfs"])
        found: List[Dict[str, Any]] = []
        worker = threading.Thread(target=lambda w=wanted, f=found: f.append(opened(w)))
        worker.start()
        while worker.is_alive():
            application.processEvents()
            worker.join(0.01)
        made = found[0]
        layer = made.pop("layer")
        if layer is None:
            told.append({**made, "valid": False})
            continue
        features = list(layer.getFeatures()) if layer.isValid() else []
        made.update(
            valid=layer.isValid(),
            rows=len(features),
            first=[str(value) for value in features[0].attributes()] if features else [],
            wkb=QgsWkbTypes.displayString(layer.wkbType()),
            crs=layer.crs().authid(),
            codes=_codes(features),
            centres=[_centre(feature) for feature in features[:50]],
            abstract=layer.metadata().abstract(),
        )
        told.append(made)
    authorizer.remove()
    json.dump(told, sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # QGIS 3.22's clean-up of network threads is slow and not what is tested


main()
