"""A pygeoapi feature provider for GeoPackage layers and tables.

pygeoapi 0.21.0's own providers either need a geometry (SQLiteGPKG), lose the leading zeros of codes
(CSV) or read the whole file at each request (GeoJSON). This one serves layers and plain tables
alike, in the order of the file, with ``numberMatched``.
"""

from __future__ import annotations

import sqlite3
import struct
from typing import Any, Dict, List, Optional, Sequence, Tuple

import shapely  # type: ignore[import-untyped, unused-ignore]
from pygeoapi.provider.base import BaseProvider, ProviderItemNotFoundError
from pygeoapi.util import crs_transform

_JSON_TYPES = (("INT", "integer"), ("REAL", "number"), ("FLOAT", "number"), ("BOOL", "boolean"))
_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


class GeoPackageProvider(BaseProvider):
    """Serves ``table`` of the GeoPackage ``data``; features are identified by ``id_field``."""

    def __init__(self, provider_def: Dict[str, Any]) -> None:
        super().__init__(provider_def)
        self._table: str = provider_def["table"]
        # one provider per request, used in another thread than the one that made it
        self._db = sqlite3.connect(
            f"file:{self.data}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._db.row_factory = sqlite3.Row
        found = self._db.execute(
            "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (self._table,)
        ).fetchone()
        self._geometry: Optional[str] = found[0] if found else None
        self._booleans: List[str] = []
        self.get_fields()

    def get_fields(self) -> Dict[str, Dict[str, str]]:
        """The attributes and their JSON Schema types."""
        if not self._fields:
            for column in self._db.execute(f'PRAGMA table_info("{self._table}")'):
                if column["name"] in (self._geometry, "fid"):
                    continue
                declared = column["type"].upper()
                kinds = [kind for start, kind in _JSON_TYPES if start in declared]
                described = {"type": kinds[0] if kinds else "string"}
                if declared == "DATE":
                    described["format"] = "date"
                if declared.startswith("BOOL"):
                    self._booleans.append(column["name"])
                self._fields[column["name"]] = described
        fields: Dict[str, Dict[str, str]] = self._fields
        return fields

    @crs_transform  # type: ignore[untyped-decorator, unused-ignore]
    def query(
        self,
        offset: int = 0,
        limit: int = 10,
        resulttype: str = "results",
        bbox: Sequence[float] = (),
        properties: Sequence[Tuple[str, str]] = (),
        sortby: Sequence[Dict[str, str]] = (),
        select_properties: Sequence[str] = (),
        skip_geometry: bool = False,
        **_others: Any,
    ) -> Dict[str, Any]:
        """One page of features as a GeoJSON FeatureCollection, with ``numberMatched``."""
        where, values = self._where(bbox, properties)
        source = f'FROM "{self._table}" {where}'
        matched: int = self._db.execute(f"SELECT count(*) {source}", values).fetchone()[0]
        features: List[Dict[str, Any]] = []
        if resulttype != "hits":
            names = list(select_properties) or list(self._fields)
            chosen = self._columns(names, skip_geometry)
            page = self._db.execute(
                f"SELECT {chosen} {source} ORDER BY {self._order(sortby)} LIMIT ? OFFSET ?",
                (*values, limit, offset),
            )
            features = [self._feature(row, names) for row in page]
        return {
            "type": "FeatureCollection",
            "features": features,
            "numberMatched": matched,
            "numberReturned": len(features),
        }

    @crs_transform  # type: ignore[untyped-decorator, unused-ignore]
    def get(self, identifier: str, **_others: Any) -> Dict[str, Any]:
        """The one feature of that id.

        Raises:
            ProviderItemNotFoundError: there is none.
        """
        names = list(self._fields)
        columns = self._columns(names, skip_geometry=False)
        row = self._db.execute(
            f'SELECT {columns} FROM "{self._table}" WHERE "{self.id_field}" = ?',
            (identifier,),
        ).fetchone()
        if row is None:
            raise ProviderItemNotFoundError(f"no feature {identifier}")
        return self._feature(row, names)

    def _columns(self, names: Sequence[str], skip_geometry: bool) -> str:
        wanted = [f'"{name}"' for name in dict.fromkeys([*names, self.id_field])]
        if self._geometry and not skip_geometry:
            wanted.append(f'"{self._geometry}" AS "_geometry"')
        return ", ".join(wanted)

    def _order(self, sortby: Sequence[Dict[str, str]]) -> str:
        keys = [f'"{s["property"]}" {"DESC" if s["order"] == "-" else "ASC"}' for s in sortby]
        return ", ".join([*keys, "fid"])

    def _where(
        self, bbox: Sequence[float], properties: Sequence[Tuple[str, str]]
    ) -> Tuple[str, Tuple[Any, ...]]:
        tests: List[str] = [f'"{name}" = ?' for name, _ in properties]
        values: List[Any] = [value for _, value in properties]
        if len(bbox) == 4 and self._geometry:
            tests.append(
                f'fid IN (SELECT id FROM "rtree_{self._table}_{self._geometry}"'
                " WHERE maxx >= ? AND maxy >= ? AND minx <= ? AND miny <= ?)"
            )
            values.extend(bbox)
        return ("WHERE " + " AND ".join(tests) if tests else ""), tuple(values)

    def _feature(self, row: sqlite3.Row, names: Sequence[str]) -> Dict[str, Any]:
        has_geometry = "_geometry" in tuple(row.keys())
        properties = {name: row[name] for name in names}
        for name in self._booleans:
            if properties.get(name) is not None:
                properties[name] = bool(properties[name])
        return {
            "type": "Feature",
            "id": row[self.id_field],
            "geometry": _geojson(row["_geometry"]) if has_geometry else None,
            "properties": properties,
        }


def _geojson(blob: Optional[bytes]) -> Optional[Dict[str, Any]]:
    """The geometry of a GeoPackage blob (OGC 12-128r19, 2.1.3) as GeoJSON."""
    if blob is None:
        return None
    (flags,) = struct.unpack_from("B", blob, 3)
    start = 8 + _ENVELOPE_BYTES[(flags >> 1) & 7]
    mapping: Dict[str, Any] = shapely.geometry.mapping(shapely.from_wkb(blob[start:]))
    return mapping
