"""Collections of a real server, and how their parts are looked at in the dock."""

from __future__ import annotations

import json
from dataclasses import replace

from cicclo_qgis.catalogue.model import Entry, Padlock
from cicclo_qgis.ogcapi.model import LandingPage
from tests.qgis.gui import fake_desk as fake
from tests.qgis.server import Answer

ITEMS = "/ogc/collections/{}/items"


def body(value, status=200):
    headers = [("Content-Type", "application/json")]
    return Answer(status, json.dumps(value).encode(), headers)


def feature(number):
    ring = [[-3.0, 48.0], [-2.9, 48.0], [-2.9, 48.1 + number / 100], [-3.0, 48.0]]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"nom": f"Marais n° {number}", "surface": number * 1.5, "observation": None},
    }


def serve(server, name, count=12, **more):
    page = {"type": "FeatureCollection", "features": [feature(n) for n in range(count)], **more}
    server.routes[ITEMS.format(name)] = lambda seen: body(page)


def entry(server, name, padlock=Padlock.OPEN, **more):
    base = f"{server.url}/ogc/"
    made = fake.entry("atelier-armor", name, name.title(), padlock=padlock)
    items = f"{server.url}{ITEMS.format(name)}"
    collection = replace(made.collection, items_url=items, **more)
    landing = LandingPage(base, "", "", (), f"{base}collections", None, None)
    return Entry("atelier-armor", collection, landing, padlock)


def choose(dock, name):
    dock.tree.select(dock.model.index_of("atelier-armor", name))
