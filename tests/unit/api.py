"""A well-behaved OGC API on a ``Site``, for tests to spoil in one point."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from tests.unit.site import Reply, Site

JSON = "application/json"
LOGIN_PAGE = """<!DOCTYPE html><html><head><title>Connexion</title></head><body>
<form action="/login" method="post"><input name="username"><input type="password" name="word">
</form></body></html>"""
HOME_PAGE = "<!DOCTYPE html><html><head><title>Portail</title></head><body>Bonjour</body></html>"


def link(href: Any, rel: Any, kind: Optional[str] = JSON, **more: Any) -> Dict[str, Any]:
    made = {"href": href, "rel": rel, **more}
    if kind is not None:
        made["type"] = kind
    return made


def landing(base: str, title: str = "Données de test") -> Dict[str, Any]:
    base = base.rstrip("/")
    return {
        "title": title,
        "description": "Une API",
        "links": [
            link(base + "/", "self"),
            link(base + "/collections", "data"),
            link(base + "/conformance", "conformance"),
            link(base + "/api", "service-desc", "application/vnd.oai.openapi+json;version=3.0"),
        ],
    }


def collection(base: str, identifier: str, **more: Any) -> Dict[str, Any]:
    base = base.rstrip("/")
    href = f"{base}/collections/{identifier}/items"
    made: Dict[str, Any] = {
        "id": identifier,
        "title": f"Titre de {identifier}",
        "description": "Une description",
        "itemType": "feature",
        "extent": {"spatial": {"bbox": [[-5.2, 41.3, 9.6, 51.1]]}},
        "links": [link(href, "items", "application/geo+json"), link(href, "items", "text/html")],
    }
    made.update(more)
    return {name: value for name, value in made.items() if value is not ...}


def feature(identifier: Any = 1, geometry: Any = ...) -> Dict[str, Any]:
    point = {"type": "Point", "coordinates": [2.35, 48.85]}
    return {
        "type": "Feature",
        "id": identifier,
        "geometry": point if geometry is ... else geometry,
        "properties": {"nom": "Paris"},
    }


def page(features: List[Any], matched: Any = None, links: Any = ()) -> Dict[str, Any]:
    made: Dict[str, Any] = {"type": "FeatureCollection", "features": features, "links": list(links)}
    if matched is not None:
        made["numberMatched"] = matched
    return made


def serve(site: Site, ids: List[str], base: str = "/api-features") -> str:
    """Serve landing page, collections and items of ``ids``; returns the landing page's address."""
    url = site.url(base)
    site.routes[base] = site.routes[base + "/"] = Reply(landing(url))
    entries = [collection(url, identifier) for identifier in ids]
    site.routes[base + "/collections"] = Reply({"collections": entries, "links": []})
    for identifier in ids:
        site.routes[f"{base}/collections/{identifier}/items"] = Reply(page([feature()], 1))
    return url + "/"
