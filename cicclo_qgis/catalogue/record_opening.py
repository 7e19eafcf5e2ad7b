"""A portal's record, opened to see which collections it is about.

What comes back is a stranger's: it is read within limits, and what it links to is compared with
the lists, never fetched.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple
from urllib.parse import urlsplit

import requests

from cicclo_qgis.catalogue import by_address
from cicclo_qgis.catalogue.joined import key_of
from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.catalogue.record_address import Source, sources_of
from cicclo_qgis.catalogue.sources import data_gouv, ogc_records
from cicclo_qgis.catalogue.sources.iso_record import RECORDS
from cicclo_qgis.catalogue.sources.iso_record import record_of as iso_record_of
from cicclo_qgis.catalogue.sources.json_parts import members, text
from cicclo_qgis.catalogue.sources.pointing import Pointer, pointers_of
from cicclo_qgis.catalogue.sources.record import Record, RecordLink
from cicclo_qgis.catalogue.sources.service import pieces_of
from cicclo_qgis.ogcapi.documents import document_of, page_error
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.fetch import Answer, fetch
from cicclo_qgis.ogcapi.links import media_type
from cicclo_qgis.ogcapi.markup import MarkupParser
from cicclo_qgis.ogcapi.model import Collection, ServiceKind
from cicclo_qgis.ogcapi.pages import is_sign_in_page
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.urls import resolve, same_origin
from cicclo_qgis.platforms.model import Platform

# A record is some ten thousand bytes; a person waits for it.
LIMITS = Policy(connect_s=5.0, read_s=8.0, total_s=12.0, max_bytes=4 * 1024 * 1024, max_redirects=4)
_TWINS = ("application/xml", "text/xml", "application/geo+json", "application/json")
_MOST_TWINS = 2
_MOST_LINKS = 400
_READ_OF_A_PAGE = 1_000_000
_MOST_FOUND = 100
_REFUSED = (ProblemCode.SIGN_IN_REQUIRED, ProblemCode.NO_RIGHT)

Member = Callable[[str], Optional[requests.Session]]
"""The session that asks an address in the person's name; None where nobody is signed in for it."""

_Place = Tuple[str, str, str]


@dataclass(frozen=True)
class Told:
    """What a record says: where its collections are, and where else the same record is.

    ``refused``: where it is kept from whoever asked; it says nothing then. ``to_member``: it was
    told to a person who is signed in, and perhaps to nobody else.
    """

    pointers: Tuple[Pointer, ...] = ()
    elsewhere: Tuple[str, ...] = ()
    refused: str = ""
    to_member: bool = False

    def __bool__(self) -> bool:
        return bool(self.pointers or self.elsewhere)


def read(
    http: requests.Session,
    address: str,
    platforms: Iterable[Platform],
    *,
    stranger: bool = False,
    member: Member = lambda _url: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Told:
    """Open the record that ``address`` means, wherever it can be read; empty when it cannot be.

    ``http`` asks as a stranger, who comes first; where that tells nothing ``member`` is asked for
    a session, for addresses that were made here alone. ``stranger``: see ``sources_of``.

    Raises:
        OgcApiError: cancelled.
    """
    policy = replace(LIMITS, cancelled=cancelled)
    refused = ""
    for source in sources_of(address, platforms, stranger):
        told = _read(http, source, policy)
        own = member(source.url) if source.ours and not told else None
        if own is not None:
            with closing(own):
                told = replace(_read(own, source, policy), to_member=True)
        if told:
            return told
        if source.ours:
            refused = refused or told.refused
    return Told(refused=refused)


def among(told: Told, entries: Iterable[Entry], choose: bool = False) -> List[Entry]:
    """The entries whose collections the record is about, in the order it names them.

    ``choose``: the person will choose; where it names a service alone, that service's are meant.
    """
    known = list(entries)
    wanted: Dict[str, List[Tuple[int, Pointer]]] = {}
    for number, pointer in enumerate(told.pointers):
        wanted.setdefault(_last(pointer.name), []).append((number, pointer))
    found: Dict[int, Entry] = {}
    for entry in known:
        # Taking addresses apart is slow, and there may be a hundred thousand.
        for number, pointer in wanted.get(_last(entry.service_name), ()):
            if number not in found and _is(pointer, entry):
                found[number] = entry
    alone = {number: _place(pointer.service) for number, pointer in wanted.get("", ())}
    held = _held(known, alone.values())
    # A service with one collection needs no name for it.
    found.update((number, held[at][0]) for number, at in alone.items() if len(held[at]) == 1)
    # One collection is often offered in several ways: the surest is first.
    order = sorted(found, key=lambda one: (told.pointers[one].kind is ServiceKind.WFS, one))
    unique: List[Entry] = []
    for number in order:
        if not any(_are_one(other, found[number]) for other in unique):
            unique.append(found[number])
    if not unique:
        pages = (by_address.find(address, known) for address in told.elsewhere)
        unique = list({entry.collection.id: entry for entry in pages if entry is not None}.values())
    if not unique and choose:
        of_them = (entry for at in dict.fromkeys(alone.values()) for entry in held[at])
        return list(islice(of_them, _MOST_FOUND))
    return unique[:_MOST_FOUND]


def services(told: Told) -> List[str]:
    """The services that the record names, those of OGC API - Features first."""
    order = sorted(told.pointers, key=lambda one: one.kind is not ServiceKind.FEATURES)
    return list(dict.fromkeys(one.service for one in order))


def landing_pages(told: Told) -> List[str]:
    """The landing pages of OGC API - Features that the record names."""
    features = (one for one in told.pointers if one.kind is ServiceKind.FEATURES)
    return list(dict.fromkeys(one.service for one in features))


# -- reading --------------------------------------------------------------------------------


def _read(http: requests.Session, source: Source, policy: Policy, deep: bool = True) -> Told:
    try:
        answer = fetch(http, source.url, source.accept, policy)
        if answer.is_html:
            return _page(http, answer, policy) if deep else Told()
        if answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
            return _told(_json_records(document_of(answer).data), answer.url)
        return _told(_xml_records(answer, policy), answer.url)
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return Told(refused=source.url if error.code in _REFUSED else "")


def _told(records: Sequence[Record], base: str) -> Told:
    links = [link for record in records for link in record.links][:_MOST_LINKS]
    pointers = dict.fromkeys(one for link in links for one in pointers_of(link, base))
    pages = dict.fromkeys(record.page for record in records if by_address.is_address(record.page))
    return Told(_named_or_not(list(pointers)), tuple(pages))


def _named_or_not(pointers: List[Pointer]) -> Tuple[Pointer, ...]:
    """Without services whose collections are named by others."""
    named = {one.service for one in pointers if one.name}
    return tuple(one for one in pointers if one.name or one.service not in named)


def _xml_records(answer: Answer, policy: Policy) -> List[Record]:
    """ISO 19139, ISO 19115-3 and csw:Record, alone or in a CSW's answer."""
    found: List[Record] = []

    def take(node: Any) -> None:
        record = iso_record_of(node)
        if record is not None:
            found.append(record)

    pieces_of(answer, policy, RECORDS, take)
    return found[:1]


def _json_records(data: Any) -> List[Record]:
    """A record of OGC API - Records, of udata, or of CKAN."""
    document = members(data)
    if document.get("type") == "Feature":
        record = ogc_records.record_of(document)
        return [] if record is None else [record]
    result = members(document.get("result"))  # CKAN
    dataset = result if isinstance(result.get("resources"), list) else document
    record = data_gouv.record_of(dataset)
    if record is None:
        return []
    base = text(dataset.get("base_api_url"))  # a dataservice of udata
    links = (RecordLink(base, text(dataset.get("format"))),) if base else ()
    harvested = members(dataset.get("harvest"))
    pages = (text(harvested.get("remote_url")), text(harvested.get("uri")))
    made = replace(record, links=(*record.links, *links))
    return [made, *(replace(made, links=(), page=page) for page in pages if page)]


# -- web pages ------------------------------------------------------------------------------


def _page(http: requests.Session, answer: Answer, policy: Policy) -> Told:
    """A page for people: its twin for machines on the same server, else its own links."""
    if is_sign_in_page(answer.body):
        raise page_error(answer, answer.url)
    page = _Links()
    page.feed(answer.body[:_READ_OF_A_PAGE].decode("utf-8", "replace"))
    for url in list(_twins(page.links, answer.url))[:_MOST_TWINS]:
        told = _read(http, Source(url, ", ".join(_TWINS)), policy, deep=False)
        if told:
            return told
    return _told([Record("", "", "", tuple(page.links))], answer.url)


def _twins(links: Iterable[RecordLink], base: str) -> Iterator[str]:
    for link in links:
        is_twin = {"alternate", "describedby"} & set(link.rel.lower().split())
        if is_twin and media_type(link.type) in _TWINS:
            url = resolve(base, link.url)
            if url is not None and same_origin(url, base):
                yield url


class _Links(MarkupParser):
    """What a page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: List[RecordLink] = []

    def handle_starttag(self, tag: str, attrs: List[Tuple[str, Optional[str]]]) -> None:
        """Note one link."""
        values = {name: value or "" for name, value in attrs}
        if tag in ("a", "link") and values.get("href") and len(self.links) < _MOST_LINKS:
            self.links.append(
                RecordLink(
                    url=values["href"], rel=values.get("rel", ""), type=values.get("type", "")
                )
            )


# -- comparing ------------------------------------------------------------------------------


def _is(pointer: Pointer, entry: Entry) -> bool:
    meant = Collection("", "", "", (), "", service_url=pointer.service, service_name=pointer.name)
    own = replace(entry.collection, service_name=entry.service_name)
    one = key_of(meant, "")
    other = key_of(replace(own, service_url=entry.service_url), "")
    return one is not None and one == other


def _are_one(one: Entry, other: Entry) -> bool:
    """Whether two entries are one collection by their names: one may lack the workspace."""
    spaces, names = zip(*(entry.service_name.rpartition(":")[::2] for entry in (one, other)))
    return names[0] == names[1] and (spaces[0] == spaces[1] or "" in spaces)


def _held(entries: Iterable[Entry], places: Iterable[_Place]) -> Dict[_Place, List[Entry]]:
    """The entries of each of these services."""
    held: Dict[_Place, List[Entry]] = {place: [] for place in places}
    # Many entries, few services: each address is taken apart once.
    known: Dict[str, _Place] = {}
    for entry in entries if held else ():
        url = entry.service_url
        if url not in known:
            known[url] = _place(url)
        if known[url] in held:
            held[known[url]].append(entry)
    return held


def _place(url: str) -> _Place:
    """What two addresses of one service have in common."""
    parts = urlsplit(url)
    return parts.netloc.lower(), parts.path.rstrip("/"), parts.query


def _last(name: str) -> str:
    return name.rpartition(":")[2]
