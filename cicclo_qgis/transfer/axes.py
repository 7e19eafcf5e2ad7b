"""In which coordinate system the features came, and which axis comes first (18-058r1)."""

from __future__ import annotations

from typing import Optional

from osgeo import osr

from cicclo_qgis.ogcapi.crs import CRS84, same_crs
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.urls import masked
from cicclo_qgis.transfer.geometry import BadGeometry, Box, Encoder
from cicclo_qgis.transfer.model import Note
from cicclo_qgis.transfer.package import Crs, crs_of, quiet
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.run import Run

_MARGIN = 0.2


def settle_crs(run: Run, page: Page) -> None:
    """Tell the writer what the first page's ``Content-Crs`` says; no header: what was asked for.

    The authority's axis order holds, unless only the other one puts the features where the
    collection lies.

    Raises:
        OgcApiError: SERVER_ERROR, the system is not known here.
    """
    asked = run.options.crs or CRS84
    told = page.content_crs.strip().strip("<>") or asked
    if not same_crs(told, asked):
        run.notes.add(Note.OTHER_CRS)
    crs = crs_of(told)
    if crs is None:
        raise OgcApiError(ProblemCode.SERVER_ERROR, masked(page.url), 200, f"CRS {told[:100]}")
    usual = swap = crs.north_first and not page.east_first
    if crs.srs_id != 4326 or crs.north_first or crs.wkt or page.east_first:
        swap = _plausible(crs, usual, page, run.collection.bbox)
        if swap is not usual:
            run.notes.add(Note.AXES_SWAPPED)
    run.writer.table.set_crs(crs, swap)


def _plausible(crs: Crs, usual: bool, page: Page, extent: Optional[Box]) -> bool:
    """Whether north comes first: as ``usual``, unless the extent shows otherwise."""
    box = _box(page)
    if extent is None or box is None:
        return usual
    straight, swapped = _lies_in(crs, box, extent), _lies_in(crs, _turned(box), extent)
    return usual if straight == swapped else swapped


def _box(page: Page) -> Optional[Box]:
    encoder = Encoder(0)
    for geometry in page.geometries[:200]:
        if geometry is None:
            continue
        try:
            encoder.encode(geometry)
        except BadGeometry:
            continue
    return encoder.box


def _turned(box: Box) -> Box:
    return box[1], box[0], box[3], box[2]


def _lies_in(crs: Crs, box: Box, extent: Box) -> bool:
    """Whether the middle of ``box`` (east first) lies in ``extent`` (CRS84)."""
    with quiet():
        source, target = osr.SpatialReference(), osr.SpatialReference()
        source.ImportFromEPSG(crs.code)
        target.ImportFromEPSG(4326)
        for one in (source, target):
            one.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        try:
            change = osr.CoordinateTransformation(source, target)
            point = change.TransformPoint((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        except RuntimeError:
            return False
    x, y = float(point[0]), float(point[1])
    return (
        extent[0] - _MARGIN <= x <= extent[2] + _MARGIN
        and extent[1] - _MARGIN <= y <= extent[3] + _MARGIN
    )
