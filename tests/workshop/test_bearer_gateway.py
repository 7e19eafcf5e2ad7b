"""Platform 2's data gateway: bearer tokens of its own authorization server."""

from __future__ import annotations

import base64
import json
import re
from typing import Dict

import pytest
import requests

from cicclo_qgis.catalogue.rights import read_policy
from tests.workshop.agent import Agent, bearer_token
from tests.workshop.identity_browser import CAMILLE, NOE
from workshop import Workshop

pytestmark = pytest.mark.workshop

RESTRICTED = "/collections/sites_inspection"


@pytest.fixture(scope="module")
def tokens(workshop: Workshop) -> Dict[str, str]:
    issuer = workshop.addresses["hexagone_issuer"]
    return {email: bearer_token(issuer, Agent(email)) for email in (CAMILLE, NOE)}


def ask(workshop: Workshop, path: str, token: str = "") -> requests.Response:
    url = workshop.addresses["hexagone_landing"] + path
    request = requests.Request("GET", url, headers={"Accept": "application/json"}).prepare()
    request.url = url  # as it is: requests would tidy it up
    if token:
        request.headers["Authorization"] = f"Bearer {token}"
    with requests.Session() as session:
        session.trust_env = False
        return session.send(request, allow_redirects=False, timeout=20)


@pytest.mark.parametrize("tail", ["", ".json", "/items", "/items.json?limit=1", "/items/1"])
def test_a_token_is_asked_for(workshop: Workshop, tail: str) -> None:
    answer = ask(workshop, RESTRICTED + tail)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    challenge = answer.headers["WWW-Authenticate"]
    assert challenge.startswith("Bearer realm=")
    assert "error=" not in challenge
    metadata_url = re.search(r'resource_metadata="([^"]+)"', challenge)[1]
    metadata = requests.get(metadata_url, timeout=10).json()
    assert metadata["resource"] == workshop.addresses["hexagone_landing"]
    assert metadata["authorization_servers"] == [workshop.addresses["hexagone_issuer"]]


@pytest.mark.parametrize(
    "spelling",
    [
        "//collections/sites_inspection/items",
        "/x/collections/sites_inspection/items",
        "/collections/sites%5Finspection/items",
        "/collections/regions/../sites_inspection/items",
        "/collections/regions%2f..%2fsites_inspection/items",
        "/collections//sites_inspection/items",
        "/collections/regions/collections/sites_inspection/items",
        "/COLLECTIONS/sites_inspection/items",
    ],
)
def test_no_spelling_of_the_path_gets_round_it(workshop: Workshop, spelling: str) -> None:
    answer = ask(workshop, spelling)
    assert "SI-01-001" not in answer.text
    assert answer.status_code in (400, 401, 404, 200)


def test_with_the_right(workshop: Workshop, tokens: Dict[str, str]) -> None:
    answer = ask(workshop, RESTRICTED + "/items?limit=1", tokens[CAMILLE])
    assert answer.status_code == 200
    assert answer.json()["numberMatched"] == 5660
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Authorization" in answer.headers["Vary"]


def test_without_the_right(workshop: Workshop, tokens: Dict[str, str]) -> None:
    answer = ask(workshop, RESTRICTED + "/items", tokens[NOE])
    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
    assert ask(workshop, "/collections/regions/items?limit=1", tokens[NOE]).status_code == 200


def test_a_token_changed_or_unsigned_is_refused(workshop: Workshop, tokens: Dict[str, str]) -> None:
    header, claims, signature = tokens[NOE].split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "=="))
    told["roles"] = ["lecteur-restreint"]
    forged = base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').rstrip(b"=").decode()
    for token in (f"{header}.{forged}.{signature}", f"{none}.{forged}.", "a.b.c", "nonsense"):
        answer = ask(workshop, RESTRICTED, token)
        assert answer.status_code == 401
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_new_signing_keys_are_fetched(workshop: Workshop) -> None:
    old = bearer_token(workshop.addresses["hexagone_issuer"], Agent(CAMILLE))
    assert ask(workshop, RESTRICTED, old).status_code == 200
    workshop.fault("hexagone-as", "rotate_keys")
    new = bearer_token(workshop.addresses["hexagone_issuer"], Agent(CAMILLE))
    assert ask(workshop, RESTRICTED, new).status_code == 200


def test_faults_and_options(workshop: Workshop, tokens: Dict[str, str]) -> None:
    workshop.fault("hexagone", "refuse_tokens")
    assert ask(workshop, "/collections", "whatever").status_code == 401
    workshop.fault("hexagone", "refuse_tokens", on=False)
    url = workshop.addresses["hexagone_landing"]
    answer = requests.options(url + "/collections", timeout=10)
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_conditions_and_the_way_to_access_are_told_to_everybody(workshop: Workshop) -> None:
    entries = ask(workshop, "/collections").json()["collections"]
    told = {
        entry["id"]: {link["rel"].rsplit("/", 1)[-1]: link["href"] for link in entry["links"]}
        for entry in entries
    }
    assert "hasPolicy" not in told["regions"]
    assert told["sites_inspection"]["request-access"].startswith("https://datapass.")
    policy = requests.get(told["sites_inspection"]["hasPolicy"], timeout=10)
    assert policy.headers["Content-Type"].startswith("application/ld+json")
    rules = read_policy(policy.json())
    assert [rule.kind for rule in rules] == ["permission", "prohibition"]
    assert {one.left for one in rules[0].constraints} == {"purpose", "dateTime"}
    unknown = told["sites_inspection"]["hasPolicy"].replace("sites_inspection", "regions")
    assert requests.get(unknown, timeout=10).status_code == 404
