"""A whole collection in one file that the platform offers (``rel=enclosure``), read by GDAL."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any, Optional, Tuple

import requests
from osgeo import gdal

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.failures import error_from
from cicclo_qgis.ogcapi.model import Collection, Link
from cicclo_qgis.ogcapi.refusals import error_of
from cicclo_qgis.ogcapi.urls import masked
from cicclo_qgis.transfer.fetch import HttpFactory
from cicclo_qgis.transfer.model import Cancelled, TransferCode, TransferError
from cicclo_qgis.transfer.package import quiet
from cicclo_qgis.transfer.run import Meter

_PIECE = 256 * 1024
_HEADS = {"GPKG": b"SQLite format 3", "FlatGeobuf": b"fgb"}


class BulkRefused(Exception):
    """The file cannot be had, or is not what it is said to be: pages are taken instead."""


def fetch_file(
    http: HttpFactory, link: Link, driver: str, path: Path, meter: Meter, cancelled: Cancelled
) -> None:
    """Fetch the file to ``path``; what is there of it already is gone on with, if it still holds.

    Raises:
        BulkRefused: no such file.
        TransferError: CANCELLED, DISK_FULL.
    """
    headers = {"Accept": link.type or "*/*", "Accept-Encoding": "identity"}
    have, state = _known(path)
    if have:
        # All of it comes where the file is another one by now (RFC 9110 section 13.1.5).
        headers.update({"Range": f"bytes={have}-", "If-Range": state})
    try:
        with closing(http()) as session, closing(_get(session, link.href, headers)) as answer:
            goes_on = _goes_on(answer, path, have)
            if not goes_on:
                _note(path, answer)
            _receive(answer, path, goes_on, meter, cancelled)
    except (requests.RequestException, OgcApiError) as error:
        if cancelled():
            raise TransferError(TransferCode.CANCELLED, resumable=True) from None
        known = error if isinstance(error, OgcApiError) else error_from(error, link.href)
        if known.code in (ProblemCode.UNREACHABLE, ProblemCode.TIMED_OUT, ProblemCode.BUSY):
            raise TransferError(TransferCode.SERVER, known.problem, resumable=True) from None
        raise BulkRefused from None
    except ValueError:
        raise BulkRefused from None  # it leads to what is no address
    size = path.stat().st_size
    with path.open("rb") as file:
        if not file.read(16).startswith(_HEADS[driver]):
            drop(path)
            raise BulkRefused
    if link.length is not None and size < link.length:
        raise BulkRefused


def drop(path: Path) -> None:
    """Remove what was fetched to ``path``."""
    for one in (path, _state_path(path)):
        one.unlink(missing_ok=True)


def _state_path(path: Path) -> Path:
    return path.with_name(path.name + ".state")


def _known(path: Path) -> Tuple[int, str]:
    """How many bytes are there, and of which state of the file; (0, "") where that is not sure."""
    try:
        state = _state_path(path).read_text("ascii")
        return (path.stat().st_size, state) if state else (0, "")
    except (OSError, ValueError):
        return 0, ""


def _note(path: Path, answer: requests.Response) -> None:
    """Write down the state of the file that begins to come: a strong tag, or a date."""
    tag = answer.headers.get("ETag", "")
    state = tag if tag.startswith('"') else answer.headers.get("Last-Modified", "")
    try:
        _state_path(path).write_text(state if state.isprintable() else "", "ascii")
    except ValueError:
        _state_path(path).unlink(missing_ok=True)
    except OSError:
        raise TransferError(TransferCode.DISK_FULL, resumable=True) from None


def _goes_on(answer: requests.Response, path: Path, have: int) -> bool:
    """Whether what comes goes on from the ``have`` bytes at ``path``; else it is all of the file.

    Raises:
        BulkRefused: it is a part, and not the one that was asked for.
        OgcApiError: the server refuses.
    """
    told = answer.headers.get("Content-Range", "").replace(" ", "").lower()
    part = answer.status_code == 206
    if answer.status_code == 416 or (part and not (have and told.startswith(f"bytes{have}-"))):
        drop(path)
        raise BulkRefused
    if answer.status_code >= 300:
        raise error_of(answer.status_code, answer.headers, b"", answer.url)
    return part


def _get(session: requests.Session, url: str, headers: dict[str, str]) -> requests.Response:
    return session.get(url, headers=headers, timeout=(10.0, 60.0), stream=True)


def _receive(
    answer: requests.Response, path: Path, on: bool, meter: Meter, cancelled: Cancelled
) -> None:
    meter.fetchers.requests += 1
    declared = answer.headers.get("Content-Length", "")
    received = 0
    try:
        with path.open("ab" if on else "wb") as file:
            for piece in answer.iter_content(_PIECE):
                file.write(piece)
                received += len(piece)
                meter.fetchers.bytes += len(piece)
                meter.rows(0)
                if cancelled():
                    raise TransferError(TransferCode.CANCELLED, resumable=True)
    except requests.RequestException:
        raise
    except OSError:
        raise TransferError(TransferCode.DISK_FULL, resumable=True) from None
    if declared.isdecimal() and received < int(declared):
        raise OgcApiError(ProblemCode.UNREACHABLE, masked(answer.url), None, "cut short")


def convert(
    path: Path, driver: str, part: Path, collection: Collection, table: str, cancelled: Cancelled
) -> Tuple[int, str]:
    """Copy the collection's layer of the file to a GeoPackage ``part``; the number of features.

    Nothing but the features is taken over: no triggers, no styles, no other tables.

    Raises:
        BulkRefused: the file does not hold this collection.
        TransferError: CANCELLED, CANNOT_WRITE.
    """
    with quiet():
        opened = gdal.OpenEx(str(path), gdal.OF_VECTOR, [driver])
        layer = None if opened is None else _layer(opened, collection)
        if layer is None:
            raise BulkRefused
        count, column = int(layer.GetFeatureCount()), str(layer.GetGeometryColumn() or "geom")
        part.unlink(missing_ok=True)
        made = gdal.VectorTranslate(
            str(part),
            opened,
            format="GPKG",
            layers=[layer.GetName()],
            layerName=table,
            layerCreationOptions=[f"GEOMETRY_NAME={column}", "SPATIAL_INDEX=YES"],
            callback=lambda *_: 0 if cancelled() else 1,
        )
        del layer, opened
        if made is None:
            code = TransferCode.CANCELLED if cancelled() else TransferCode.CANNOT_WRITE
            raise TransferError(code, resumable=True)
        del made
    return count, column


def _layer(opened: Any, collection: Collection) -> Optional[Any]:
    layers = [opened.GetLayer(index) for index in range(opened.GetLayerCount())]
    if len(layers) == 1:
        return layers[0]
    names = (collection.id, collection.id.rpartition(":")[2], collection.title)
    return next((one for one in layers if one.GetName() in names), None)
