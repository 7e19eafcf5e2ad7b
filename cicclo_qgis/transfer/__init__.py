"""Copies of remote collections: fetched as fast as the server bears, checked, whole or not at all.

Hands out: ``download`` (a collection -> a GeoPackage, with ``Options``, ``Progress`` and
``Result``), ``count`` and ``offer`` (before it), ``find`` (a collection where it is: ``Place``,
``place_of``), ``refresh`` (whole, or by what changed alone where that is sure
to be the same: ``Strategy.CHANGES``), ``read_source`` (a copy knows where it comes from),
``leftovers`` and ``discard`` (of a download that broke off), and ``TransferError``. What happened
is told by codes (``Verdict``, ``Note``, ``TransferCode``).
Never does: credentials (they are added below by the session handed in), Qt, text for people.
"""

from __future__ import annotations

from cicclo_qgis.transfer.count import count
from cicclo_qgis.transfer.download import download
from cicclo_qgis.transfer.leftovers import discard, leftovers
from cicclo_qgis.transfer.model import (
    Note,
    Options,
    Progress,
    Result,
    Strategy,
    TransferCode,
    TransferError,
    Verdict,
    Why,
)
from cicclo_qgis.transfer.place import Place, find, place_of
from cicclo_qgis.transfer.refresh import refresh
from cicclo_qgis.transfer.run import PageListener
from cicclo_qgis.transfer.services import offer
from cicclo_qgis.transfer.source import Source, read_source

__all__ = [
    "Note",
    "Options",
    "PageListener",
    "Place",
    "Progress",
    "Result",
    "Source",
    "Strategy",
    "TransferCode",
    "TransferError",
    "Verdict",
    "Why",
    "count",
    "discard",
    "download",
    "find",
    "leftovers",
    "offer",
    "place_of",
    "read_source",
    "refresh",
]
