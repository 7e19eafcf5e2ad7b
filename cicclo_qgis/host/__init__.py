"""Everything that touches QGIS without being seen.

Hands out: ``http_session`` (``requests`` over QGIS's network), ``RequestAuthorizer`` and
``ReplyWatcher`` (the credential put on QGIS's own requests, and what the platforms answered),
``build``, ``add`` and ``LiveLayers`` (layers on the native provider), ``Workers`` (threads beside
the GUI), ``AuthDbStore`` (QGIS's encrypted store), ``Settings`` and ``profile_folder``.

Never does: widgets (they stand in ``gui``), decisions about sign-in (they stand in ``signin``).

The names are imported from their own modules (``from cicclo_qgis.host.transport import
http_session``) or from here; nothing is loaded before it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_WHERE = {
    "AuthDbStore": "authdb",
    "BadLayersDialog": "bad_layers",
    "Job": "workers",
    "LiveLayers": "live_layers",
    "ReplyWatcher": "watcher",
    "RequestAuthorizer": "authorizer",
    "RequestCancelled": "transport",
    "Settings": "settings",
    "Workers": "workers",
    "add": "layers",
    "build": "layers",
    "collection_of": "layer_state",
    "http_session": "transport",
    "is_restricted": "layer_state",
    "layer_uri": "layer_uri",
    "platform_of": "layer_state",
    "profile_folder": "paths",
    "user_agent": "version",
}

__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    """Load a public name's module when it is first used (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
