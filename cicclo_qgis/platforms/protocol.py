"""What belongs to the protocols themselves, and so is not a record's to choose."""

from __future__ import annotations

import re

WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
"""A word of HTTP: names of fields, cookies and schemes (RFC 9110 section 5.6.2)."""

_WORD = re.compile(WORD)
# Fields that steer the connection itself, or that another part of the plugin owns.
_TAKEN = frozenset(
    (
        *("host", "connection", "content-length", "transfer-encoding", "te", "upgrade"),
        *("cookie", "user-agent", "accept"),
    )
)

OWN_PARAMETERS = frozenset(
    (
        *("client_id", "client_secret", "redirect_uri", "response_type", "response_mode"),
        *("scope", "state", "nonce", "acr_values", "claims", "request", "request_uri"),
        *("code", "code_challenge", "code_challenge_method", "code_verifier"),
    )
)
"""Parameters the plugin sets itself (RFC 6749, RFC 7636, OpenID Connect Core): a record may not."""


def is_token(text: str) -> bool:
    """Whether ``text`` is one word of HTTP."""
    return _WORD.fullmatch(text) is not None


def may_carry_key(header: str) -> bool:
    """Whether ``header`` is a field name, and none that HTTP itself or sessions need."""
    return is_token(header) and header.lower() not in _TAKEN
