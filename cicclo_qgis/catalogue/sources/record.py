"""One record of a metadata catalogue, whatever the catalogue speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterable, Optional, Tuple

from cicclo_qgis.ogcapi.text import one_line

Bbox = Tuple[float, float, float, float]

# Names of licences in the words of catalogues, by which each is known.
_LICENCES = (
    (re.compile(r"etalab|licence[\s-]*ouverte|open[\s-]*licen[cs]e|\blov2\b|\bfr-lo\b", re.I),
     "Licence Ouverte / Open Licence"),
    (re.compile(r"odbl|open database licen[cs]e", re.I), "ODbL"),
    (re.compile(r"\bcc[\s-]*by[\s-]*sa\b", re.I), "CC BY-SA"),
    (re.compile(r"\bcc[\s-]*by\b", re.I), "CC BY"),
    (re.compile(r"\bcc[\s-]*0\b|\bcc-zero\b", re.I), "CC0"),
    (re.compile(r"\bpddl\b", re.I), "PDDL"),
)  # fmt: skip


# Some catalogues give all they have at once, whatever they are asked for; beyond is no catalogue.
MOST_OF_A_PAGE = 20_000
MOST_LINKS = 500


@dataclass(frozen=True)
class RecordLink:
    """A link of a record: ``protocol`` and ``name`` as its author wrote them, often empty."""

    url: str
    protocol: str = ""
    name: str = ""
    rel: str = ""
    type: str = ""
    title: str = ""


@dataclass(frozen=True)
class Record:
    """A dataset or service as a catalogue tells of it; texts are plain.

    ``page``: where a person reads the record. ``is_service``: it tells of a service as a whole.
    """

    id: str
    title: str
    description: str
    links: Tuple[RecordLink, ...]
    keywords: Tuple[str, ...] = ()
    bbox: Optional[Bbox] = None
    license: Optional[str] = None
    rights: str = ""
    publisher: str = ""
    updated: str = ""
    page: str = ""
    is_service: bool = False


def licence_in(texts: Iterable[str]) -> Optional[str]:
    """The licence that one of ``texts`` names, by its usual name; None when none does."""
    for text in texts:
        for pattern, name in _LICENCES:
            if pattern.search(text):
                return name
    return None


def day_of(text: str) -> str:
    """The day of a date and time (ISO 8601), or the year or month it holds; "" for other text."""
    found = re.match(r"\d{4}(-\d{2}(-\d{2})?)?(?!\d)", text.strip())
    return found.group(0) if found else ""


def words_of(values: Iterable[str], most: int = 50) -> Tuple[str, ...]:
    """Keywords: each once, on one line, without the empty ones."""
    found = (one_line(value, 100) for value in values)
    return tuple(dict.fromkeys(filter(None, found)))[:most]


def box_of(west: float, south: float, east: float, north: float) -> Optional[Bbox]:
    """An extent in degrees; None when it is none on Earth."""
    if max(abs(west), abs(east)) > 180.5 or max(abs(south), abs(north)) > 90.5 or south > north:
        return None
    if west == south == east == north == 0:
        return None
    return (max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0))
