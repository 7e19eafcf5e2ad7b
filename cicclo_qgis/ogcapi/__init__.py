"""A client of OGC API - Features that survives real servers (landing page, collections, items).

Hands out: ``discover`` and ``open_landing`` (an address -> ``LandingPage``), ``collections`` and
``collection_pages`` (paged), ``first_page`` and ``probe`` (items), ``page_limit``, ``get_json``,
and ``OgcApiError`` with a ``ProblemCode``. Every function takes a ``requests.Session`` first and
a ``Policy`` (time-outs, sizes, cancelling) last; it blocks, so it belongs in a worker thread.
Never does: credentials (they are added below by the transport), Qt, writing to disk.

Nothing is loaded before it is asked for: who needs one small part does not pay for the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cicclo_qgis.ogcapi.discovery import discover
    from cicclo_qgis.ogcapi.documents import Document, get_json
    from cicclo_qgis.ogcapi.errors import OgcApiError, Problem, ProblemCode
    from cicclo_qgis.ogcapi.items import ItemsPage, Probe, Reach, first_page, probe
    from cicclo_qgis.ogcapi.landing import open_landing
    from cicclo_qgis.ogcapi.limits import PageLimit, page_limit
    from cicclo_qgis.ogcapi.listing import CollectionsPage, collection_pages, collections
    from cicclo_qgis.ogcapi.model import Collection, ItemKind, LandingPage, Link, ServiceKind
    from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
    from cicclo_qgis.ogcapi.session import new_session, prepare
    from cicclo_qgis.ogcapi.validators import Unchanged

_WHERE = {
    "Collection": "model",
    "CollectionsPage": "listing",
    "DEFAULT_POLICY": "policy",
    "Document": "documents",
    "ItemKind": "model",
    "ItemsPage": "items",
    "LandingPage": "model",
    "Link": "model",
    "OgcApiError": "errors",
    "PageLimit": "limits",
    "Policy": "policy",
    "Probe": "items",
    "Problem": "errors",
    "ProblemCode": "errors",
    "Reach": "items",
    "ServiceKind": "model",
    "Unchanged": "validators",
    "collection_pages": "listing",
    "collections": "listing",
    "discover": "discovery",
    "first_page": "items",
    "get_json": "documents",
    "new_session": "session",
    "open_landing": "landing",
    "page_limit": "limits",
    "prepare": "session",
    "probe": "items",
}

__all__ = [
    "DEFAULT_POLICY",
    "Collection",
    "CollectionsPage",
    "Document",
    "ItemKind",
    "ItemsPage",
    "LandingPage",
    "Link",
    "OgcApiError",
    "PageLimit",
    "Policy",
    "Probe",
    "Problem",
    "ProblemCode",
    "Reach",
    "ServiceKind",
    "Unchanged",
    "collection_pages",
    "collections",
    "discover",
    "first_page",
    "get_json",
    "new_session",
    "open_landing",
    "page_limit",
    "prepare",
    "probe",
]


def __getattr__(name: str) -> Any:
    """Load a public name's module when it is first used (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = value
    return value
