"""The three platforms answer as a client of OGC API - Features expects."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Dict, Iterator, List

import jsonschema
import pytest
import requests

from tests.workshop.agent import Agent, bearer_token
from tests.workshop.identity_browser import CAMILLE
from workshop import Workshop

pytestmark = pytest.mark.workshop

ROOT = Path(__file__).resolve().parents[2]
JSON = {"Accept": "application/geo+json, application/json"}


def get(url: str, headers: Dict[str, str]) -> requests.Response:
    return requests.get(url, headers={**JSON, **headers}, timeout=20, allow_redirects=False)


def every_feature(url: str, headers: Dict[str, str]) -> Iterator[dict]:
    """All pages, by the links of rel next."""
    next_url, pages = f"{url}?limit=1000", 0
    while next_url:
        page = get(next_url, headers)
        assert page.status_code == 200, page.text[:300]
        document = page.json()
        yield from document["features"]
        links = [link["href"] for link in document["links"] if link["rel"] == "next"]
        next_url, pages = links[0] if links else "", pages + 1
        assert pages < 50


@pytest.fixture(scope="module")
def credentials(workshop: Workshop) -> Dict[str, Dict[str, str]]:
    camille = Agent(CAMILLE)
    camille.open(workshop.addresses["armor"] + "/oauth2/authorization/proconnect")
    cookie = camille.http.cookies.get("SESSION", domain="127.0.0.1")
    token = bearer_token(workshop.addresses["hexagone_issuer"], camille)
    return {
        "armor": {"Cookie": f"SESSION={cookie}"},
        "hexagone": {"Authorization": f"Bearer {token}"},
        "ouvert": {},
    }


def test_records_follow_the_registry_schema(workshop: Workshop) -> None:
    records = json.loads(workshop.platforms_file.read_text("utf-8"))
    schema = json.loads((ROOT / "resources" / "platforms.schema.json").read_text("utf-8"))
    jsonschema.validate(records, schema)
    assert [one["id"] for one in records["platforms"]] == [
        "atelier-armor",
        "atelier-hexagone",
        "atelier-ouvert",
    ]
    for one in records["platforms"]:
        for access in one["access"]:
            assert all(one["landing"].startswith(prefix) for prefix in access["protects"])


@pytest.mark.parametrize("platform", ["armor", "hexagone", "ouvert"])
def test_every_link_stays_on_the_public_address(
    workshop: Workshop, credentials: Dict[str, Dict[str, str]], platform: str
) -> None:
    landing = workshop.addresses[f"{platform}_landing"]
    base = re.match(r"http://[^/]+", landing)[0]
    headers = credentials[platform]
    seen: List[str] = []
    documents = [get(f"{landing}?f=json", headers).json(), get(landing + "/conformance", headers)]
    collections = get(f"{landing}/collections", headers).json()
    documents.append(collections)
    for collection in collections["collections"]:
        documents.append(get(f"{landing}/collections/{collection['id']}", headers).json())
        documents.append(
            get(f"{landing}/collections/{collection['id']}/items?limit=2", headers).json()
        )
    for text in [json.dumps(one) for one in documents if isinstance(one, dict)]:
        seen += re.findall(r'"href": "(http://(?:127\.0\.0\.1|localhost)[^"]*)"', text)
    assert len(seen) > 20
    assert [url for url in seen if not url.startswith(base + "/")] == []


@pytest.mark.parametrize(
    ("platform", "published"),
    [
        ("armor", {"departements", "epci", "communes"}),
        ("hexagone", {"regions", "departements", "sites_inspection"}),
        ("ouvert", {"regions_metropole", "departements_metropole", "provinces_monde"}),
    ],
)
def test_what_anybody_sees(
    workshop: Workshop, credentials: Dict[str, Dict[str, str]], platform: str, published: set
) -> None:
    landing = workshop.addresses[f"{platform}_landing"]
    conformance = get(f"{landing}/conformance", {}).json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in conformance
    listed = get(f"{landing}/collections", {}).json()["collections"]
    assert {one["id"] for one in listed} == published
    for one in listed:
        assert one["title"]
        assert "Licence" in one["description"]
        assert len(one["extent"]["spatial"]["bbox"][0]) == 4
        # QGIS Server 3.22 gives the layer's name as id here
        alone = get(f"{landing}/collections/{one['id']}", credentials[platform]).json()
        assert alone["id"] == one["id"]


@pytest.mark.parametrize(
    ("platform", "collection", "rows", "kind"),
    [
        ("armor", "departements", 101, "MultiPolygon"),
        ("armor", "epci", 1255, None),
        ("armor", "communes", 34969, None),
        ("armor", "zones_humides", 6000, "MultiPolygon"),
        ("hexagone", "regions", 18, "MultiPolygon"),
        ("hexagone", "sites_inspection", 5660, "Point"),
        ("ouvert", "regions_metropole", 13, "Polygon"),
        ("ouvert", "departements_metropole", 96, "Polygon"),
        ("ouvert", "provinces_monde", 4556, "Point"),
    ],
)
def test_pages_lead_to_the_last_row(
    workshop: Workshop,
    credentials: Dict[str, Dict[str, str]],
    platform: str,
    collection: str,
    rows: int,
    kind: str,
) -> None:
    url = f"{workshop.addresses[f'{platform}_landing']}/collections/{collection}/items"
    features = list(every_feature(url, credentials[platform]))
    assert len({feature["id"] for feature in features}) == len(features) == rows
    kinds = {feature["geometry"] and feature["geometry"]["type"] for feature in features}
    assert kinds == {kind}


def test_a_table_keeps_codes_and_accents(workshop: Workshop) -> None:
    url = workshop.addresses["armor_landing"] + "/collections/communes/items"
    page = get(f"{url}?limit=1", {}).json()
    assert page["numberMatched"] == 34969
    first = page["features"][0]
    assert (first["id"], first["geometry"]) == ("01001", None)
    assert first["properties"]["nom"] == "L'Abergement-Clémenciat"
    assert first["properties"]["codes_postaux"] == "01400"
    assert get(f"{url}/01001", {}).json()["properties"] == first["properties"]
    found = get(f"{url}?nom=Brest", {}).json()
    assert [one["id"] for one in found["features"]] == ["29019"]
    assert get(f"{url}/99999", {}).status_code == 404


def test_box_and_reference_system(
    workshop: Workshop, credentials: Dict[str, Dict[str, str]]
) -> None:
    url = workshop.addresses["armor_landing"] + "/collections/zones_humides/items"
    ask = {
        "bbox": "-3,48,-2.5,48.5",
        "crs": "http://www.opengis.net/def/crs/EPSG/0/2154",
        "limit": "1000",
    }
    answer = requests.get(url, ask, headers={**JSON, **credentials["armor"]}, timeout=20)
    assert answer.headers["Content-Crs"] == "<http://www.opengis.net/def/crs/EPSG/0/2154>"
    document = answer.json()
    assert 0 < document["numberMatched"] == len(document["features"]) < 1000
    east, north = document["features"][0]["geometry"]["coordinates"][0][0][0]
    assert 200_000 < east < 400_000
    assert 6_700_000 < north < 6_900_000


def test_status_page(workshop: Workshop) -> None:
    page = requests.get(workshop.addresses["status"], timeout=10)
    assert "Zones humides inventoriées (exercice)" in page.text
    assert CAMILLE in page.text
    states = requests.get(workshop.addresses["status"] + "status.json", timeout=10).json()
    assert {one["name"]: one["up"] for one in states["services"]} == dict.fromkeys(
        workshop.status(), True
    )
