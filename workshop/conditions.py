"""On what conditions the restricted collections are used: a policy in ODRL, and where to ask.

Policies follow the W3C's ODRL Information Model 2.2 in JSON-LD. Everybody may read them: who has no
right yet learns from them how to get one.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Sequence, Tuple

from workshop.collections import COLLECTIONS

PATH = "/conditions/"
"""Where a platform serves its policies, by collection: ``/conditions/<id>.jsonld``."""

MEDIA_TYPE = "application/ld+json"

_WHO = "agents habilités des services de l'État et de leurs opérateurs"
_PURPOSES: Dict[str, str] = {
    "zones_humides": "police de l'eau, instruction des projets",
    "sites_inspection": "inspection des installations classées",
}


def policy(url: str, collection_id: str) -> Dict[str, Any]:
    """The policy at ``url``, as JSON-LD.

    Raises:
        KeyError: nothing restricts that collection.
    """
    purpose = _PURPOSES[collection_id]
    return {
        "@context": "http://www.w3.org/ns/odrl.jsonld",
        "@type": "Set",
        "uid": url,
        "permission": [
            {
                "target": collection_id,
                "assignee": {"@type": "PartyCollection", "vcard:fn": _WHO},
                "action": ["use", "derive"],
                "constraint": [
                    {"leftOperand": "purpose", "operator": "isA", "rightOperand": purpose},
                    {
                        "leftOperand": "dateTime",
                        "operator": "lteq",
                        "rightOperand": {"@value": "2027-12-31", "@type": "xsd:date"},
                    },
                ],
                "duty": [{"action": "attribute"}],
            }
        ],
        "prohibition": [{"target": collection_id, "action": ["distribute", "commercialize"]}],
    }


def served(base: str, name: str) -> Tuple[bytes, int]:
    """The document and status of ``name`` (``<id>.jsonld``) below ``base + PATH``."""
    collection_id = name.removesuffix(".jsonld")
    if collection_id == name or collection_id not in _PURPOSES:
        return b"{}", 404
    document = policy(f"{base}{PATH}{name}", collection_id)
    return json.dumps(document, ensure_ascii=False).encode(), 200


def links(base: str, collection_id: str) -> List[Dict[str, str]]:
    """Links of a restricted collection to its policy, and to the place where access is asked for.

    ``base``: the platform's address, without a slash at its end.
    """
    if not COLLECTIONS[collection_id].restricted:
        return []
    return [
        {
            "type": MEDIA_TYPE,
            "rel": "http://www.w3.org/ns/odrl/2/hasPolicy",
            "title": "Conditions d'accès (ODRL)",
            "href": f"{base}{PATH}{collection_id}.jsonld",
            "hreflang": "fr-FR",
        },
        {
            "type": "text/html",
            "rel": "request-access",
            "title": "Demander l'accès (DataPass)",
            "href": "https://datapass.api.gouv.fr/",
            "hreflang": "fr-FR",
        },
    ]


def told_in(body: bytes, base: str, restricted: Sequence[str]) -> bytes:
    """``body``, a list of collections or one of them, with these links in it.

    QGIS Server has no place for links of one's own: its gateway puts them in. What is no such
    document comes back as it was.
    """
    try:
        document = json.loads(body)
    except ValueError:
        return body
    if not isinstance(document, dict):
        return body
    entries = document.get("collections", [document])
    told = False
    for entry in entries:
        if isinstance(entry, dict) and entry.get("id") in restricted:
            entry.setdefault("links", []).extend(links(base, entry["id"]))
            told = True
    return json.dumps(document, ensure_ascii=False).encode() if told else body
