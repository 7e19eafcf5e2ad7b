"""Turns what servers say into plain text that is safe to show and to log."""

from __future__ import annotations

import unicodedata
from typing import Iterable, Mapping, Optional

_MARKUP = str.maketrans({"<": "‹", ">": "›"})
_SHORTEST_SECRET = 4


def plain(text: object, limit: int = 200, secrets: Iterable[Optional[str]] = ()) -> str:
    """``text`` on one line, without control or formatting characters, at most ``limit`` long.

    Angle brackets are replaced, so that no widget takes it for HTML. Each of ``secrets`` found
    in it is left out: a server may echo what it was sent.
    """
    if not isinstance(text, str):
        return ""
    for secret in secrets:
        if secret and len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "…")
    spaced = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    line = " ".join(spaced.split()).translate(_MARKUP)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def display_name(claims: Mapping[str, object]) -> str:
    """The name to show for the person these claims (OIDC Core section 5.1) are about, or "".

    ProConnect gives ``usual_name`` where others give ``family_name``.
    """
    name = plain(claims.get("name"), 80)
    if name:
        return name
    family = plain(claims.get("usual_name"), 80) or plain(claims.get("family_name"), 80)
    both = f"{plain(claims.get('given_name'), 80)} {family}".strip()
    if both:
        return both
    return plain(claims.get("email"), 80) or plain(claims.get("preferred_username"), 80)
