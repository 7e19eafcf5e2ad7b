"""Writes the configuration of platform 3's MapServer (Debian's 8.0.0)."""

from __future__ import annotations

from pathlib import Path
from typing import List, Sequence

from workshop.collections import COLLECTIONS, CollectionInfo

ALIAS = "ouvert"
"""The map's name in the addresses: ``.../<alias>/ogcapi``."""

MAPSERV = Path("/usr/lib/cgi-bin/mapserv")
_TEMPLATES = "/usr/share/mapserver/ogcapi/templates/html-plain/"


def write(folder: Path, public_url: str, data: Path, published: Sequence[str]) -> Path:
    """Write the map and the server's configuration into `folder`; the latter's path.

    `public_url` is the address of the map, without ``/ogcapi``; `data` the shapefiles' folder.
    """
    layers = "".join(_layer(COLLECTIONS[name]) for name in published)
    return write_layers(folder, public_url, data, layers)


def write_layers(folder: Path, public_url: str, data: Path, layers: str) -> Path:
    """The same for other layers, as they stand in a map file."""
    map_file = folder / "ouvert.map"
    map_file.write_text(_map(public_url, data, layers), "utf-8")
    config = folder / "mapserver.conf"
    config.write_text(
        f"""CONFIG
  ENV
    MS_MAP_PATTERN "ouvert\\.map$"
    PROJ_DATA "/usr/share/proj"
    PROJ_LIB "/usr/share/proj"
    OGCAPI_HTML_TEMPLATE_DIRECTORY "{_TEMPLATES}"
  END
  MAPS
    {ALIAS} "{map_file}"
  END
END
""",
        "utf-8",
    )
    return config


def _map(public_url: str, data: Path, layers: str) -> str:
    return f"""MAP
  NAME "{ALIAS}"
  EXTENT -180 -90 180 90
  UNITS DD
  SIZE 400 400
  SHAPEPATH "{data}"
  PROJECTION "init=epsg:4326" END
  WEB
    METADATA
      "oga_title" "Données ouvertes (atelier)"
      "oga_description" "Plateforme d'atelier : données ouvertes, sans connexion."
      "ows_title" "Données ouvertes (atelier)"
      "ows_onlineresource" "{public_url}"
      "oga_onlineresource" "{public_url}/ogcapi"
      "wfs_onlineresource" "{public_url.rpartition("/")[0]}?map={ALIAS}&"
      "ows_enable_request" "*"
      "oga_enable_request" "*"
      "ows_srs" "EPSG:4326 EPSG:3857 EPSG:2154"
      "oga_html_template_directory" "{_TEMPLATES}"
    END
  END
{layers}END
"""


def _layer(info: CollectionInfo) -> str:
    lines: List[str] = [
        f'NAME "{info.id}"',
        f"TYPE {'POINT' if info.points else 'POLYGON'}",
        "STATUS ON",
        f'DATA "{info.id}"',
        'ENCODING "UTF-8"',
        'TEMPLATE "void"',
        'PROJECTION "init=epsg:4326" END',
    ]
    metadata = {
        "ows_title": info.title_fr,
        "ows_abstract": info.described_fr,
        "oga_title": info.title_fr,
        "oga_description": info.described_fr,
        "ows_keywordlist": ",".join(info.keywords),
        "ows_extent": " ".join(str(value) for value in info.bbox),
        "gml_featureid": info.id_field,
        "oga_featureid": info.id_field,
        "gml_include_items": "all",
        "oga_max_features_per_request": "1000",
    }
    lines.append("METADATA")
    lines += [f'  "{key}" "{value}"' for key, value in metadata.items()]
    lines.append("END")
    body = "\n".join("    " + line for line in lines)
    return f"  LAYER\n{body}\n  END\n"
