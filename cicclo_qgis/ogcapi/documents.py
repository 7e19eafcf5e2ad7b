"""JSON documents, from servers that may answer with something else first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, List, Mapping
from urllib.parse import urlsplit

import requests

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.fetch import Answer, fetch
from cicclo_qgis.ogcapi.pages import is_sign_in_page, json_twin
from cicclo_qgis.ogcapi.pieces import parsed
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.refusals import error_in, server_sentence
from cicclo_qgis.ogcapi.urls import masked, with_query
from cicclo_qgis.ogcapi.validators import Unchanged, conditions_of

ACCEPT_JSON = "application/json"
ACCEPT_GEOJSON = "application/geo+json, application/json;q=0.9"
ACCEPT_OPENAPI = (
    "application/vnd.oai.openapi+json;version=3.0, application/vnd.oai.openapi+json, "
    "application/openapi+json, application/json;q=0.8, */*;q=0.1"
)
_HOMES = ("", "/index.html", "/index.php", "/home", "/accueil", "/fr", "/en")


@dataclass(frozen=True)
class Document:
    """A JSON document; links in it are resolved against ``url`` (the address after redirects)."""

    url: str
    data: Any
    headers: Mapping[str, str]


def get_json(
    http: requests.Session,
    url: str,
    accept: str = ACCEPT_JSON,
    policy: Policy = DEFAULT_POLICY,
    validator: str = "",
) -> Document:
    """The JSON document at ``url``. ``validator``: of the state that is known (``validator_of``).

    When a web page comes back, its JSON twin is taken (``<link rel="alternate">``, then
    ``f=json``), unless it is a page where people sign in.

    Raises:
        OgcApiError: with the code that fits what came, or did not come, back.
        Unchanged: the state that is known is still true.
    """
    conditions = conditions_of(validator)
    try:
        answer = fetch(http, url, accept, policy, conditions)
    except OgcApiError as error:
        if error.status != 406:
            raise
        answer = fetch(http, with_query(url, {"f": "json"}), "*/*", policy)
    if answer.status == 304 and conditions:
        raise Unchanged
    if not answer.is_html:
        with policy.reading():
            return document_of(answer)
    twins = _twins(answer, url)
    for twin in twins:
        try:
            other = fetch(http, twin, accept, policy)
        except OgcApiError as error:
            if error.code in (ProblemCode.SIGN_IN_REQUIRED, ProblemCode.CANCELLED):
                raise
            continue
        if not other.is_html:
            return document_of(other)
    raise page_error(answer, url)


def _twins(answer: Answer, url: str) -> List[str]:
    named = json_twin(answer.body, answer.url)
    if named is not None:
        return [named]
    if answer.moved or is_sign_in_page(answer.body):
        return []
    return [with_query(url, {"f": "json"}), with_query(url, {"f": "application/json"})]


def page_error(answer: Answer, url: str) -> OgcApiError:
    """What a web page in place of JSON means: sign in first, or not an OGC API at all."""
    sign_in = is_sign_in_page(answer.body)
    # A gateway sends strangers elsewhere; a site that sends them to its home page is no gateway.
    if answer.moved and urlsplit(answer.url).path.rstrip("/").lower() not in _HOMES:
        sign_in = True
    code = ProblemCode.SIGN_IN_REQUIRED if sign_in else ProblemCode.NOT_OGC_API
    return OgcApiError(code, masked(url), answer.status, server_sentence(answer.body))


def document_of(answer: Answer) -> Document:
    """The JSON that ``answer`` holds.

    Raises:
        OgcApiError: it holds none, or one that tells of an error.
    """
    if answer.is_html:
        raise page_error(answer, answer.url)
    body = answer.body
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        known = "json" in answer.content_type.lower() or not body.strip()
        code = ProblemCode.INVALID_JSON if known else ProblemCode.NOT_OGC_API
        raise OgcApiError(code, masked(answer.url), answer.status, server_sentence(body))
    data = _parsed(answer)
    error = error_in(data, answer.url)
    if error is not None:
        raise error
    return Document(answer.url, data, answer.headers)


def _parsed(answer: Answer) -> Any:
    try:
        text = answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Some servers write Latin-1 and say UTF-8; every byte is a character there.
        text = answer.body.decode("latin-1")
    try:
        return parsed(text)
    except (ValueError, RecursionError) as error:
        detail = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise OgcApiError(
            ProblemCode.INVALID_JSON, masked(answer.url), answer.status, detail
        ) from None
