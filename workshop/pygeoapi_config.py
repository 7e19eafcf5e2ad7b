"""Writes the configuration of platform 1's two pygeoapi servers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence

from workshop import conditions
from workshop.collections import COLLECTIONS, ETALAB, CollectionInfo

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
_CRS = [CRS84, _EPSG + "4326", _EPSG + "2154", _EPSG + "3857"]


def write(path: Path, public_url: str, port: int, data: Path, published: Sequence[str]) -> None:
    """Write the configuration of a server that listens on `port` and is known as `public_url`.

    The file is JSON, which is YAML too.
    """
    platform = public_url.rsplit("/ogc", 1)[0]
    resources = {name: _collection(COLLECTIONS[name], data, platform) for name in published}
    _write(path, public_url, port, resources)


def write_catalogue(path: Path, public_url: str, port: int, records: Path) -> None:
    """Write the configuration of a catalogue (OGC API - Records) of ``records`` (TinyDB)."""
    provider = {
        "type": "record",
        "name": "TinyDBCatalogue",
        "data": str(records),
        "id_field": "id",
        "time_field": "updated",
        "title_field": "title",
    }
    _write(path, public_url, port, {"catalogue": _plain("Catalogue (atelier)", provider)})


def write_features(
    path: Path, public_url: str, port: int, providers: Mapping[str, Mapping[str, Any]]
) -> None:
    """Write the configuration of a server of other collections, by name, than the workshop's."""
    resources = {
        name: _plain(name, {"type": "feature", **provider}) for name, provider in providers.items()
    }
    _write(path, public_url, port, resources)


def _write(path: Path, public_url: str, port: int, resources: Mapping[str, Any]) -> None:
    configuration = {
        "server": _server(public_url, port),
        "logging": {"level": "ERROR"},
        "metadata": _metadata(public_url),
        "resources": resources,
    }
    path.write_text(json.dumps(configuration, ensure_ascii=False, indent=1), "utf-8")


def _plain(title: str, provider: Mapping[str, Any]) -> Dict[str, Any]:
    return {
        "type": "collection",
        "title": title,
        "description": title,
        "keywords": ["atelier"],
        "links": [],
        "extents": {"spatial": {"bbox": [-180, -90, 180, 90], "crs": CRS84}},
        "providers": [provider],
    }


def _server(public_url: str, port: int) -> Dict[str, Any]:
    return {
        "bind": {"host": "127.0.0.1", "port": port},
        "url": public_url,
        "mimetype": "application/json; charset=UTF-8",
        "encoding": "utf-8",
        "gzip": False,
        "languages": ["fr-FR", "en-US"],
        "cors": False,
        "pretty_print": False,
        "admin": False,
        "limits": {"default_items": 100, "max_items": 1000, "on_exceed": "throttle"},
        "map": {"url": "about:blank", "attribution": "aucun fond de carte"},
    }


def _metadata(public_url: str) -> Dict[str, Any]:
    return {
        "identification": {
            "title": {"fr": "Géo Armor (atelier)", "en": "Géo Armor (workshop)"},
            "description": {
                "fr": (
                    "Plateforme d'atelier : limites administratives ouvertes et zones humides "
                    "d'exercice en accès restreint (ProConnect)."
                ),
                "en": "Workshop platform: open divisions and restricted exercise wetlands.",
            },
            "keywords": ["atelier", "limites administratives", "zones humides"],
            "keywords_type": "theme",
            "terms_of_service": ETALAB.url,
            "url": public_url,
        },
        "license": {"name": ETALAB.name, "url": ETALAB.url},
        "provider": {"name": "Atelier CICCLO pour QGIS", "url": public_url},
        "contact": {"name": "Atelier CICCLO pour QGIS", "url": public_url},
    }


def _collection(info: CollectionInfo, data: Path, platform: str) -> Dict[str, Any]:
    links: List[Dict[str, str]] = [
        {
            "type": "text/html",
            "rel": "license",
            "title": info.licence.name,
            "href": info.licence.url,
            "hreflang": "fr-FR",
        }
    ]
    if info.source.startswith("https:"):
        links.append(
            {
                "type": "text/html",
                "rel": "canonical",
                "title": "Source",
                "href": info.source,
                "hreflang": "en-US",
            }
        )
    links += conditions.links(platform, info.id)
    return {
        "type": "collection",
        "title": {"fr": info.title_fr, "en": info.title_en},
        "description": {"fr": info.described_fr, "en": info.description_en},
        "keywords": {"fr": list(info.keywords), "en": list(info.keywords)},
        "links": links,
        "extents": {"spatial": {"bbox": list(info.bbox), "crs": CRS84}},
        "providers": [_provider(info, data)],
    }


def _provider(info: CollectionInfo, data: Path) -> Dict[str, Any]:
    # open layers keep pygeoapi's own provider: its pages without numberMatched are met in the
    # field. It takes the id out of the attributes, hence the row number instead of the code.
    stock = info.geometry and not info.restricted
    provider: Dict[str, Any] = {
        "type": "feature",
        "name": "SQLiteGPKG" if stock else "workshop.pygeoapi_provider.GeoPackageProvider",
        "data": str(data),
        "id_field": "fid" if stock else info.id_field,
        "title_field": info.title_field,
        "table": info.id,
    }
    if info.geometry:
        provider["crs"] = _CRS
        provider["storage_crs"] = CRS84
    return provider
