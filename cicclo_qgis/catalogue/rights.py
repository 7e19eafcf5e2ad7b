"""Who may use a collection and how one asks for it, as far as its own document tells.

Policies in ODRL (W3C ODRL Information Model 2.2) are read to be shown, never to be decided on:
what a person may open is the platform's answer alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Iterable, Iterator, List, Mapping, Optional, Tuple
from urllib.parse import urlsplit

import requests

from cicclo_qgis.ogcapi import OgcApiError, Policy, ProblemCode, about, get_json
from cicclo_qgis.ogcapi.links import find, links_of, short_rel
from cicclo_qgis.ogcapi.model import Collection, LandingPage, Link
from cicclo_qgis.ogcapi.text import one_line
from cicclo_qgis.ogcapi.urls import child, resolve

_POLICY_RELS = ("haspolicy", "policy", "odrl")
_ASK_RELS = ("request-access", "access-request", "authorization-request", "accessrequest")
_ASK_MEMBERS = ("authorization_request_url", "accessRequest", "requestAccess", "access_request_url")
_ASK_WORDS = re.compile(
    r"demande[rz]?\W+(d.|l.|un\w* )?(acc[èe]s|habilitation|autorisation)|habilitation"
    r"|(request|ask|apply)\w* (for )?access",
    re.I,
)
_ASK_HOSTS = re.compile(r"(^|\.)(datapass|demarches-simplifiees|demarche\.numerique)\.", re.I)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_PREFIX = re.compile(r"^(https?://www\.w3\.org/ns/odrl/2/|odrl:|dcat?:|dct:|dcterms:|cc:)", re.I)
_MOST = 40


@dataclass(frozen=True)
class Constraint:
    """``left``, ``operator`` and ``right`` as the policy names them (ODRL section 2.5)."""

    left: str
    operator: str
    right: str


@dataclass(frozen=True)
class Rule:
    """``kind``: ``permission``, ``prohibition`` or ``obligation`` (ODRL section 2.6)."""

    kind: str
    actions: Tuple[str, ...]
    constraints: Tuple[Constraint, ...] = ()
    duties: Tuple[str, ...] = ()
    assignee: str = ""


@dataclass(frozen=True)
class Conditions:
    """``rights``: the publisher's words. ``ask``: the address where access is asked for."""

    publisher: str = ""
    rights: str = ""
    rules: Tuple[Rule, ...] = ()
    policy_url: str = ""
    ask: str = ""
    mail: str = ""

    def __bool__(self) -> bool:
        return bool(self.rights or self.rules or self.policy_url or self.ask or self.mail)


def known(collection: Collection) -> Conditions:
    """What the list of collections has told already."""
    link = _policy_link(collection.links)
    return Conditions(
        publisher=collection.publisher,
        rights=collection.rights,
        policy_url="" if link is None else link.href,
        ask=_ask(collection.links, collection.rights),
    )


def conditions(
    http: requests.Session, collection: Collection, landing: LandingPage, policy: Policy
) -> Conditions:
    """Read the collection's own document, and the policy it points to. Blocks.

    Raises:
        OgcApiError: the document cannot be read and nothing was known, or cancelled.
    """
    before = known(collection)
    link = find(collection.links, ("self", "collection"), ("application/json", ""), strict=True)
    url = child(landing.collections_url, collection.id) if link is None else link.href
    try:
        document = get_json(http, url, policy=policy)
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED or not before:
            raise
        return _with_policy(http, before, policy)
    entry = document.data if isinstance(document.data, Mapping) else {}
    links = (*links_of(entry.get("links"), document.url), *collection.links)
    told = about.rights(entry) or before.rights
    found = Conditions(
        publisher=about.publisher(entry) or before.publisher,
        rights=told,
        rules=tuple(_embedded(entry)),
        policy_url=_policy_address(entry, document.url) or before.policy_url,
        ask=_asked_member(entry, document.url) or _ask(links, told),
        mail=_mail(entry),
    )
    return _with_policy(http, found, policy)


def _with_policy(http: requests.Session, found: Conditions, policy: Policy) -> Conditions:
    if found.rules or not found.policy_url:
        return found
    try:
        data = get_json(
            http, found.policy_url, "application/ld+json, application/json", policy
        ).data
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return found
    return replace(found, rules=read_policy(data))


def read_policy(document: Any) -> Tuple[Rule, ...]:
    """The rules of an ODRL policy in JSON-LD, compact or with prefixes; others are left out."""
    rules: List[Rule] = []
    for item in _each(document):
        graph = item.get("@graph")
        if graph is not None:
            rules += read_policy(graph)
        for kind in ("permission", "prohibition", "obligation"):
            for one in _each(_member(item, kind, "duty" if kind == "obligation" else kind)):
                rules.append(_rule(kind, one))
    return tuple(rule for rule in rules[:_MOST] if rule.actions)


def _rule(kind: str, value: Mapping[str, Any]) -> Rule:
    return Rule(
        kind,
        tuple(_actions(_member(value, "action"))),
        tuple(_constraints(value)),
        tuple(
            action
            for name in ("duty", "obligation")
            for duty in _each(_member(value, name))
            for action in _actions(_member(duty, "action"))
        ),
        _named(_member(value, "assignee")),
    )


def _actions(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        name = _named(item)
        if not name and isinstance(item, Mapping):
            name = _named(item.get("rdf:value", item.get("value")))
        if name:
            yield name


def _constraints(value: Mapping[str, Any]) -> Iterator[Constraint]:
    for one in _each(_member(value, "constraint")):
        left, right = _named(_member(one, "leftOperand")), _named(_member(one, "rightOperand"))
        if left and right:
            yield Constraint(left, _named(_member(one, "operator")), right)


def _named(value: Any) -> str:
    """A name, an address or a literal; a list is joined."""
    if isinstance(value, list):
        return ", ".join(filter(None, (_named(item) for item in value[:_MOST])))
    if isinstance(value, Mapping):
        for member in ("@id", "@value", "uid", "id", "name", "vcard:fn", "title"):
            found = _named(value.get(member))
            if found:
                return found
        return ""
    if isinstance(value, (bool, int, float)):
        return str(value)
    return _PREFIX.sub("", one_line(value, 200))


def _member(value: Mapping[str, Any], *names: str) -> Any:
    for name in names:
        for form in (name, f"odrl:{name}", f"http://www.w3.org/ns/odrl/2/{name}"):
            if form in value:
                return value[form]
    return None


def _each(value: Any) -> Iterable[Mapping[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values[:_MOST] if isinstance(item, Mapping)]


def _embedded(entry: Mapping[str, Any]) -> Iterator[Rule]:
    for name in ("hasPolicy", "policy"):
        yield from read_policy(_member(entry, name))


def _policy_address(entry: Mapping[str, Any], base: str) -> str:
    value = _member(entry, "hasPolicy")
    address = value.get("@id") if isinstance(value, Mapping) else value
    link = _policy_link(links_of(entry.get("links"), base))
    if isinstance(address, str) and address.startswith(("https://", "http://")):
        return resolve(base, address) or ""
    return "" if link is None else link.href


def _policy_link(links: Iterable[Link]) -> Optional[Link]:
    for link in links:
        rel = short_rel(link.rel)
        if _PREFIX.sub("", rel) in _POLICY_RELS or "odrl" in link.type:
            return link
    return None


def _asked_member(entry: Mapping[str, Any], base: str) -> str:
    for name in _ASK_MEMBERS:
        found = resolve(base, entry.get(name)) if isinstance(entry.get(name), str) else None
        if found:
            return found
    return ""


def _ask(links: Iterable[Link], rights: str) -> str:
    """Where access is asked for: a link that says so, else an address in the conditions."""
    known_links = list(links)
    for link in known_links:
        if short_rel(link.rel) in _ASK_RELS:
            return link.href
    for link in known_links:
        host = urlsplit(link.href).hostname or ""
        if _ASK_HOSTS.search(host) or _ASK_WORDS.search(link.title):
            return link.href
    for line in rights.splitlines():
        asks = bool(_ASK_WORDS.search(line))
        for address in re.findall(r"https?://[^\s<>\"')\]]+", line):
            if asks or _ASK_HOSTS.search(_host(address)):
                return str(address).rstrip(".,;")
    return ""


def _host(address: str) -> str:
    """The host in an address that a person wrote into a text; "" where it is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _mail(entry: Mapping[str, Any]) -> str:
    """The first address of a contact."""
    contacts = entry.get("contacts")
    for contact in _each(contacts):
        for member in ("emails", "email", "mail"):
            value = contact.get(member)
            for item in value if isinstance(value, list) else [value]:
                text = item.get("value") if isinstance(item, Mapping) else item
                found = _MAIL.search(text) if isinstance(text, str) else None
                if found:
                    return found.group(0)
    return ""
