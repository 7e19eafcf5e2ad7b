"""The first features of a copy on its way, as a layer in memory that is not the copy.

Made in the downloading thread; the GUI thread only puts it on the map.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Set, Tuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsMemoryProviderUtils,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication, QDate, QDateTime, Qt

from cicclo_qgis.host.field_types import field_types
from cicclo_qgis.host.layer_made import let_go
from cicclo_qgis.transfer.columns import Columns, Kind, as_text
from cicclo_qgis.transfer.geometry import BadGeometry, Encoder
from cicclo_qgis.transfer.package import WGS84, Crs
from cicclo_qgis.transfer.page import Page, feature_key

MOST = 5_000
"""So many features stand in for a copy at most."""

AT_FIRST = 250
"""So many are on the map at once; those behind them follow when more of the copy is on its way."""

ARRIVING = "cicclo/arriving"
"""Custom property of a layer that stands in for a copy on its way."""

# After the first page, no more often than that: features are made at the download's cost.
_EVERY_S = 1.0
# QGIS asks nobody to save what stands in for a file.
_NO_QUESTION = "skipMemoryLayersCheck"
_HEADER, _BOX, _WITH_BOX = 8, 32, 0x02
_INT64 = 2**63
# Families of geometries, and the codes (single, multi) of their members.
_FAMILIES = {1: "Point", 2: "LineString", 3: "Polygon"}
_FAMILY_OF = {1: 1, 4: 1, 2: 2, 5: 2, 3: 3, 6: 3}


@dataclass(frozen=True)
class Batch:
    """What a page came to: a ``layer`` that holds it (the first time), or ``features`` to add.

    ``total``: how many there are to come in all; None when not told.
    """

    layer: Optional[QgsVectorLayer]
    features: Sequence[QgsFeature]
    total: Optional[int]


@dataclass
class FirstFeatures:
    """Makes features of the pages of one download, until there are ``MOST``. One thread at a time.

    ``table``: features without a place are wanted too.
    """

    title: str
    table: bool = False
    _keys: Set[str] = field(default_factory=set)
    _shape: Optional[_Shape] = None
    _not_before: float = 0.0

    def take(self, page: Page, crs: Crs, swap: bool) -> Optional[Batch]:
        """What can be shown of ``page``; None when nothing can, or it holds all there is.

        ``swap``: coordinates come north first.
        """
        if self._shape is None and page.matched is not None and page.matched <= len(page):
            return None  # the whole copy is there as soon
        now, shape = time.monotonic(), self._shape
        if now < self._not_before:
            return None  # where much comes, the copy is soon whole
        new = self._new(page, AT_FIRST if shape is None else MOST)
        if not new:
            return None
        if shape is None:
            shape = _shape_of(page, crs, swap, self.table)
            if shape is None:
                return None
        features = shape.features(page, new)
        if self._shape is not None or len(page) <= AT_FIRST:
            self._not_before = now + _EVERY_S
        if self._shape is not None:
            return Batch(None, features, page.matched) if features else None
        self._shape = shape
        return Batch(_layer(shape, self.title, features), (), page.matched)

    def _new(self, page: Page, most: int) -> List[int]:
        """So many of those not met before: a page, or all of them, may be heard again."""
        found: List[int] = []
        for index in range(len(page)):
            if len(self._keys) >= MOST or len(found) >= most:
                break
            key = feature_key(page, index)
            if key not in self._keys:
                self._keys.add(key)
                found.append(index)
        return found


@dataclass(frozen=True)
class _Shape:
    """Columns and geometry of the layer, as the first page showed them."""

    fields: QgsFields
    kinds: Mapping[str, Kind]
    family: int
    geometry: str
    crs: QgsCoordinateReferenceSystem
    encoder: Encoder

    def features(self, page: Page, wanted: Sequence[int]) -> List[QgsFeature]:
        """Those of the page at ``wanted`` that the layer's geometry type has room for."""
        made = []
        for index in wanted:
            geometry = page.geometries[index]
            wkb = None if geometry is None or not self.family else self._wkb(geometry)
            if self.family and geometry is not None and wkb is None:
                continue  # of another family, or no geometry at all
            feature = QgsFeature(self.fields)
            row = page.rows[index]
            values = [_fitted(kind, row.get(name)) for name, kind in self.kinds.items()]
            feature.setAttributes([page.ids[index], *values])
            if wkb is not None:
                shape = QgsGeometry()
                shape.fromWkb(wkb)
                feature.setGeometry(shape)
            made.append(feature)
        return made

    def _wkb(self, geometry: Mapping[str, Any]) -> Optional[bytes]:
        if _family(geometry) != self.family:
            return None
        try:
            blob = self.encoder.encode(geometry)
        except BadGeometry:
            return None
        return blob[_HEADER + (_BOX if blob[3] & _WITH_BOX else 0) :]


_CODES = {
    "Point": 1, "LineString": 2, "Polygon": 3,
    "MultiPoint": 4, "MultiLineString": 5, "MultiPolygon": 6,
}  # fmt: skip


def _family(geometry: Mapping[str, Any]) -> int:
    return _FAMILY_OF.get(_CODES.get(str(geometry.get("type")), 0), 0)


def _shape_of(page: Page, crs: Crs, swap: bool, table: bool) -> Optional[_Shape]:
    """How the layer has to be; None when nothing of the page can be drawn."""
    families = Counter(_family(one) for one in page.geometries if one is not None)
    families.pop(0, None)
    if not families and not table:
        return None
    family = families.most_common(1)[0][0] if families else 0
    encoder = Encoder(crs.srs_id, swap)
    for geometry in page.geometries:
        if geometry is not None and _family(geometry) == family:
            _tried(encoder, geometry)
    kinds = encoder.kinds
    encoder.kinds, encoder.box = set(), None
    return _Shape(
        *_columns(page.rows),
        family,
        _type_name(family, kinds),
        QgsCoordinateReferenceSystem(f"EPSG:{crs.code}"),
        encoder,
    )


def _tried(encoder: Encoder, geometry: Mapping[str, Any]) -> None:
    try:
        encoder.encode(geometry)
    except BadGeometry:
        return


def _type_name(family: int, kinds: Set[Tuple[int, bool]]) -> str:
    if not family:
        return "NoGeometry"
    multi = any(code > 3 for code, _ in kinds)
    z = any(height for _, height in kinds)
    return f"{'Multi' if multi else ''}{_FAMILIES[family]}{'Z' if z else ''}"


def _columns(rows: Sequence[Dict[str, Any]]) -> Tuple[QgsFields, Dict[str, Kind]]:
    """The columns as the copy will name and type them."""
    taken = {name.lower() for row in rows for name in row}
    own = [_free(name, taken) for name in ("fid", "feature_id", "geom")]
    columns = Columns(set(own))
    columns.add_new(rows)
    columns.take(rows)
    fields = QgsFields()
    types = field_types()
    fields.append(QgsField(own[1], types[Kind.TEXT]))
    for column in columns.known.values():
        fields.append(QgsField(column.sql_name, types[column.kind]))
    return fields, {column.name: column.kind for column in columns.known.values()}


def _free(name: str, taken: Set[str]) -> str:
    return f"ogc_{name}" if name in taken else name


def _fitted(kind: Kind, value: Any) -> Any:
    """``value`` for a field of that kind; None when it does not fit."""
    return None if value is None else _FIT[kind](value)


def _whole(value: Any) -> Any:
    return value if type(value) is int and abs(value) < _INT64 else None


def _real(value: Any) -> Any:
    return float(value) if type(value) in (int, float) else None


def _truth(value: Any) -> Any:
    return value if isinstance(value, bool) else None


def _day(value: Any) -> Any:
    return QDate.fromString(value, Qt.DateFormat.ISODate) if isinstance(value, str) else None


def _moment(value: Any) -> Any:
    if not isinstance(value, str):
        return None
    return QDateTime.fromString(value.replace(" ", "T"), Qt.DateFormat.ISODateWithMs)


_FIT: Dict[Kind, Callable[[Any], Any]] = {
    Kind.UNKNOWN: as_text,
    Kind.JSON: as_text,
    Kind.TEXT: as_text,
    Kind.BOOLEAN: _truth,
    Kind.INTEGER: _whole,
    Kind.REAL: _real,
    Kind.DATE: _day,
    Kind.DATETIME: _moment,
}


def _layer(shape: _Shape, title: str, features: Sequence[QgsFeature]) -> QgsVectorLayer:
    """A layer in memory with these features, for the GUI thread from then on."""
    # Made by QGIS, not by Python: what QGIS tells such a layer while it holds locks of its own
    # (``disconnectNotify``) must not wait for Python, which a thread that asks the network holds.
    kind = QgsWkbTypes.parseType(shape.geometry)
    layer: QgsVectorLayer = QgsMemoryProviderUtils.createMemoryLayer(
        title, QgsFields(), kind, shape.crs
    )
    provider = layer.dataProvider()
    provider.addAttributes(list(shape.fields))
    layer.updateFields()
    provider.addFeatures(list(features))
    layer.updateExtents()
    layer.setReadOnly(True)
    layer.setCustomProperty(ARRIVING, True)
    layer.setCustomProperty(_NO_QUESTION, 1)
    application = QCoreApplication.instance()
    if application is not None and layer.thread() != application.thread():
        layer.moveToThread(application.thread())
    return layer


def rehearse() -> None:
    """Have QGIS load what the first such layer needs: it takes a tenth of a second, once."""
    row = {"text": "x", "whole": 1, "real": 0.5, "date": "2000-01-01", "truth": True}
    place = {"type": "Point", "coordinates": [0.0, 0.0]}
    page = Page("", (row,), (place,), (None,), None, None, "", "", 0)
    batch = FirstFeatures("").take(page, WGS84, False)
    if batch is not None and batch.layer is not None:
        let_go(batch.layer)


def stands_in_no_more(layer: QgsVectorLayer) -> None:
    """Take off ``layer`` what said that it only stands in for a copy."""
    layer.removeSelection()
    layer.setReadOnly(False)
    layer.removeCustomProperty(ARRIVING)
    layer.removeCustomProperty(_NO_QUESTION)
