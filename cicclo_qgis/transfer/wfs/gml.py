"""A page of features in GML (OGC 07-036r1, simple features of 10-100r3), read in one pass.

No document type is accepted, so there is nothing to expand and nothing to fetch.
"""

from __future__ import annotations

# The C parser itself: it tells where in the bytes an element lies.
import pyexpat
import re
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Tuple

from cicclo_qgis.ogcapi.cql2 import ValueKind
from cicclo_qgis.transfer.between import Between, give_way, leaving_gaps
from cicclo_qgis.transfer.wfs.large_shapes import LARGE, large_shape_of
from cicclo_qgis.transfer.wfs.shapes import shape_of, system_of

_MEMBERS = frozenset(("member", "featureMember", "featureMembers"))
_SHAPES = frozenset(
    ("Point", "MultiPoint", "LineString", "MultiLineString", "Curve", "MultiCurve", "Polygon",
     "MultiPolygon", "Surface", "MultiSurface", "MultiGeometry", "CompositeCurve", "Solid",
     "CompositeSurface", "GeometryCollection", "LinearRing", "OrientableCurve", "Tin",
     "TriangulatedSurface", "PolyhedralSurface")
)  # fmt: skip
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?")
_WHOLE = re.compile(r"[+-]?\d{1,19}")
_DEEPEST = 60


class GmlError(ValueError):
    """It is not GML, or is made to do harm."""


class _Open:
    """A property, or what lies in one, that has begun; "" is the name of one that is done with."""

    __slots__ = ("name", "nil", "parts", "text")

    def __init__(self, name: str, nil: bool) -> None:
        self.name = name
        self.nil = nil
        self.text = ""
        self.parts: Optional[Dict[str, Any]] = None

    def value(self) -> Any:
        """What it holds: text, or what its parts are called and hold."""
        if self.nil:
            return None
        if not self.parts:
            return self.text
        if len(self.parts) == 1:
            (name,) = self.parts
            # A moment is wrapped once more (07-036r1 section 14.2).
            if name in ("timePosition", "TimeInstant"):
                return self.parts[name]
        return self.parts


@dataclass
class Gml:
    """What a document holds: the attributes of its root, its features, their system."""

    root: str
    attributes: Mapping[str, str]
    features: List[Dict[str, Any]]
    system: str


def read_gml(
    body: bytes, kinds: Mapping[str, ValueKind], system: str, between: Between = give_way
) -> Gml:
    """The features in ``body``. ``kinds``: of their attributes; ``system``: where none is told.

    ``between`` is called again and again; what it raises ends the reading.

    Raises:
        GmlError: it is no such document.
    """
    return _Reader(body, kinds, system, between).run()


class _Reader:
    """The state of one document being read."""

    def __init__(
        self, body: bytes, kinds: Mapping[str, ValueKind], system: str, between: Between
    ) -> None:
        self._body, self._kinds, self._between = body, kinds, leaving_gaps(between)
        self._system, self._told = system_of(system), ""
        self._parser = pyexpat.ParserCreate(namespace_separator=" ")
        self._root: Optional[Tuple[str, Dict[str, str]]] = None
        self._features: List[Dict[str, Any]] = []
        self._depth = 0
        # The names of the elements around a feature.
        self._around: List[str] = []
        self._feature: Optional[Dict[str, Any]] = None
        self._base = 0
        self._open: List[_Open] = []
        self._passed = 0
        self._shape: Optional[Tuple[int, int]] = None

    def run(self) -> Gml:
        """Read all of it."""
        parser = self._parser
        parser.buffer_text = True
        parser.SetParamEntityParsing(pyexpat.XML_PARAM_ENTITY_PARSING_NEVER)
        for handler in ("StartDoctypeDecl", "EntityDecl", "ExternalEntityRef"):
            setattr(parser, f"{handler}Handler", _refuse)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        try:
            parser.Parse(self._body, True)
        except (pyexpat.ExpatError, LookupError, ValueError) as error:
            raise GmlError(str(error)) from None
        if self._root is None:
            raise GmlError("empty")
        name, attributes = self._root
        return Gml(name, attributes, self._features, self._told or self._system[0])

    def _start(self, name: str, attributes: Dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise GmlError("too deep")
        if self._shape is not None or self._passed:
            return
        local = name[name.rfind(" ") + 1 :]
        if self._feature is None:
            self._outside(local, attributes)
        elif local == "boundedBy" and "opengis.net/gml" in name:
            self._passed = self._depth
        elif self._open and local in _SHAPES and "opengis.net/gml" in name:
            self._shape = (self._depth, self._parser.CurrentByteIndex)
            told = _local(attributes).get("srsName", "")
            if told:
                self._system = system_of(told)
                self._told = self._told or self._system[0]
        else:
            nil = bool(attributes) and _local(attributes).get("nil") in ("true", "1")
            self._open.append(_Open(local, nil))

    def _outside(self, local: str, attributes: Dict[str, str]) -> None:
        if self._root is None:
            self._root = (local, _local(attributes))
        elif self._around[-1] in _MEMBERS:
            self._begin(self._depth, _local(attributes))
            return
        self._around.append(local)

    def _begin(self, depth: int, attributes: Mapping[str, str]) -> None:
        made: Dict[str, Any] = {"type": "Feature"}
        identifier = attributes.get("id") or attributes.get("fid")
        if identifier:
            made["id"] = identifier
        made["geometry"] = None
        made["properties"] = dict.fromkeys(self._kinds)
        self._feature, self._base = made, depth

    def _end(self, _name: str) -> None:
        depth = self._depth
        self._depth -= 1
        if self._passed:
            self._passed = 0 if depth == self._passed else self._passed
        elif self._shape is not None:
            if depth == self._shape[0]:
                self._put_shape(self._shape[1])
        elif self._feature is None:
            self._around.pop()
        elif depth == self._base:
            self._features.append(self._feature)
            self._feature = None
            self._between()
        else:
            self._close(self._open.pop())

    def _data(self, data: str) -> None:
        if self._shape is not None:
            self._between()
        elif self._open and not self._passed:
            self._open[-1].text += data

    def _put_shape(self, start: int) -> None:
        """The bytes from ``start`` to the end of this element are a geometry."""
        self._shape = None
        end = self._body.index(b">", self._parser.CurrentByteIndex) + 1
        text = self._body[start:end]
        # What else a property of a geometry holds (blanks between elements) is nothing.
        self._open[-1].nil = True
        if self._feature is not None and self._feature["geometry"] is None:
            self._feature["geometry"] = self._read_shape(text)
        self._open[-1].name = ""

    def _read_shape(self, text: bytes) -> Optional[Dict[str, Any]]:
        north_first = self._system[1]
        if len(text) >= LARGE:
            return large_shape_of(text, north_first, self._between)
        return shape_of(text.decode("utf-8", "replace"), north_first)

    def _close(self, done: _Open) -> None:
        name = done.name
        if not name or self._feature is None:
            return
        value = done.value()
        if self._open:
            outer = self._open[-1]
            inside = outer.parts = {} if outer.parts is None else outer.parts
        else:
            inside = self._feature["properties"]
            kind = self._kinds.get(name)
            if kind is not None and kind is not ValueKind.TEXT and isinstance(value, str):
                value = _typed(value, kind)
        before = inside.get(name)
        if before is None:
            inside[name] = value
        else:
            # Told several times: a list of them.
            inside[name] = [*(before if isinstance(before, list) else [before]), value]


def _typed(text: str, kind: ValueKind) -> Any:
    """The value that ``text`` stands for; the text itself where it stands for none."""
    bare = text.strip()
    if not bare:
        return None
    if kind is ValueKind.INTEGER:
        return int(bare) if _WHOLE.fullmatch(bare) else text
    if kind is ValueKind.BOOLEAN:
        return {"true": True, "1": True, "false": False, "0": False}.get(bare.lower(), text)
    if kind is ValueKind.NUMBER:
        try:
            return float(bare)
        except ValueError:
            return text
    day = _DATE.fullmatch(bare)
    return day.group(1) if day and kind is ValueKind.DATE else bare


def _local(attributes: Mapping[str, str]) -> Dict[str, str]:
    return {name.rpartition(" ")[2]: value for name, value in attributes.items()}


def _refuse(*_: object) -> int:
    raise GmlError("a document type is not accepted")
