"""Opens collections with QGIS's own OGC API - Features provider and counts what it gets.

Run by /usr/bin/python3; reads a JSON list of {landing, collection, header, value} on the standard input,
writes for each {valid, rows, distinct, geometry, first, seconds}.
"""

from __future__ import annotations

import json
import os
import sys
import time

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qgis.core import (
    QgsApplication,
    QgsNetworkAccessManager,
    QgsVectorLayer,
    QgsWkbTypes,
)


def main() -> None:
    application = QgsApplication([], False)
    application.initQgis()
    header = {"name": b"", "value": b"", "prefix": ""}

    def authorize(request) -> None:
        if header["name"] and request.url().toString().startswith(header["prefix"]):
            request.setRawHeader(header["name"], header["value"])

    QgsNetworkAccessManager.setRequestPreprocessor(authorize)
    results = []
    for wanted in json.load(sys.stdin):
        header["name"] = wanted.get("header", "").encode()
        header["value"] = wanted.get("value", "").encode()
        header["prefix"] = wanted["landing"]
        begun = time.monotonic()
        uri = (
            f"pageSize='{wanted.get('page', 1000)}' pagingEnabled='true' restrictToRequestBBOX='1' "
            f"typename='{wanted['collection']}' url='{wanted['landing']}'"
        )
        layer = QgsVectorLayer(uri, wanted["collection"], "OAPIF")
        rows, codes, first = 0, set(), None
        if layer.isValid():
            for feature in layer.getFeatures():
                rows += 1
                codes.add(feature.id())
                first = first or {
                    field.name(): str(value)
                    for field, value in zip(feature.fields(), feature.attributes())
                }
        results.append(
            {
                "collection": wanted["collection"],
                "valid": layer.isValid(),
                "rows": rows,
                "distinct": len(codes),
                "geometry": QgsWkbTypes.displayString(layer.wkbType()),
                "first": first,
                "seconds": round(time.monotonic() - begun, 1),
            }
        )
        del layer
    json.dump(results, sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # QGIS 3.22's clean-up of the network threads is slow and not what is tested


main()
