"""What is told of a collection, as short plain texts: extent, CRS, licence, links."""

from __future__ import annotations

import re
from typing import List, Optional, Sequence, Tuple
from urllib.parse import urlsplit

from qgis.PyQt.QtCore import QCoreApplication, QDate, QDateTime, QLocale, Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices

from cicclo_qgis.catalogue import rights
from cicclo_qgis.catalogue.licences import licence_address, licence_name
from cicclo_qgis.gui import term_texts
from cicclo_qgis.gui.text import plain
from cicclo_qgis.ogcapi.model import Collection, LandingPage, Link

BBox = Tuple[float, float, float, float]

_EPSG = re.compile(r"EPSG(?:/[^/]*/|:[^:]*:|:)(\d+)$", re.IGNORECASE)
_SHOWN_CRS = 3
_SHOWN_LINKS = 6


def extent(bbox: Optional[BBox]) -> str:
    """West, south, east and north in degrees, written as the person's locale does."""
    if bbox is None:
        return ""
    locale = QLocale()
    west, south, east, north = (str(locale.toString(value, "f", 2)) for value in bbox)
    text = QCoreApplication.translate(
        "Facts", "west {west}°, south {south}°, east {east}°, north {north}°"
    )
    return text.format(west=west, south=south, east=east, north=north)


def crs_name(uri: str) -> str:
    """The short name of a coordinate reference system, e.g. ``EPSG:2154``."""
    uri = plain(uri, 200)
    found = _EPSG.search(uri)
    if found:
        return f"EPSG:{found.group(1)}"
    if uri.rstrip("/").endswith(("CRS84", "CRS84h")):
        return "WGS 84 (CRS84)"
    return uri


def crs(collection: Collection) -> str:
    """The CRS the data is kept in, else the first of those it is offered in."""
    if collection.storage_crs:
        return crs_name(collection.storage_crs)
    names = list(dict.fromkeys(crs_name(uri) for uri in collection.crs))
    if len(names) <= _SHOWN_CRS:
        return ", ".join(names)
    if len(names) == _SHOWN_CRS + 1:
        text = QCoreApplication.translate("Facts", "{names} and 1 more")
    else:
        text = QCoreApplication.translate("Facts", "{names} and {count} more")
    return text.format(names=", ".join(names[:_SHOWN_CRS]), count=len(names) - _SHOWN_CRS)


def page(collection: Collection, landing: LandingPage) -> str:
    """The address of the page a person would read; empty if none is known."""
    for rel in ("alternate", "self", "describedby", "canonical"):
        for link in collection.links:
            if link.rel == rel and "html" in link.type and is_web(link.href):
                return link.href
    # What has no landing page is listed by a service, whose address is no page.
    readable = is_web(landing.url) and landing.collections_url != landing.url
    return landing.url if readable else ""


def further_links(collection: Collection) -> List[Tuple[str, str]]:
    """Text and address of the links worth showing: access, licence, metadata, files."""
    shown: List[Tuple[str, str]] = []
    ask = rights.known(collection).ask
    if is_web(ask):
        shown.append((QCoreApplication.translate("Facts", "Ask for access"), ask))
    terms = licence_address(collection)
    # Few platforms link the licence they name.
    if is_web(terms) and all(link.href != terms for link in collection.links):
        shown.append((QCoreApplication.translate("Facts", "Licence"), terms))
    for link in collection.links:
        text = _link_text(link)
        if text and is_web(link.href) and link.href != ask and len(shown) < _SHOWN_LINKS:
            shown.append((text, link.href))
    return shown


def licence(collection: Collection) -> str:
    """The licence's name, or that none is told."""
    if collection.license:
        return term_texts.licence(licence_name(collection.license))
    titles: Sequence[str] = [
        link.title for link in collection.links if link.rel == "license" and link.title
    ]
    return plain(titles[0], 200) if titles else ""


def day(told: str) -> str:
    """A year, a month or a day (``2026-03-31``), written as the person's locale does."""
    parts = told.split("-")
    if len(parts) == 3:
        date = QDate.fromString(told, Qt.DateFormat.ISODate)
        return str(QLocale().toString(date, QLocale.FormatType.ShortFormat))
    if len(parts) == 2:
        date = QDate.fromString(f"{told}-01", Qt.DateFormat.ISODate)
        return str(QLocale().toString(date, "MMMM yyyy"))
    return told


def moment(seconds: Optional[float]) -> str:
    """A time of day, with the date when it is not today."""
    if seconds is None:
        return ""
    then = QDateTime.fromSecsSinceEpoch(int(seconds))
    short = QLocale.FormatType.ShortFormat
    if then.date() == QDateTime.currentDateTime().date():
        return str(QLocale().toString(then.time(), short))
    return str(QLocale().toString(then, short))


def is_web(address: str) -> bool:
    """Whether an address may be handed to the person's browser: http or https, nothing else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def open_page(address: str) -> None:
    """Open an address in the person's browser, if it is a web address at all."""
    if is_web(address):
        QDesktopServices.openUrl(QUrl(address))


def _link_text(link: Link) -> str:
    translate = QCoreApplication.translate
    if link.rel == "license":
        return translate("Facts", "Licence")
    if link.rel in ("describedby", "describedBy") and "json" not in link.type:
        return plain(link.title, 80) or translate("Facts", "Metadata")
    if link.rel == "enclosure":
        name = plain(link.title, 80) or plain(link.type, 80)
        return translate("Facts", "File: {name}").format(name=name)
    return ""
