"""Checks the answer that the browser brings back (RFC 6749 section 4.1.2, RFC 9207)."""

from __future__ import annotations

import hmac
from typing import Dict, List
from urllib.parse import parse_qs, urlsplit

from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.oidc.attempt import Attempt
from cicclo_qgis.signin.state import SignInProblemCode
from cicclo_qgis.signin.text import plain

_MEANING = {
    "access_denied": SignInProblemCode.ACCESS_DENIED,
    "login_required": SignInProblemCode.ACCESS_DENIED,
    "consent_required": SignInProblemCode.ACCESS_DENIED,
    "interaction_required": SignInProblemCode.ACCESS_DENIED,
    "unmet_authentication_requirements": SignInProblemCode.LEVEL_NOT_REACHED,
    "server_error": SignInProblemCode.SERVER_ERROR,
    "temporarily_unavailable": SignInProblemCode.SERVER_ERROR,
}

_UNMET = "requested acrs could not be satisfied"
"""ProConnect's words, with ``access_denied``, when the level asked for was not reached."""

_GAVE_UP = "user authentication aborted"
"""ProConnect's words when the person presses « Annuler / Revenir au service »."""


def take_code(attempt: Attempt, url: str) -> str:
    """The authorization code in ``url``, after every check, once per attempt.

    Raises:
        SignInFailed: STATE_MISMATCH, ISSUER_MISMATCH, the server's own error, or EXCHANGE_FAILED
            when it holds no code. In each case nothing may be sent to the token endpoint.
    """
    if not attempt.is_answer(url) or not attempt.answered.take():
        raise SignInFailed(SignInProblemCode.STATE_MISMATCH, "an answer that was not waited for")
    try:
        query = parse_qs(urlsplit(url).query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise SignInFailed(SignInProblemCode.STATE_MISMATCH, "an unreadable answer") from None
    _check_state(attempt, query)
    _check_issuer(attempt, query)
    if "error" in query:
        raise _told_error(attempt, query)
    code = _single(query, "code")
    if not code:
        raise SignInFailed(SignInProblemCode.EXCHANGE_FAILED, "the answer holds no code")
    return code


def _check_state(attempt: Attempt, query: Dict[str, List[str]]) -> None:
    """First of all, in constant time: another state means someone else's answer."""
    told = _single(query, "state")
    if not hmac.compare_digest(told.encode("utf-8", "replace"), attempt.state.encode("ascii")):
        raise SignInFailed(SignInProblemCode.STATE_MISMATCH)


def _check_issuer(attempt: Attempt, query: Dict[str, List[str]]) -> None:
    """RFC 9207 section 2.4: compared when there; its absence counts where it was announced."""
    if "iss" not in query and not attempt.metadata.iss_parameter:
        return
    told = _single(query, "iss")
    if told != attempt.metadata.issuer:
        detail = f"the answer came from {plain(told)}" if told else "the answer names no issuer"
        raise SignInFailed(SignInProblemCode.ISSUER_MISMATCH, detail)


def _told_error(attempt: Attempt, query: Dict[str, List[str]]) -> SignInFailed:
    error = _single(query, "error")
    own = (attempt.state, attempt.nonce, attempt.code_verifier)
    words = [plain(error, 60, own), plain(_single(query, "error_description"), secrets=own)]
    if error == "access_denied" and _GAVE_UP in words[-1].lower():
        return SignInFailed(SignInProblemCode.CANCELLED)
    if error == "access_denied" and _UNMET in words[-1].lower():
        return SignInFailed(SignInProblemCode.LEVEL_NOT_REACHED, words[-1])
    code = _MEANING.get(error, SignInProblemCode.EXCHANGE_FAILED)
    return SignInFailed(code, ": ".join(word for word in words if word))


def _single(query: Dict[str, List[str]], name: str) -> str:
    """The value of a parameter given exactly once, else "" (RFC 6749 section 3.1)."""
    values = query.get(name, [])
    return values[0] if len(values) == 1 else ""
