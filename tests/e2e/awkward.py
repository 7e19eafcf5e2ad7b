"""Features that are hard to copy, as the files and tables that real servers read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from osgeo import gdal, ogr, osr

Feature = Dict[str, Any]

_HOLE = [[1.5, 45.2], [1.6, 45.2], [1.6, 45.3], [1.5, 45.2]]
_RING = [[1, 45], [2, 45], [2, 46], [1, 45]]
_GEOMETRIES: Tuple[Optional[Dict[str, Any]], ...] = (
    {"type": "Point", "coordinates": [1.5, 45.25]},
    {"type": "Point", "coordinates": [-4.123456789, 48.987654321, 312.5]},
    None,
    {"type": "LineString", "coordinates": [[1, 45, 7], [2, 46, 8.5], [3, 45, 9]]},
    {"type": "Polygon", "coordinates": [_RING, _HOLE]},
    {"type": "MultiPolygon", "coordinates": [[_RING], [[[3, 45], [4, 45], [4, 46], [3, 45]]]]},
    {"type": "MultiPoint", "coordinates": [[55.5, -21.1], [-61.5, 16.2]]},
)
_DETAILS = ({"a": [1, {"b": None}], "é": "ü"}, [1, "deux", None], {}, None)
_WHOLES = (9007199254740993, -(2**62), 0, None)

_PLACED = {
    "code": ogr.OFTString,
    "nom": ogr.OFTString,
    "grand": ogr.OFTInteger64,
    "reel": ogr.OFTReal,
    "jour": ogr.OFTDate,
    "instant": ogr.OFTDateTime,
}


def features(count: int = 28) -> List[Feature]:
    """Mixed and missing geometries, with heights and without; values of every kind, and none.

    ``autre`` differs in type from the first page of ten to the next.
    """
    return [
        {
            "type": "Feature",
            "id": number,
            "geometry": _GEOMETRIES[number % len(_GEOMETRIES)],
            "properties": {
                "code": f"{number:05d}",
                "nom": ("L’Île-d’Yeu « été » 🌊", "", None, 'a"b\\c\n', "O'Brien")[number % 5],
                "grand": _WHOLES[number % 4],
                "reel": (0.1 + 0.2, -1e-12, 6.02214076e23, None)[number % 4],
                "vrai": (True, False, None)[number % 3],
                "jour": ("1789-07-14", "2024-02-29", None)[number % 3],
                "instant": ("2024-05-01T10:00:00.123456+02:00", "1969-12-31T23:59:59Z", None)[
                    number % 3
                ],
                "details": _DETAILS[number % 4],
                "autre": (number if number < 11 else number / 8),
                "jamais": None,
            },
        }
        for number in range(1, count + 1)
    ]


def sql(made: List[Feature]) -> str:
    """The same as a table of PostGIS."""
    text = json.dumps(made).replace("'", "''")
    return f"""
CREATE TABLE difficile (
  id integer PRIMARY KEY, code text, nom text, grand bigint, reel double precision, vrai boolean,
  jour date, instant timestamptz, details jsonb, autre double precision, jamais text,
  geom geometry(GeometryZ, 4326)
);
INSERT INTO difficile
SELECT (f->>'id')::int, p->>'code', p->>'nom', (p->>'grand')::bigint, (p->>'reel')::float8,
  (p->>'vrai')::boolean, (p->>'jour')::date, (p->>'instant')::timestamptz,
  nullif(p->'details', 'null'), (p->>'autre')::float8, NULL,
  ST_Force3D(ST_SetSRID(ST_GeomFromGeoJSON(nullif(f->'geometry', 'null')), 4326))
FROM jsonb_array_elements('{text}'::jsonb) AS f, LATERAL (SELECT f->'properties' AS p) AS x;
"""


MANY = """
CREATE TABLE beaucoup AS SELECT n AS id, 'n' || n AS nom,
  ST_SetSRID(ST_MakePoint(n / 1000.0, 45.5), 4326)::geometry(Point, 4326) AS geom
FROM generate_series(1, 6000) AS n ORDER BY md5(n::text);
ALTER TABLE beaucoup ADD PRIMARY KEY (id);
DO $$ BEGIN FOR n IN 10..39 LOOP
  EXECUTE format('CREATE TABLE petit_%s (id int PRIMARY KEY, geom geometry(Point, 4326))', n);
END LOOP; END $$;
"""
"""A table of 6 000 points, not in the order of their ids, and thirty small ones."""


def places(count: int = 28) -> List[Feature]:
    """Points with heights in Lambert-93, some of them nowhere, and what a GeoPackage can hold."""
    made = features(count)
    for one in made:
        number, told = one["id"], one["properties"]
        place = [600_000 + 1_000.25 * number, 6_700_000.125 - 500 * number, number + 0.5]
        nowhere = number % 7 == 3
        one["geometry"] = None if nowhere else {"type": "Point", "coordinates": place}
        if told["instant"]:
            told["instant"] = told["instant"][:19] + "Z"
        one["properties"] = {name: told[name] for name in _PLACED}
    return made


def write_package(path: Path, count: int = 28) -> None:
    """The places as a layer, ``points``."""
    made = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    system = osr.SpatialReference()
    system.ImportFromEPSG(2154)
    layer = made.CreateLayer("points", system, ogr.wkbPoint25D, options=["GEOMETRY_NAME=geom"])
    for name, kind in _PLACED.items():
        layer.CreateField(ogr.FieldDefn(name, kind))
    layer.StartTransaction()
    for one in places(count):
        row = ogr.Feature(layer.GetLayerDefn())
        row.SetFID(one["id"])
        for name in _PLACED:
            if one["properties"][name] is not None:
                row.SetField(name, one["properties"][name])
        if one["geometry"] is not None:
            row.SetGeometry(ogr.CreateGeometryFromJson(json.dumps(one["geometry"])))
        layer.CreateFeature(row)
    layer.CommitTransaction()


_PROJECT = """
import sys
from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
layer = QgsVectorLayer(sys.argv[1] + "|layername=points", "points", "ogr")
assert layer.isValid()
layer.setShortName("points")
project.addMapLayer(layer)
project.writeEntry("WFSLayers", "/", [layer.id()])
project.writeEntry("WFSLayersPrecision", "/" + layer.id(), 10)
project.writeEntry("WMSCrsList", "/", ["EPSG:4326", "EPSG:2154"])
assert project.write(sys.argv[2])
project.clear()
application.exitQgis()
"""


def write_project(package: Path, project: Path) -> None:
    """A QGIS project that serves that layer."""
    subprocess.run(
        [sys.executable, "-c", _PROJECT, str(package), str(project)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=True,
    )


def map_layer(package: Path) -> str:
    """That layer in a map file of MapServer."""
    return f"""
  LAYER
    NAME "points"
    TYPE POINT
    STATUS ON
    CONNECTIONTYPE OGR
    CONNECTION "{package}"
    DATA "points"
    TEMPLATE "void"
    PROJECTION "init=epsg:2154" END
    METADATA
      "oga_title" "points"
      "gml_featureid" "code"
      "oga_featureid" "code"
      "gml_include_items" "all"
      "ows_include_items" "all"
      "oga_max_features_per_request" "1000"
    END
  END
"""
