"""First rows, attributes and conditions, read from a real server."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict

import pytest
import requests

from cicclo_qgis.catalogue import peek, rights
from cicclo_qgis.catalogue.rights import Conditions, Constraint, Rule
from cicclo_qgis.ogcapi import Collection, LandingPage, Link, OgcApiError, Policy, ProblemCode
from tests.unit.catalogue.listing import entry
from tests.unit.site import Reply, Site

POLICY = Policy(total_s=5.0)


def about(site: Site, **more: Any) -> Collection:
    plain = entry("lyon", "zh").collection
    url = site.url("/ogc/collections/zh/items")
    return replace(plain, links=(), items_url=url, license=None, **more)


def landing(site: Site) -> LandingPage:
    base = site.url("/ogc/")
    return LandingPage(base, "", "", (), f"{base}collections", None, None)


def feature(**properties: Any) -> Dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [-3.0, 48.0]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def items(*features: Any, **more: Any) -> Reply:
    return Reply({"type": "FeatureCollection", "features": list(features), **more})


def test_the_first_rows(site: Site, http: requests.Session) -> None:
    site.routes["/ogc/collections/zh/items"] = items(
        feature(nom="<b>Marais</b>", ha=12.5, vu=True, obs=None),
        feature(nom="Étang", ha=3, code={"a": 1}, obs="2024"),
        numberMatched=1234,
    )
    sample = peek.sample(http, about(site), POLICY)
    assert sample.columns == ("nom", "ha", "vu", "obs", "code")
    assert sample.rows[0] == ("Marais", "12.5", "true", None, None)
    assert sample.rows[1] == ("Étang", "3", None, "2024", '{"a": 1}')
    kinds = {one.name: one.kind for one in sample.attributes}
    assert kinds == {
        "nom": "string",
        "ha": "number",
        "vu": "boolean",
        "obs": "string",
        "code": "object",
    }
    assert sample.number_matched == 1234 and sample.features == 2
    assert [shape.kind for shape in sample.shapes] == ["point", "point"]
    assert site.heard[0].query["limit"] == str(peek.MOST_FEATURES)


def test_a_table(site: Site, http: requests.Session) -> None:
    site.routes["/ogc/collections/zh/items"] = Reply({"records": [{"a": 1}, {"a": 2}]})
    sample = peek.sample(http, about(site), POLICY)
    assert sample.rows == (("1",), ("2",)) and sample.shapes == () and sample.box is None


def test_fewer_rows_where_many_are_too_large(site: Site, http: requests.Session) -> None:
    def page(heard: Any) -> Reply:
        size = 100_000 if heard.query["limit"] == "10" else 400_000
        return items(*[feature(text="x" * size) for _ in range(10)])

    site.routes["/ogc/collections/zh/items"] = page
    sample = peek.sample(http, about(site), POLICY)
    assert sample.features == 10 and len(sample.rows[0][0] or "") == 200
    assert [heard.query["limit"] for heard in site.heard] == ["50", "10"]


def test_rows_that_are_refused(site: Site, http: requests.Session) -> None:
    site.routes["/ogc/collections/zh/items"] = Reply({"code": "x"}, 401)
    with pytest.raises(OgcApiError) as caught:
        peek.sample(http, about(site), POLICY)
    assert caught.value.code is ProblemCode.SIGN_IN_REQUIRED


SCHEMA = {
    "properties": {
        "geom": {"format": "geometry-point"},
        "nom": {"type": ["string", "null"], "title": "Nom", "description": "Nom <i>usuel</i>"},
        "etat": {"type": "string", "enum": ["bon", 3]},
        "le": {"type": "string", "format": "date"},
        "wrong": 3,
    }
}


def test_the_attributes_as_the_server_describes_them(site: Site, http: requests.Session) -> None:
    site.routes["/ogc/collections/zh/queryables"] = Reply(SCHEMA)
    found = peek.schema(http, about(site), landing(site), POLICY)
    assert [(one.name, one.kind) for one in found] == [
        ("geom", "geometry"),
        ("nom", "string"),
        ("etat", "string"),
        ("le", "date"),
    ]
    assert found[1].title == "Nom" and found[1].description == "Nom usuel"
    assert found[2].values == ("bon", "3")


def test_the_schema_comes_before_the_queryables(site: Site, http: requests.Session) -> None:
    site.routes["/schema"] = Reply({"properties": {"tout": {"type": "integer"}}})
    links = (
        Link(site.url("/queryables"), "queryables", "application/schema+json"),
        Link(site.url("/schema"), "[ogc-rel:schema]", "application/schema+json"),
    )
    found = peek.schema(http, replace(about(site), links=links), landing(site), POLICY)
    assert [one.name for one in found] == ["tout"]
    assert site.paths() == ["/schema"]


def test_no_schema_at_all(site: Site, http: requests.Session) -> None:
    assert peek.schema(http, about(site), landing(site), POLICY) == ()
    elsewhere = (Link("https://other.example.fr/s", "schema", "application/schema+json"),)
    collection = replace(about(site), links=elsewhere)
    assert peek.schema(http, collection, landing(site), POLICY) == ()


# -- conditions -----------------------------------------------------------------------------

ODRL = {
    "@context": "http://www.w3.org/ns/odrl.jsonld",
    "@type": "Set",
    "permission": [
        {
            "target": "x",
            "action": "use",
            "assignee": {"@id": "https://example.fr/services-instructeurs"},
            "constraint": [
                {"leftOperand": "purpose", "operator": "eq", "rightOperand": "Police de l’eau"},
                {
                    "leftOperand": {"@id": "odrl:dateTime"},
                    "operator": {"@id": "odrl:lt"},
                    "rightOperand": {"@value": "2027-01-01", "@type": "xsd:date"},
                },
            ],
            "duty": [{"action": "attribute"}],
        }
    ],
    "odrl:prohibition": {"odrl:action": [{"@id": "odrl:distribute"}, "commercialize"]},
    "obligation": [{"action": [{"rdf:value": {"@id": "odrl:inform"}}]}],
}


def test_a_policy_in_odrl() -> None:
    permission, prohibition, obligation = rights.read_policy(ODRL)
    assert permission == Rule(
        "permission",
        ("use",),
        (
            Constraint("purpose", "eq", "Police de l’eau"),
            Constraint("dateTime", "lt", "2027-01-01"),
        ),
        ("attribute",),
        "https://example.fr/services-instructeurs",
    )
    assert prohibition == Rule("prohibition", ("distribute", "commercialize"))
    assert obligation == Rule("obligation", ("inform",))
    assert rights.read_policy({"@graph": [ODRL]}) == rights.read_policy([ODRL])


@pytest.mark.parametrize(
    "nonsense", [None, 3, "x", [], [3], {"permission": 3}, {"permission": [{}]}]
)
def test_a_policy_of_nonsense(nonsense: Any) -> None:
    assert rights.read_policy(nonsense) == ()


def test_the_collection_tells_its_conditions(site: Site, http: requests.Session) -> None:
    site.routes["/ogc/collections/zh"] = Reply(
        {
            "id": "zh",
            "rights": "Réservé aux services instructeurs.",
            "hasPolicy": ODRL,
            "contacts": [
                {"name": "DDTM 22", "roles": ["publisher"], "emails": [{"value": "a@b.fr"}]}
            ],
            "links": [
                {
                    "href": "https://datapass.api.gouv.fr/demande/zh",
                    "rel": "related",
                    "type": "text/html",
                }
            ],
        }
    )
    found = rights.conditions(http, about(site), landing(site), POLICY)
    assert found.publisher == "DDTM 22" and found.mail == "a@b.fr"
    assert found.rights == "Réservé aux services instructeurs."
    assert found.ask == "https://datapass.api.gouv.fr/demande/zh"
    assert [rule.kind for rule in found.rules] == ["permission", "prohibition", "obligation"]


def test_a_policy_of_its_own_is_read(site: Site, http: requests.Session) -> None:
    site.routes["/policy"] = Reply(ODRL)
    site.routes["/ogc/collections/zh"] = Reply(
        {"links": [{"href": "/policy", "rel": "odrl:hasPolicy", "type": "application/ld+json"}]}
    )
    found = rights.conditions(http, about(site), landing(site), POLICY)
    assert len(found.rules) == 3 and found.policy_url == site.url("/policy")
    site.routes["/policy"] = Reply("gone", 404)
    found = rights.conditions(http, about(site), landing(site), POLICY)
    assert found.rules == () and found.policy_url == site.url("/policy")


def test_what_the_list_has_told_is_kept_when_the_document_is_refused(
    site: Site, http: requests.Session
) -> None:
    site.routes["/ogc/collections/zh"] = Reply({}, 403)
    told = about(site, rights="Sur demande : https://www.demarches-simplifiees.fr/commencer/zh.")
    found = rights.conditions(http, told, landing(site), POLICY)
    assert found.ask == "https://www.demarches-simplifiees.fr/commencer/zh"
    with pytest.raises(OgcApiError):
        rights.conditions(http, about(site), landing(site), POLICY)


@pytest.mark.parametrize(
    ("link", "found"),
    [
        (Link("https://x.fr/1", "request-access"), True),
        (Link("https://x.fr/1", "related", "", "Demander l’accès aux données"), True),
        (Link("https://x.fr/1", "related", "", "Demande d'habilitation"), True),
        (Link("https://datapass.api.gouv.fr/x", "related"), True),
        (Link("https://x.fr/datapass", "related", "", "Accès aux données"), False),
        (Link("https://x.fr/1", "alternate", "text/html", "Fiche"), False),
    ],
)
def test_where_access_is_asked_for(link: Link, found: bool) -> None:
    collection = replace(entry("lyon", "zh").collection, links=(link,))
    assert (rights.known(collection).ask == link.href) is found


@pytest.mark.parametrize("link", ["https://[domaine]/acces", "https://[::1", "https://x]y"])
def test_an_address_in_the_conditions_that_is_none(link: str) -> None:
    told = f"Demander à {link} puis à https://datapass.api.gouv.fr/x."
    collection = replace(entry("lyon", "zh").collection, links=(), rights=told)
    assert rights.known(collection).ask == "https://datapass.api.gouv.fr/x"


def test_nothing_is_known() -> None:
    collection = replace(entry("lyon", "zh").collection, links=())
    assert rights.known(collection) == Conditions() and not Conditions(publisher="x")
