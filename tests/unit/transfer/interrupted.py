"""Run as a program by the test that kills it: one download, with the habits given as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import requests

from cicclo_qgis.catalogue.sources.service import service_landing
from cicclo_qgis.catalogue.sources.wfs import wfs_row
from cicclo_qgis.ogcapi.model import Collection, LandingPage
from cicclo_qgis.ogcapi.session import new_session
from cicclo_qgis.transfer import download


def main() -> None:
    told = json.loads(sys.argv[1])

    def http() -> requests.Session:
        session = new_session("QGIS CICCLO tests")
        session.trust_env = False
        return session

    landing = LandingPage(told["base"], "T", "", (), "", told["base"] + "api", None)
    box = (-5.0, 41.0, 10.0, 52.0)
    collection = Collection("c", "Zones à voir", "d", (), told["items"], bbox=box)
    if not told["items"]:
        landing = service_landing(told["base"], "T")
        collection = wfs_row(
            told["base"],
            "t:zones",
            main=True,
            title="Zones à voir",
            description="d",
            bbox=box,
            crs=("urn:ogc:def:crs:EPSG::4326",),
            storage_crs="urn:ogc:def:crs:EPSG::4326",
        )
    download(http, landing, collection, Path(told["target"]))


if __name__ == "__main__":
    main()
