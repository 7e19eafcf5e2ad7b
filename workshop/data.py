"""Builds the workshop's data files, the same ones on every machine.

``armor.gpkg`` (platform 1), ``hexagone.gpkg`` and ``hexagone.qgs`` (platform 2), and a folder of
shapefiles, ``ouvert`` (platform 3; MapServer 8.0.0 pages OGR sources wrongly, shapefiles rightly).
Building needs PyQGIS and GDAL. Nothing may write into these files: a server that does gets a copy.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple

from workshop import paths, qgis_project

_SOURCES = (
    "data.py",
    "territory.py",
    "exercise.py",
    "shapefiles.py",
    "collections.py",
    "qgis_project.py",
    "sources/package-lock.json",
)
_STAMP = "built.json"

Attributes = Mapping[str, Any]


def fingerprint() -> str:
    """What the built files depend on, as a digest."""
    digest = hashlib.sha256()
    for name in _SOURCES:
        digest.update((paths.PACKAGE / name).read_bytes())
    digest.update(str(paths.WORLD_MAP.stat().st_size).encode())
    return digest.hexdigest()


def is_built(folder: Path = paths.DATA) -> bool:
    """Whether `folder` holds the files of this version of the workshop."""
    try:
        stamp = json.loads((folder / _STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(stamp.get("fingerprint") == fingerprint())


def build(folder: Path = paths.DATA) -> Dict[str, int]:
    """Build every file into `folder`, replacing what is there; the number of rows by layer."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=folder.name, dir=folder.parent))
    try:
        counts = _build(scratch)
        qgis_project.make(scratch / "hexagone.gpkg", scratch / "hexagone.qgs")
        stamp = {"fingerprint": fingerprint(), "rows": counts}
        (scratch / _STAMP).write_text(json.dumps(stamp, indent=2), "utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(scratch, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return counts


def _build(folder: Path) -> Dict[str, int]:
    from workshop import exercise, shapefiles, territory

    departements = territory.departements()
    dep_rows = [(_departement(one), one.geometry) for one in departements]
    reg_rows = [
        ({"code": one.code, "nom": one.nom, "departements": one.departements}, one.geometry)
        for one in territory.regions(departements)
    ]
    polygon, point, none = "MultiPolygon", "Point", None
    armor = _GeoPackage(folder / "armor.gpkg")
    armor.write("departements", dep_rows, polygon)
    armor.write("communes", ((row, None) for row in territory.communes()), none)
    armor.write("epci", ((row, None) for row in territory.epci()), none)
    armor.write("zones_humides", exercise.wetlands(departements), polygon)
    armor.close()
    hexagone = _GeoPackage(folder / "hexagone.gpkg")
    hexagone.write("regions", reg_rows, polygon)
    hexagone.write("departements", dep_rows, polygon)
    hexagone.write("sites_inspection", exercise.sites(departements), point)
    hexagone.close()
    ouvert = shapefiles.write(folder / "ouvert", departements)
    counts = {f"armor/{k}": v for k, v in armor.counts.items()}
    counts.update({f"hexagone/{k}": v for k, v in hexagone.counts.items()})
    counts.update({f"ouvert/{k}": v for k, v in ouvert.items()})
    return counts


def _departement(one: Any) -> Dict[str, Any]:
    return {
        "code": one.code,
        "nom": one.nom,
        "region_code": one.region_code,
        "region_nom": one.region_nom,
    }


class _GeoPackage:
    """A GeoPackage being written with GDAL, without a write-ahead log left beside it."""

    def __init__(self, path: Path) -> None:
        from osgeo import gdal, osr

        gdal.UseExceptions()
        # the file says when it was made: fixed, so that two builds are the same bytes
        gdal.SetConfigOption("OGR_CURRENT_DATE", "2026-01-01T00:00:00.000Z")
        gdal.SetConfigOption("OGR_SQLITE_JOURNAL", "DELETE")
        self._file = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
        self._srs = osr.SpatialReference()
        self._srs.ImportFromEPSG(4326)
        self._srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        self.counts: Dict[str, int] = {}

    def write(
        self, name: str, rows: Iterable[Tuple[Attributes, Any]], geometry: Optional[str]
    ) -> None:
        """Write one layer; ``code`` becomes unique. `geometry`: OGR type name, None for a table."""
        from osgeo import ogr

        kinds = {"MultiPolygon": ogr.wkbMultiPolygon, "Point": ogr.wkbPoint, None: ogr.wkbNone}
        rows = list(rows)
        layer = self._file.CreateLayer(
            name,
            self._srs if geometry else None,
            kinds[geometry],
            options=["FID=fid", "GEOMETRY_NAME=geom", f"IDENTIFIER={name}"],
        )
        for field in _fields([row for row, _ in rows]):
            layer.CreateField(field)
        layer.StartTransaction()
        for attributes, shape in rows:
            feature = ogr.Feature(layer.GetLayerDefn())
            for key, value in attributes.items():
                if value is not None:
                    feature[key] = value
            if shape is not None:
                feature.SetGeometry(shape)
            layer.CreateFeature(feature)
        layer.CommitTransaction()
        self._file.ExecuteSQL(f'CREATE UNIQUE INDEX "{name}_code" ON "{name}" (code)')
        self.counts[name] = len(rows)

    def close(self) -> None:
        """Flush and close the file."""
        self._file = None


def _fields(rows: List[Attributes]) -> List[Any]:
    """OGR field definitions that fit the values of `rows`."""
    from osgeo import ogr

    made: List[Any] = []
    for key in rows[0]:
        value = next((row[key] for row in rows if row[key] is not None), "")
        kind = ogr.OFTString
        if isinstance(value, (bool, int)):
            kind = ogr.OFTInteger
        elif isinstance(value, float):
            kind = ogr.OFTReal
        elif key.startswith(("date_", "derniere_")):
            kind = ogr.OFTDate
        field = ogr.FieldDefn(key, kind)
        if isinstance(value, bool):
            field.SetSubType(ogr.OFSTBoolean)
        made.append(field)
    return made
