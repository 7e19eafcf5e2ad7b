"""The workshop's platforms as records of the registry (resources/platforms.schema.json)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List

from workshop.collections import ARMOR, COLLECTIONS, HEXAGONE

ARMOR_ID = "atelier-armor"
HEXAGONE_ID = "atelier-hexagone"
OUVERT_ID = "atelier-ouvert"
READER_ROLE = "lecteur-restreint"
PLUGIN_CLIENT_ID = "cicclo-qgis"


def write(path: Path, addresses: Dict[str, str]) -> None:
    """Write the three records; `addresses` as in ``workshop.json``."""
    write_records(path, [_armor(addresses), _hexagone(addresses), _ouvert(addresses)])


def write_records(path: Path, platforms: List[Dict[str, Any]]) -> None:
    """Write a registry of these records."""
    document = {"version": 1, "platforms": platforms}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _armor(addresses: Dict[str, str]) -> Dict[str, Any]:
    base, landing = addresses["armor"], addresses["armor_landing"]
    access = {
        "kind": "gateway",
        "login_url": base + "/oauth2/authorization/proconnect",
        "whoami_url": base + "/whoami",
        "logout_url": base + "/logout",
        "cookies": ["SESSION"],
        "protects": [landing],
    }
    return {
        "id": ARMOR_ID,
        "name": "Géo Armor (atelier)",
        "territory": "Bretagne",
        "software": "pygeoapi 0.21.0",
        "landing": landing,
        "landing_status": "documented",
        "access": [access],
        "restricted": [name for name in ARMOR if COLLECTIONS[name].restricted],
        "quirks": ["demo"],
        "source": "atelier CICCLO pour QGIS",
    }


def _hexagone(addresses: Dict[str, str]) -> Dict[str, Any]:
    landing = addresses["hexagone_landing"]
    access = {
        "kind": "oidc",
        "issuer": addresses["hexagone_issuer"],
        "client_id": PLUGIN_CLIENT_ID,
        "scopes": ["openid", "profile", "email"],
        "redirect_uris": ["http://127.0.0.1/callback"],
        "authorize_params": {"kc_idp_hint": "proconnect"},
        "protects": [landing],
    }
    return {
        "id": HEXAGONE_ID,
        "name": "Hexagone (atelier)",
        "territory": "France métropolitaine",
        "software": "QGIS Server",
        "landing": landing,
        "landing_status": "documented",
        "access": [access],
        "restricted": [name for name in HEXAGONE if COLLECTIONS[name].restricted],
        "quirks": ["demo"],
        "source": "atelier CICCLO pour QGIS",
    }


def _ouvert(addresses: Dict[str, str]) -> Dict[str, Any]:
    return {
        "id": OUVERT_ID,
        "name": "Données ouvertes (atelier)",
        "territory": "France",
        "software": "MapServer 8.0.0",
        "landing": addresses["ouvert_landing"],
        "landing_status": "documented",
        "access": [],
        "restricted": [],
        "quirks": ["demo"],
        "source": "atelier CICCLO pour QGIS",
    }
