"""Requests to services that are not OGC API: XML and JSON, within limits.

Waiting for a busy server is the transport's business (``catalogue.manners``).
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Callable, Mapping, Optional

import requests

from cicclo_qgis.catalogue.sources.xml_reader import Node, XmlError, read
from cicclo_qgis.ogcapi.documents import Document, document_of, page_error
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.fetch import Answer, Query, fetch
from cicclo_qgis.ogcapi.model import LandingPage
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.refusals import server_sentence
from cicclo_qgis.ogcapi.urls import masked
from cicclo_qgis.ogcapi.validators import Unchanged, conditions_of

ACCEPT_XML = "application/xml, text/xml;q=0.9, */*;q=0.5"
_REPORTS = frozenset(("ExceptionReport", "ServiceExceptionReport"))
_EXCEPTIONS = frozenset(("Exception", "ServiceException"))
_DENIED = ("not authorized", "access denied", "not permitted", "permission", "forbidden")


def service_landing(url: str, title: str) -> LandingPage:
    """What stands for the landing page where there is none: the address of the service."""
    return LandingPage(url, title, "", (), url, None, None)


def get_masked(
    http: requests.Session, url: str, headers: Mapping[str, str], policy: Policy
) -> Document:
    """The JSON document at ``url``, asked with further headers. Raises like ``get_json``."""
    answer = fetch(http, url, "application/json", policy, headers)
    with policy.reading():
        return document_of(answer)


def post_json(http: requests.Session, url: str, body: Mapping[str, Any], policy: Policy) -> Any:
    """What the service answers to ``body``. Raises like ``get_json``."""
    query = Query(json.dumps(body).encode("utf-8"), "application/json")
    answer = fetch(http, url, "application/json", policy, query=query)
    with policy.reading():
        return document_of(answer).data


def get_xml(http: requests.Session, url: str, policy: Policy, validator: str = "") -> Answer:
    """An XML document.

    Raises:
        OgcApiError: like ``fetch``; SIGN_IN_REQUIRED when a sign-in page came instead.
        Unchanged: the state known by ``validator`` is still true.
    """
    conditions = conditions_of(validator)
    answer = fetch(http, url, ACCEPT_XML, policy, conditions)
    if answer.status == 304 and conditions:
        raise Unchanged
    return _checked(answer, url)


def post_xml(http: requests.Session, url: str, body: str, policy: Policy) -> Answer:
    """What the service answers to an XML request. Raises like ``get_xml``."""
    query = Query(body.encode("utf-8"), "application/xml")
    answer = fetch(http, url, ACCEPT_XML, policy, query=query)
    return _checked(answer, url)


def pieces_of(
    answer: Answer,
    policy: Policy,
    names: frozenset[str],
    take: Callable[[Node], None],
    heads: frozenset[str] = frozenset(),
) -> Node:
    """Read the XML of ``answer``; see ``xml_reader.read``.

    Raises:
        OgcApiError: it is no XML, a report of an exception (OGC 06-121r9, section 8); cancelled.
    """
    told: list[str] = []

    def sort(node: Node) -> None:
        breathe()
        if policy.cancelled():
            raise OgcApiError(ProblemCode.CANCELLED, masked(answer.url), answer.status)
        if node.name in _EXCEPTIONS:
            told.append(" ".join(node.pieces()))
        else:
            take(node)

    try:
        with policy.reading() as breathe:
            root = read(answer.body, names | _EXCEPTIONS, sort, heads)
    except XmlError as error:
        said = server_sentence(answer.body) if b"<" in answer.body[:200] else ""
        raise OgcApiError(
            ProblemCode.NOT_OGC_API, masked(answer.url), answer.status, said or str(error)
        ) from None
    if root.name in _REPORTS:
        text = server_sentence(answer.body) or "; ".join(told)
        # Servers put refusals there too, with the status 200.
        denied = any(word in text.lower() for word in _DENIED)
        code = ProblemCode.NO_RIGHT if denied else ProblemCode.SERVER_ERROR
        raise OgcApiError(code, masked(answer.url), answer.status, text)
    return root


def _checked(answer: Answer, url: str) -> Answer:
    if answer.is_html:
        raise page_error(answer, url)
    return answer


def small(policy: Policy, seconds: float, pages: Optional[int] = None) -> Policy:
    """``policy`` with less patience, for what is only looked up on the way."""
    limits = replace(policy, total_s=min(policy.total_s, seconds))
    return limits if pages is None else replace(limits, max_pages=min(policy.max_pages, pages))
