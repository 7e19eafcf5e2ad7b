"""The registry that is shipped: against its schema, and against what a schema cannot say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from cicclo_qgis.catalogue.sources.plan import can_be_listed
from cicclo_qgis.platforms import (
    GatewayAccess,
    LandingStatus,
    OidcAccess,
    Registry,
    platform_from_record,
    platform_to_record,
)
from cicclo_qgis.platforms.protocol import OWN_PARAMETERS

RESOURCES = Path(__file__).parents[3] / "resources"


def read(name: str) -> Any:
    return json.loads((RESOURCES / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = read("platforms.schema.json")
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.fixture(scope="module")
def records() -> List[Dict[str, Any]]:
    found: List[Dict[str, Any]] = read("platforms.json")["platforms"]
    return found


def test_the_shipped_file_follows_its_schema(validator: Draft202012Validator) -> None:
    problems = [
        f"{e.json_path}: {e.message}" for e in validator.iter_errors(read("platforms.json"))
    ]
    assert problems == []


def test_every_shipped_record_is_read_without_a_note() -> None:
    registry = Registry(RESOURCES / "platforms.json")
    assert registry.load() == ()
    assert len(registry.platforms()) == len(read("platforms.json")["platforms"]) >= 30


def test_identifiers_and_names_are_unique(records: List[Dict[str, Any]]) -> None:
    for member in ("id", "name"):
        values = [record[member] for record in records]
        assert len(values) == len(set(values))


def test_every_address_is_https(records: List[Dict[str, Any]]) -> None:
    def addresses(value: Any) -> List[str]:
        if isinstance(value, dict):
            return [url for item in value.values() for url in addresses(item)]
        if isinstance(value, list):
            return [url for item in value for url in addresses(item)]
        return [value] if isinstance(value, str) and "://" in value.split(" ")[0] else []

    found = addresses([{**record, "source": ""} for record in records])
    assert len(found) > 60
    assert [url for url in found if not url.startswith("https://")] == []


def test_credentials_stay_on_the_platforms_own_hosts(records: List[Dict[str, Any]]) -> None:
    for record in records:
        platform = platform_from_record(record)
        places = (platform.landing, platform.wfs, platform.private_wfs)
        own = {urlsplit(url).hostname for url in places if url}
        for access in platform.access:
            for prefix in access.protects:
                assert urlsplit(prefix).hostname in own, (platform.id, prefix)
                assert urlsplit(prefix).path not in ("", "/"), (platform.id, prefix)


def test_a_landing_page_is_covered_by_its_gateway(records: List[Dict[str, Any]]) -> None:
    seen = 0
    for record in records:
        platform = platform_from_record(record)
        for access in platform.access:
            if isinstance(access, GatewayAccess) and platform.landing:
                assert any(platform.landing.startswith(prefix) for prefix in access.protects)
                assert access.login_url.endswith("/oauth2/authorization/proconnect")
                seen += 1
    assert seen >= 8


def test_no_client_is_invented(records: List[Dict[str, Any]]) -> None:
    for record in records:
        platform = platform_from_record(record)
        assert not any(isinstance(access, OidcAccess) for access in platform.access)


def test_geoplateforme_says_that_it_has_no_landing_page(records: List[Dict[str, Any]]) -> None:
    (record,) = [record for record in records if record["id"] == "geoplateforme"]
    platform = platform_from_record(record)
    assert platform.landing is None
    assert platform.landing_status is LandingStatus.NONE
    assert "oidc-client-missing" in platform.quirks


def test_what_is_for_members_is_asked_with_their_credential(records: List[Dict[str, Any]]) -> None:
    seen = 0
    for record in records:
        platform = platform_from_record(record)
        if platform.private_wfs is not None:
            prefixes = [prefix for access in platform.access for prefix in access.protects]
            assert any(platform.private_wfs.startswith(f"{prefix}/") for prefix in prefixes)
            seen += 1
    assert seen == 1


def test_most_platforms_without_a_landing_page_are_listed_otherwise(
    records: List[Dict[str, Any]],
) -> None:
    platforms = [platform_from_record(record) for record in records]
    without = [one for one in platforms if one.landing is None]
    assert len(without) >= 15
    left = {one.id for one in without if not can_be_listed(one)}
    # Nothing is known of its catalogue.
    assert left == {"geonormandie"}


def test_records_come_back_as_they_went(records: List[Dict[str, Any]]) -> None:
    for record in records:
        platform = platform_from_record(record)
        assert platform_from_record(platform_to_record(platform)) == platform


OIDC = {
    "kind": "oidc",
    "issuer": "http://127.0.0.1:8080/realms/hexagone",
    "client_id": "cicclo-qgis",
    "protects": ["http://127.0.0.1:8081/wfs3"],
    "authorize_params": {"kc_idp_hint": "proconnect"},
}
GATEWAY = {
    "kind": "gateway",
    "login_url": "https://x.fr/oauth2/authorization/proconnect",
    "whoami_url": "https://x.fr/whoami",
    "logout_url": "https://x.fr/logout",
    "cookies": ["SESSION"],
    "protects": ["https://x.fr/ogc"],
}
PLATFORM = {
    "id": "a-b1",
    "name": "Atelier",
    "territory": "Bretagne",
    "software": "pygeoapi",
    "landing": "https://x.fr/ogc/",
    "landing_status": "documented",
    "access": [OIDC, GATEWAY],
    "restricted": ["secret_*"],
    "source": "test",
}


def without(record: Dict[str, Any], *names: str) -> Dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}


GOOD = [
    PLATFORM,
    {**PLATFORM, "landing": None, "landing_status": "none"},
    {**PLATFORM, "access": [{"kind": "account", "protects": ["https://x.fr/geoserver"]}]},
    {**PLATFORM, "access": [{"kind": "apikey", "protects": ["https://x.fr/p"], "header": "X-Key"}]},
    {**PLATFORM, "catalogue": {"type": "csw", "url": "https://x.fr/csw"}},
    {**PLATFORM, "catalogue": {"type": "udata", "url": "https://x.fr/api/1/"}},
    {**PLATFORM, "wfs": "https://x.fr/wfs", "private_wfs": "https://x.fr/private/wfs"},
]
BAD = [
    without(PLATFORM, "id"),
    {**PLATFORM, "id": "A b"},
    {**PLATFORM, "id": "a--b"},
    {**PLATFORM, "name": ""},
    {**PLATFORM, "name": "a\nb\x07"},
    {**PLATFORM, "name": 3},
    {**PLATFORM, "landing": "http://x.fr/ogc/"},
    {**PLATFORM, "landing": "file:///etc/passwd"},
    {**PLATFORM, "landing": "https://me@x.fr/ogc/"},
    {**PLATFORM, "landing": "https://"},
    {**PLATFORM, "landing": None},
    {**PLATFORM, "landing_status": "none"},
    {**PLATFORM, "landing_status": "sure"},
    {**PLATFORM, "catalogue": {"type": "other", "url": "https://x.fr"}},
    {**PLATFORM, "private_wfs": "http://x.fr/wfs"},
    {**PLATFORM, "restricted": "secret"},
    {**PLATFORM, "access": [{"kind": "magic", "protects": ["https://x.fr/p"]}]},
    {**PLATFORM, "access": [without(GATEWAY, "whoami_url")]},
    {**PLATFORM, "access": [{**GATEWAY, "protects": []}]},
    {**PLATFORM, "access": [{**GATEWAY, "cookies": ["a b"]}]},
    {**PLATFORM, "access": [{**OIDC, "issuer": "http://x.fr/realms/r"}]},
    {**PLATFORM, "access": [{**OIDC, "redirect_uris": ["https://x.fr/callback"]}]},
    {**PLATFORM, "access": [{**OIDC, "redirect_uris": []}]},
    {**PLATFORM, "access": [{**OIDC, "authorize_params": {"redirect_uri": "https://evil.fr"}}]},
    {**PLATFORM, "access": [{**OIDC, "authorize_params": {"x": 1}}]},
    {**PLATFORM, "access": [{**OIDC, "scopes": ["email"]}]},
]


@pytest.mark.parametrize("record", GOOD)
def test_schema_and_reader_agree_on_good_records(
    validator: Draft202012Validator, record: Dict[str, Any]
) -> None:
    assert validator.is_valid({"version": 1, "platforms": [record]})
    platform = platform_from_record(record)
    written = platform_to_record(platform)
    assert platform_from_record(written) == platform
    assert validator.is_valid({"version": 1, "platforms": [written]})


@pytest.mark.parametrize("record", BAD)
def test_schema_and_reader_agree_on_bad_records(
    validator: Draft202012Validator, record: Dict[str, Any]
) -> None:
    assert not validator.is_valid({"version": 1, "platforms": [record]})
    with pytest.raises(ValueError):
        platform_from_record(record)


@pytest.mark.parametrize(
    "access",
    [
        {**GATEWAY, "protects": ["https://other.fr/ogc"]},
        {**GATEWAY, "login_url": "https://other.fr/login"},
        {**GATEWAY, "protects": ["https://x.fr:444/ogc"]},
        {"kind": "apikey", "protects": ["https://x.fr/p"], "header": "Cookie"},
    ],
)
def test_a_record_cannot_send_a_credential_astray(access: Dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        platform_from_record({**PLATFORM, "access": [access]})


def test_the_schema_refuses_members_it_does_not_know(validator: Draft202012Validator) -> None:
    assert not validator.is_valid({"version": 1, "platforms": [{**PLATFORM, "colour": "red"}]})
    assert platform_from_record({**PLATFORM, "colour": "red"}).id == "a-b1"


def test_the_schema_forbids_the_parameters_the_plugin_sets_itself() -> None:
    oidc = read("platforms.schema.json")["$defs"]["oidc"]["properties"]
    assert set(oidc["authorize_params"]["propertyNames"]["not"]["enum"]) == OWN_PARAMETERS
