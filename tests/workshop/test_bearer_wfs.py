"""Platform 2's WFS: the same rights as its OGC API, whatever way a request is spelt."""

from __future__ import annotations

from typing import Dict

import pytest
import requests

from tests.workshop.agent import Agent, bearer_token
from tests.workshop.identity_browser import CAMILLE, NOE
from workshop import Workshop
from workshop.bearer_wfs import feature_types

PUBLISHED = ("regions", "departements", "sites_inspection")
GET = "SERVICE=WFS&REQUEST=GetFeature"


def ask(workshop: Workshop, query: str, token: str = "") -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with requests.Session() as session:
        session.trust_env = False
        url = f"{workshop.addresses['hexagone_wfs']}?{query}"
        return session.get(url, headers=headers, allow_redirects=False, timeout=20)


@pytest.mark.parametrize(
    "pairs",
    [
        [("SERVICE", "WFS"), ("REQUEST", "GetFeature"), ("MAP", "/other.qgs")],
        [("SERVICE", "WFS"), ("REQUEST", "GetFeature"), ("EXP_FILTER", "1")],
        [("SERVICE", "WFS"), ("REQUEST", "Transaction"), ("TYPENAME", "regions")],
        [("SERVICE", "WMS"), ("REQUEST", "GetMap")],
        [("REQUEST", "GetFeature"), ("TYPENAME", "regions")],
        [("SERVICE", "WFS"), ("REQUEST", "GetFeature"), ("TYPENAME", "(regions)(x)")],
        [("SERVICE", "WFS"), ("service", "WMS"), ("REQUEST", "GetFeature")],
        [("SERVICE", "WFS"), ("REQUEST", "GetFeature"), ("TYPENAME", "nothing")],
        [
            ("SERVICE", "WFS"),
            ("REQUEST", "GetFeature"),
            ("TYPENAME", "regions"),
            ("FILTER", '<Filter><Function name="x"/></Filter>'),
        ],
    ],
)
def test_what_is_not_plainly_harmless_is_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError):
        feature_types(pairs, PUBLISHED)


def test_what_a_request_is_about() -> None:
    def about(query: str) -> list[str]:
        pairs = [tuple(one.split("=", 1)) for one in query.split("&")]
        return feature_types(pairs, PUBLISHED)  # type: ignore[arg-type]

    assert about("SERVICE=WFS&REQUEST=GetCapabilities") == []
    assert about(f"{GET}&TYPENAME=regions,qgs:sites_inspection") == ["regions", "sites_inspection"]
    assert about(f"{GET}&FEATUREID=sites_inspection.3") == ["sites_inspection"]
    assert about("SERVICE=WFS&REQUEST=DescribeFeatureType") == list(PUBLISHED)


@pytest.fixture(scope="module")
def tokens(workshop: Workshop) -> Dict[str, str]:
    issuer = workshop.addresses["hexagone_issuer"]
    return {email: bearer_token(issuer, Agent(email)) for email in (CAMILLE, NOE)}


@pytest.mark.workshop
def test_all_is_listed_and_open_layers_open(workshop: Workshop) -> None:
    listed = ask(workshop, "SERVICE=WFS&REQUEST=GetCapabilities")
    assert listed.status_code == 200
    assert "<Name>sites_inspection</Name>" in listed.text
    # QGIS asks where the service says it is.
    assert f'href="{workshop.addresses["hexagone_wfs"]}"' in listed.text
    assert "01" in ask(workshop, f"{GET}&TYPENAME=regions&MAXFEATURES=1").text


@pytest.mark.workshop
@pytest.mark.parametrize(
    "query",
    [
        f"{GET}&TYPENAME=sites_inspection",
        f"{GET}&typename=regions,sites_inspection",
        f"{GET}&FEATUREID=sites_inspection.1",
        f"{GET}&TYPENAMES=sites_inspection&TYPENAME=regions",
        "SERVICE=WFS&REQUEST=DescribeFeatureType",
    ],
)
def test_restricted_data_asks_for_a_token_with_the_right(
    workshop: Workshop, tokens: Dict[str, str], query: str
) -> None:
    stranger = ask(workshop, query)
    assert stranger.status_code == 401
    assert stranger.headers["WWW-Authenticate"].startswith("Bearer realm=")
    assert "SI-01" not in stranger.text
    assert ask(workshop, query, tokens[NOE]).status_code == 403
    allowed = ask(workshop, query, tokens[CAMILLE])
    assert allowed.status_code == 200
    assert allowed.headers["Cache-Control"] == "private, no-store"
