"""Licences by the name people know, whatever of it a server writes: a code, an address, a title."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Optional, Tuple

from cicclo_qgis.ogcapi.model import Collection

_OPEN_LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
_OURS = r"(etalab|licen[cs]e[ _-]*ouverte(\W*open[ _-]*licen[cs]e)?|\blov?)"
_KNOWN: Tuple[Tuple[str, str, str], ...] = (
    (_OURS + r"\W*(v(ersion)?\W*)?2", "Licence Ouverte 2.0", ""),
    (_OURS + r"\W*(v(ersion)?\W*)?1", "Licence Ouverte 1.0", ""),
    (r"etalab|licen[cs]e[ _-]*ouverte|^fr-lo$", "Licence Ouverte", ""),
    (r"odbl|open[ _-]*database", "ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    (r"odc-by", "ODC-By 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    (r"\bpddl", "PDDL 1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
    (r"\bcc[ -]?(0|zero)|publicdomain/zero", "CC0 1.0", ""),
)
_COMMONS = re.compile(
    r"(?:\bcc[ -]|creativecommons\.org/licenses/)(by(?:-(?:nc|nd|sa))*)(?:[ /-](\d\.\d))?", re.I
)

# Of the European Publications Office: ``CC_BY_4_0``.
_EUROPEAN = re.compile(r"/resource/authority/licence/(\w+)")


@lru_cache(maxsize=2048)
def licence_name(text: Optional[str]) -> str:
    """The licence's usual name; what was written, when it is not one of those known; else "".

    >>> licence_name("etalab-2.0"), licence_name("CC-BY-SA-4.0"), licence_name("Usage interne")
    ('Licence Ouverte 2.0', 'CC BY-SA 4.0', 'Usage interne')
    """
    told = " ".join((text or "").split())
    european = _EUROPEAN.search(told)
    if european:
        told = european.group(1).replace("_", "-").replace("BYSA", "BY-SA").replace("-0", ".0")
    commons = _COMMONS.search(told)
    if commons:
        return " ".join(filter(None, ("CC", commons.group(1).upper(), commons.group(2))))
    for pattern, name, _ in _KNOWN:
        if re.search(pattern, told, re.I):
            return name
    return told


def licence_address(collection: Collection) -> str:
    """Where the licence can be read: the collection's own link, else that of a known one."""
    for link in collection.links:
        if link.rel == "license" and link.href:
            return link.href
    told = collection.license or ""
    if told.startswith(("https://", "http://")):
        return told
    name = licence_name(told)
    commons = _COMMONS.search(told)
    if commons and commons.group(2):
        kind, version = commons.group(1).lower(), commons.group(2)
        return f"https://creativecommons.org/licenses/{kind}/{version}/"
    if name.startswith("Licence Ouverte"):
        return _OPEN_LICENCE
    if name == "CC0 1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return next((where for _, known, where in _KNOWN if known == name and "/" in where), "")
