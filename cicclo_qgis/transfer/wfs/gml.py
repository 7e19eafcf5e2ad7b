"""A page of features in GML (OGC 07-036r1, simple features of 10-100r3), read in one pass.

No document type is accepted, so there is nothing to expand and nothing to fetch.
"""

from __future__ import annotations

# The C parser itself: it tells where in the bytes an element lies.
import pyexpat
import re
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Tuple

from cicclo_qgis.ogcapi.cql2 import ValueKind
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


@dataclass
class _Open:
    """A property, or what lies in one, that has begun."""

    name: str
    nil: bool
    texts: List[str] = field(default_factory=list)
    parts: Dict[str, Any] = field(default_factory=dict)

    def value(self) -> Any:
        """What it holds: text, or what its parts are called and hold."""
        if self.nil:
            return None
        if len(self.parts) == 1:
            (name,) = self.parts
            # A moment is wrapped once more (07-036r1 section 14.2).
            if name in ("timePosition", "TimeInstant"):
                return self.parts[name]
        return self.parts or "".join(self.texts)


@dataclass
class Gml:
    """What a document holds: the attributes of its root, its features, their system."""

    root: str
    attributes: Mapping[str, str]
    features: List[Dict[str, Any]]
    system: str


def read_gml(body: bytes, kinds: Mapping[str, ValueKind], system: str) -> Gml:
    """The features in ``body``. ``kinds``: of their attributes; ``system``: where none is told.

    Raises:
        GmlError: it is no such document.
    """
    return _Reader(body, kinds, system).run()


class _Reader:
    """The state of one document being read."""

    def __init__(self, body: bytes, kinds: Mapping[str, ValueKind], system: str) -> None:
        self._body, self._kinds = body, kinds
        self._system, self._told = system_of(system), ""
        self._parser = pyexpat.ParserCreate(namespace_separator=" ")
        self._root: Optional[Tuple[str, Dict[str, str]]] = None
        self._features: List[Dict[str, Any]] = []
        self._path: List[str] = []
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
        local = name.rpartition(" ")[2]
        self._path.append(local)
        depth = len(self._path)
        if depth > _DEEPEST:
            raise GmlError("too deep")
        if depth == 1:
            self._root = (local, _local(attributes))
        if self._shape is not None or self._passed:
            return
        if self._feature is None:
            if depth > 1 and self._path[-2] in _MEMBERS:
                self._begin(depth, _local(attributes))
            return
        if local == "boundedBy" and "opengis.net/gml" in name:
            self._passed = depth
        elif self._open and local in _SHAPES and "opengis.net/gml" in name:
            self._shape = (depth, self._parser.CurrentByteIndex)
            told = _local(attributes).get("srsName", "")
            if told:
                self._system = system_of(told)
                self._told = self._told or self._system[0]
        else:
            self._open.append(_Open(local, _local(attributes).get("nil") in ("true", "1")))

    def _begin(self, depth: int, attributes: Mapping[str, str]) -> None:
        made: Dict[str, Any] = {"type": "Feature"}
        identifier = attributes.get("id") or attributes.get("fid")
        if identifier:
            made["id"] = identifier
        made["geometry"] = None
        made["properties"] = dict.fromkeys(self._kinds)
        self._feature, self._base = made, depth

    def _end(self, _name: str) -> None:
        depth = len(self._path)
        self._path.pop()
        if self._passed:
            self._passed = 0 if depth == self._passed else self._passed
        elif self._shape is not None:
            if depth == self._shape[0]:
                self._put_shape(self._shape[1])
        elif self._feature is not None and depth == self._base:
            self._features.append(self._feature)
            self._feature = None
        elif self._open:
            self._close(self._open.pop())

    def _data(self, data: str) -> None:
        if self._open and self._shape is None and not self._passed:
            self._open[-1].texts.append(data)

    def _put_shape(self, start: int) -> None:
        """The bytes from ``start`` to the end of this element are a geometry."""
        self._shape = None
        end = self._body.index(b">", self._parser.CurrentByteIndex) + 1
        text = self._body[start:end].decode("utf-8", "replace")
        # What else a property of a geometry holds (blanks between elements) is nothing.
        self._open[-1].nil = True
        if self._feature is not None and self._feature["geometry"] is None:
            self._feature["geometry"] = shape_of(text, self._system[1])
        self._open[-1].name = ""

    def _close(self, done: _Open) -> None:
        if not done.name or self._feature is None:
            return
        inside = self._open[-1].parts if self._open else self._feature["properties"]
        value = done.value()
        if not self._open and isinstance(value, str):
            value = _typed(value, self._kinds.get(done.name))
        if inside.get(done.name) is None:
            inside[done.name] = value
        else:
            # Told several times: a list of them.
            before = inside[done.name]
            inside[done.name] = [*(before if isinstance(before, list) else [before]), value]


def _typed(text: str, kind: Optional[ValueKind]) -> Any:
    """The value that ``text`` stands for; a text as it is."""
    if kind is None or kind is ValueKind.TEXT:
        return text
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
