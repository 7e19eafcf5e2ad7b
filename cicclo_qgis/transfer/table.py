"""The table of a copy: made, widened and filled; all inside transactions of its caller."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from cicclo_qgis.transfer.between import Between, give_way
from cicclo_qgis.transfer.columns import Change, Column, Columns, Kind, rewritten
from cicclo_qgis.transfer.geometry import TYPE_NAMES, BadGeometry, Encoder, to_multi
from cicclo_qgis.transfer.package import WGS84, Crs, crs_of, insert_columns, quoted, sql
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.tally import Tally

_FID, _ID, _GEOM = "fid", "feature_id", "geom"
_MULTI = {1: 4, 2: 5, 3: 6}


class Table:
    """One table and what was learnt of its values.

    ``names``: of the row number, the server's id and the geometry. ``changed``: whether ``saved``
    has to be saved anew. ``tally``: of the rows written since it was made.
    """

    def __init__(
        self, database: sqlite3.Connection, name: str, between: Between = give_way
    ) -> None:
        self._database, self._between = database, between
        self.name = name
        self.crs = WGS84
        self.encoder = Encoder(WGS84.srs_id)
        self.columns = Columns({_FID, _ID, _GEOM})
        self.names = (_FID, _ID, _GEOM)
        self.has_geometry = self.created = self.widened = self.changed = False
        self.bad_geometries = 0
        self.tally = Tally()

    def set_crs(self, crs: Crs, swap: bool) -> None:
        """Say in which system coordinates come, and whether north first; before the first row."""
        self.crs = crs
        self.encoder = Encoder(crs.srs_id, swap)

    def saved(self) -> Dict[str, Any]:
        """What ``restore`` needs, as JSON."""
        self.changed = False
        return {
            "crs": None if self.crs is WGS84 else f"EPSG:{self.crs.code}",
            "swap": self.encoder.swap,
            "names": self.names,
            "columns": [
                (one.name, one.sql_name, one.kind.value, one.widest)
                for one in self.columns.known.values()
            ],
            "kinds": sorted(self.encoder.kinds),
            "box": self.encoder.box,
            "geometry": self.has_geometry,
            "widened": self.widened,
            "bad": self.bad_geometries,
        }

    def restore(self, found: Mapping[str, Any]) -> None:
        """Be as the table that ``saved``."""
        self.set_crs(crs_of(found["crs"]) or WGS84, bool(found["swap"]))
        self.names = (found["names"][0], found["names"][1], found["names"][2])
        self.columns.taken.clear()
        self.columns.taken.update(name.lower() for name in self.names)
        for name, sql_name, kind, widest in found["columns"]:
            self.columns.known[name] = Column(name, sql_name, Kind(kind), widest)
            self.columns.taken.add(sql_name.lower())
        self.encoder.kinds = {(code, bool(z)) for code, z in found["kinds"]}
        self.encoder.box = None if found["box"] is None else tuple(found["box"])
        self.has_geometry, self.created = bool(found["geometry"]), True
        self.widened, self.bad_geometries = bool(found["widened"]), int(found["bad"])

    def value_columns(self) -> List[str]:
        """The columns that hold what the server said of a feature, but its id."""
        geometry = [self.names[2]] if self.has_geometry else []
        return geometry + [one.sql_name for one in self.columns.known.values()]

    def write(self, page: Page, kept: Sequence[int]) -> None:
        """Insert the features ``kept`` of ``page``; the table follows what they hold."""
        before = (len(self.encoder.kinds), self.encoder.box, self.bad_geometries)
        whole = len(kept) == len(page)
        rows = page.rows if whole else [page.rows[index] for index in kept]
        geometries = page.geometries if whole else [page.geometries[index] for index in kept]
        if not self.created:
            self.create(rows)
        if not self.has_geometry and any(geometries):
            self._alter(f"ADD COLUMN {quoted(self.names[2])} BLOB")
            self.has_geometry = True
        for column in self.columns.add_new(rows):
            self._alter(f"ADD COLUMN {quoted(column.sql_name)} TEXT")
        values, changes = self.columns.take(rows)
        if changes:
            self._widen(changes)
        cells: List[Sequence[Any]] = [page.ids if whole else [page.ids[index] for index in kept]]
        names, points = [self.names[1]], None
        if self.has_geometry:
            names.append(self.names[2])
            points = self.encoder.encode_points(geometries)
            if points is not None:
                cells.append(points.blobs)
            else:
                cells.append([self._encoded(one) for one in geometries])
        names += [column.sql_name for column in self.columns.known.values()]
        self._put(names, [*cells, *values])
        self.tally.add(cells[0], cells[1] if self.has_geometry else (), points)
        now = (len(self.encoder.kinds), self.encoder.box, self.bad_geometries)
        self.changed = self.changed or now != before

    def _encoded(self, geometry: Optional[Any]) -> Optional[bytes]:
        if geometry is None:
            return None
        self._between()
        try:
            return self.encoder.encode(geometry)
        except BadGeometry:
            self.bad_geometries += 1
            return None

    def _put(self, names: List[str], cells: List[Sequence[Any]]) -> None:
        """Insert rows, with a sign in the place of what no file can hold."""
        self._database.execute("SAVEPOINT page")
        try:
            self._insert(names, cells)
        except UnicodeEncodeError:
            # JSON can write halves of characters.
            self._database.execute("ROLLBACK TO page")
            self._insert(names, [[_writable(one) for one in column] for column in cells])
            self.tally.lost()
        self._database.execute("RELEASE page")

    def _insert(self, names: List[str], cells: List[Sequence[Any]]) -> None:
        columns = ",".join(quoted(name) for name in names)
        into = sql("INSERT INTO", quoted(self.name), "(", columns, ")")
        insert_columns(self._database, into, cells)

    def create(self, rows: Sequence[Mapping[str, Any]] = ()) -> None:
        """Make the table; our own columns give way to attributes of the same name."""
        taken = {name.lower() for row in rows for name in row}
        self.names = (_free(_FID, taken), _free(_ID, taken), _free(_GEOM, taken))
        self.columns.taken.clear()
        self.columns.taken.update(name.lower() for name in self.names)
        self._database.execute(
            f"CREATE TABLE {quoted(self.name)} ({quoted(self.names[0])} INTEGER PRIMARY KEY "
            f"AUTOINCREMENT NOT NULL, {quoted(self.names[1])} TEXT)"
        )
        self.created = self.changed = True

    def _alter(self, what: str) -> None:
        self._database.execute(f"ALTER TABLE {quoted(self.name)} {what}")
        self.changed = True

    def _widen(self, changes: List[Change]) -> None:
        """Give columns their new declared type, and their values the new form."""
        self.changed = True
        self._declare()
        for change in changes:
            if change.before is Kind.UNKNOWN:
                continue
            self.widened = True
            numbers = (Kind.BOOLEAN, Kind.INTEGER, Kind.REAL)
            if change.column.kind is Kind.TEXT and change.before in numbers:
                function, name = partial(rewritten, change.before), quoted(change.column.sql_name)
                self._database.create_function("rewritten", 1, function)
                self._database.execute(
                    sql("UPDATE", quoted(self.name), "SET", name, "= rewritten(", name, ")")
                )

    def _declare(self) -> None:
        """Write the table's definition anew (sqlite.org/lang_altertable.html, section 7)."""
        columns = [
            f"{quoted(self.names[0])} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL",
            f"{quoted(self.names[1])} TEXT",
        ]
        declared = {one.sql_name: one.kind.declared for one in self.columns.known.values()}
        found = self._database.execute(f"PRAGMA table_info({quoted(self.name)})").fetchall()
        for _, name, kind, *_rest in found[2:]:
            columns.append(f"{quoted(name)} {declared.get(name, kind)}")
        definition = f"CREATE TABLE {quoted(self.name)} ({', '.join(columns)})"
        version = self._database.execute("PRAGMA schema_version").fetchone()[0]
        self._database.execute("PRAGMA writable_schema=ON")
        self._database.execute(
            "UPDATE sqlite_master SET sql=? WHERE type='table' AND name=?", (definition, self.name)
        )
        self._database.execute(f"PRAGMA schema_version={version + 1}")
        self._database.execute("PRAGMA writable_schema=OFF")

    def settle_geometry(self) -> Optional[Tuple[str, int]]:
        """The layer's geometry type and its Z rule; single parts join their multi-parts."""
        if not self.has_geometry:
            return None
        codes = {code for code, _ in self.encoder.kinds}
        for single, multi in _MULTI.items():
            if codes == {single, multi}:
                name = quoted(self.names[2])
                self._database.create_function("to_multi", 1, to_multi)
                self._database.execute(
                    sql("UPDATE", quoted(self.name), "SET", name, "= to_multi(", name, ")")
                )
                codes = {multi}
        type_name = TYPE_NAMES[codes.pop()] if len(codes) == 1 else "GEOMETRY"
        heights = {z for _, z in self.encoder.kinds}
        return type_name, (0 if heights <= {False} else 1 if heights == {True} else 2)


def _free(name: str, taken: set[str]) -> str:
    """``name``, or one like it that is not ``taken``."""
    found, number = name, 0
    while found in taken:
        number += 1
        found = f"ogc_{name}" if number == 1 else f"ogc_{name}_{number}"
    return found


def _writable(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
