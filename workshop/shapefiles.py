"""The open platform's shapefiles, cut to what MapServer 8.0.0 serves rightly.

That version repeats every ring in every part of a multi-polygon (invalid geometries, answers of
tens of megabytes), so that each polygon is written with its largest part alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Iterable, List, Mapping, Tuple

from osgeo import gdal, ogr, osr

from workshop import territory

Row = Tuple[Mapping[str, Any], ogr.Geometry]


def write(folder: Path, departements: List[territory.Departement]) -> Dict[str, int]:
    """Write every shapefile (UTF-8, longitude and latitude) into `folder`; rows by layer."""
    folder.mkdir()
    metropole = [one for one in departements if one.metropole]
    return {
        "regions_metropole": _write(
            folder / "regions_metropole.shp",
            [
                (
                    {"code": one.code, "nom": one.nom, "nb_dep": one.departements},
                    _main(one.geometry),
                )
                for one in territory.regions(metropole)
            ],
            ogr.wkbPolygon,
        ),
        "departements_metropole": _write(
            folder / "departements_metropole.shp",
            [
                (
                    {
                        "code": one.code,
                        "nom": one.nom,
                        "reg_code": one.region_code,
                        "reg_nom": one.region_nom,
                    },
                    _main(one.geometry),
                )
                for one in metropole
            ],
            ogr.wkbPolygon,
        ),
        "provinces_monde": _write(
            folder / "provinces_monde.shp", territory.provinces(), ogr.wkbPoint
        ),
    }


def _main(geometry: ogr.Geometry) -> ogr.Geometry:
    """The largest part of a multi-polygon."""
    parts = [geometry.GetGeometryRef(index) for index in range(geometry.GetGeometryCount())]
    return max(parts, key=lambda part: float(part.GetArea())).Clone()


def _write(path: Path, rows: Iterable[Row], kind: int) -> int:
    rows = list(rows)
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(4326)
    srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    # the table's header holds the day of writing: fixed, so that two builds are the same bytes
    options = ["ENCODING=UTF-8", "SPATIAL_INDEX=YES", "DBF_DATE_LAST_UPDATE=2026-01-01"]
    target = gdal.GetDriverByName("ESRI Shapefile").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    layer = target.CreateLayer(path.stem, srs, kind, options)
    for name, value in rows[0][0].items():
        field = ogr.FieldDefn(name, ogr.OFTInteger if isinstance(value, int) else ogr.OFTString)
        if isinstance(value, str):
            field.SetWidth(max(len(str(row[name] or "").encode()) for row, _ in rows))
        layer.CreateField(field)
    for attributes, geometry in rows:
        feature = ogr.Feature(layer.GetLayerDefn())
        for name, value in attributes.items():
            if value is not None:
                feature[name] = value
        feature.SetGeometry(geometry)
        layer.CreateFeature(feature)
    del layer, target
    return len(rows)
