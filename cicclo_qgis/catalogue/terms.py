"""Codes that catalogues write in the place of conditions, and what a line of conditions holds.

INSPIRE's code lists (limitations of public access, conditions of use), those of ISO 19115 and of
the European Publications Office, and the words of data portals.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Iterator, Optional, Tuple, Union

from cicclo_qgis.catalogue.licences import licence_name


class Term(str, Enum):
    """A condition that has a code. ``ARTICLE_*``: Directive 2007/2/EC, article 13 (1)."""

    NO_LIMITATIONS = "nolimitations"
    ARTICLE_A = "13_1a"
    ARTICLE_B = "13_1b"
    ARTICLE_C = "13_1c"
    ARTICLE_D = "13_1d"
    ARTICLE_E = "13_1e"
    ARTICLE_F = "13_1f"
    ARTICLE_G = "13_1g"
    ARTICLE_H = "13_1h"
    NO_CONDITIONS = "noconditionsapply"
    CONDITIONS_UNKNOWN = "conditionsunknown"
    PUBLIC = "public"
    RESTRICTED = "restricted"
    NOT_PUBLIC = "non_public"
    COPYRIGHT = "copyright"
    INTELLECTUAL_PROPERTY = "intellectualpropertyrights"
    CONFIDENTIAL = "confidential"
    LICENCE_NOT_STATED = "notspecified"
    OTHER_OPEN = "other-open"
    OTHER_PUBLIC_DOMAIN = "other-pd"
    OTHER_ATTRIBUTION = "other-at"
    PROPRIETARY = "proprietary"


_SAME = {
    "unrestricted": Term.PUBLIC,
    "open": Term.PUBLIC,
    "in-confidence": Term.CONFIDENTIAL,
    "private": Term.NOT_PUBLIC,
    "not-specified": Term.LICENCE_NOT_STATED,
}
# They say that something else says it.
_EMPTY = ("otherrestrictions", "license", "licence", "other", "various")
_LISTS = re.compile(
    r"https?://(?:inspire\.ec\.europa\.eu/metadata-codelist"
    r"|publications\.europa\.eu/resource/authority)/[\w./-]+",
    re.I,
)
_ARTICLE = re.compile(r"^(?:inspire_directive_)?article_?(13_1[a-h])$")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def term_of(text: str) -> Optional[Term]:
    """The condition that ``text``, a code or the address of one, stands for.

    >>> term_of("http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/"
    ...         "INSPIRE_Directive_Article13_1e").name
    'ARTICLE_E'
    """
    code = text.strip().rstrip("/").rsplit("/", 1)[-1] if _LISTS.match(text.strip()) else text
    code = code.strip().lower()
    article = _ARTICLE.match(code)
    code = article.group(1) if article else code
    if code in _SAME:
        return _SAME[code]
    return Term(code) if code in Term._value2member_map_ else None


def terms_in(rights: str) -> Iterator[Union[Term, str]]:
    """What each line of ``rights`` says, once: a condition with a code, or the publisher's words.

    An address beside words of its own is left out where it is that of a code or a known licence:
    ISO records give both (gmx:Anchor).
    """
    seen = []
    for line in rights.splitlines():
        said = _said(" ".join(line.split()))
        if said and said not in seen:
            seen.append(said)
            yield said


def _said(line: str) -> Union[Term, str]:
    term = term_of(line)
    if term is not None:
        return term
    words, codes = _apart(line)
    if not words:
        named = [term_of(code) or licence_name(code) for code in codes]
        return next(iter(named), "")
    return "" if words.lower() in _EMPTY else words


def _apart(line: str) -> Tuple[str, Tuple[str, ...]]:
    """The words, and the addresses that only repeat them."""
    codes = tuple(one for one in _ADDRESS.findall(line) if _is_code(one))
    for code in codes:
        line = line.replace(code, " ")
    return " ".join(line.split()), codes


def _is_code(address: str) -> bool:
    return bool(_LISTS.match(address)) or licence_name(address) != address
