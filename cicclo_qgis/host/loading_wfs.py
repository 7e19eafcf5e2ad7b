"""A part of a feature type of a WFS on a live layer.

QGIS's provider of WFS writes an expression as a Filter Encoding of the version it speaks with the
service, on every version of QGIS. What the service takes in another way than it was meant is found
out before the layer is shown (docs/decisions/0008-loading-a-part.md).
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Dict, Iterator, Optional

from qgis.core import QgsFeatureRequest, QgsRectangle, QgsVectorLayer

from cicclo_qgis.host.loading import Loading, box_in, narrows
from cicclo_qgis.ogcapi.cql2 import Condition, ValueKind, canonical, expression

if TYPE_CHECKING:
    from cicclo_qgis.transfer import Options

PROVIDER = "WFS"
_PART = "cicclo/part"
# Their literals are texts in a Filter Encoding; QGIS's functions for them no service knows.
_TEXTS = (ValueKind.DATE, ValueKind.INSTANT, ValueKind.BOOLEAN)


class NotUnderstood(Exception):
    """The service and QGIS do not come together on what was wanted."""


def parameters(loading: Loading) -> Dict[str, str]:
    """Parameters of the data source, beside its address and the name of the type."""
    wanted: Dict[str, str] = {}
    if narrows(loading):
        # What was asked for is fetched once. Joined with what is in view, some servers misread it.
        wanted["restrictToRequestBBOX"] = ""
    if loading.limit is not None:
        wanted["maxNumFeatures"] = str(loading.limit)
    if loading.crs:
        wanted["srsname"] = loading.crs
    return wanted


def narrow(layer: QgsVectorLayer, loading: Loading, matched: Optional[int]) -> None:
    """Have the service leave out what is not wanted. Waits for it; worker thread.

    ``matched``: how many features that is, as the service told when it was asked by itself.

    Raises:
        NotUnderstood: something else comes than what was asked for.
    """
    box = box_in(layer, loading.bbox) if loading.bbox and layer.isSpatial() else None
    if not narrows(loading):
        return
    for text in _forms(loading, box):
        taken = layer.setSubsetString(text) and layer.isValid()
        if taken and _fits(layer, loading, box, matched):
            _note(layer, loading)
            return
    raise NotUnderstood


def _forms(loading: Loading, box: Optional[QgsRectangle]) -> Iterator[str]:
    """The part as QGIS writes it; then, with a box, as a copy would be asked for it.

    QGIS Server reads boxes in degrees east first, whatever they are called.
    """
    yield _expression(loading, box)
    if box is not None and loading.bbox is not None:
        from cicclo_qgis.transfer.wfs.fes import FES, OGC, filter_text

        for dialect in (OGC, FES):
            yield filter_text(loading.conditions, loading.bbox, "", dialect)


def _fits(
    layer: QgsVectorLayer, loading: Loading, box: Optional[QgsRectangle], matched: Optional[int]
) -> bool:
    """Whether it is that part which comes, as far as can be seen."""
    found = layer.featureCount()
    if matched is not None and found >= 0:
        told = (matched, matched if loading.limit is None else min(matched, loading.limit))
        # A box in degrees is another one, and a larger one, in the layer's own system.
        if (box is None and found not in told) or (matched and not found):
            return False
    return box is None or _lies_in(layer, box, bool(matched))


def _expression(loading: Loading, box: Optional[QgsRectangle]) -> str:
    parts = [expression([_plain(one)]) for one in loading.conditions]
    if box is not None:
        # The one function of a box that becomes a BBOX, which all services know.
        parts.insert(0, f"intersects_bbox($geometry, geom_from_wkt('{box.asWktPolygon()}'))")
    return " AND ".join(parts)


def _plain(condition: Condition) -> Condition:
    if condition.kind not in _TEXTS or not condition.operator.takes_value:
        return condition
    value = canonical(condition.value, condition.kind)
    return replace(condition, value=value, kind=ValueKind.TEXT)


def _lies_in(layer: QgsVectorLayer, box: QgsRectangle, some: bool) -> bool:
    """Whether the first feature touches ``box``; ``some``: there has to be one."""
    for feature in layer.getFeatures(QgsFeatureRequest().setLimit(1)):
        return bool(feature.geometry().boundingBox().intersects(box.buffered(box.width() * 0.01)))
    return not some


def _note(layer: QgsVectorLayer, loading: Loading) -> None:
    """Write on the layer what part it shows, as a copy would be asked for it."""
    wanted = loading.options()
    part = {"said": layer.subsetString(), "bbox": wanted.bbox, "filter": wanted.filter}
    layer.setCustomProperty(_PART, json.dumps(part))


def part_in(layer: Any) -> Optional[Options]:
    """What ``narrow`` asked for; None for all, or when a person has filtered otherwise since."""
    from cicclo_qgis.transfer import Options

    try:
        part = json.loads(str(layer.customProperty(_PART) or "{}"))
        if not part or part["said"] != layer.subsetString():
            return None
        bbox = part["bbox"]
        corners = None if bbox is None else (bbox[0], bbox[1], bbox[2], bbox[3])
        return Options(bbox=corners, filter=part["filter"])
    except (ValueError, KeyError, TypeError, IndexError):
        return None
