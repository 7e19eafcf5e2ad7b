"""Every code of the floors below as one plain sentence that ends with the next step.

The server's own words are added as plain text, so that the person can pass them on. The texts
stand in the translation context "Sentences"; a test fails when a code has none.
"""

from __future__ import annotations

from typing import Dict

from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.gui.desk_protocol import Problem
from cicclo_qgis.gui.text import plain
from cicclo_qgis.ogcapi.errors import ProblemCode
from cicclo_qgis.signin import MemoryStore
from cicclo_qgis.signin.state import SessionState, SessionStatus, SignInProblem, SignInProblemCode

# Here the detail is our own finding, or the network's: the platform has said nothing of it.
_NOT_SAID = (
    ProblemCode.UNREACHABLE,
    ProblemCode.TIMED_OUT,
    ProblemCode.CERTIFICATE,
    ProblemCode.NO_HTTPS,
    ProblemCode.PROXY,
    ProblemCode.INVALID_JSON,
    ProblemCode.TOO_LARGE,
)
# And here it is the server's own answer.
_ANSWERED = (
    SignInProblemCode.ACCESS_DENIED,
    SignInProblemCode.SERVER_ERROR,
    SignInProblemCode.EXCHANGE_FAILED,
)

# In the network's own words (host/network_errors.py), which stay as they are.
_PROXY_ASKS = "the proxy wants a sign-in"


def problem(problem: Problem, may_sign_in: bool = True, instead: str = "") -> str:
    """Why a platform could not be used, what to do, and the server's own words.

    ``may_sign_in``: whether the plugin knows how to sign in there. ``instead``: what is said in
    place of the sentence for the code.
    """
    sentence = instead or problem_code(problem.code)
    if problem.code is ProblemCode.SIGN_IN_REQUIRED and not may_sign_in:
        sentence = QCoreApplication.translate(
            "Sentences",
            "The platform asks who you are, and tells no way to sign in from QGIS. "
            "Ask the platform's team.",
        )
    if problem.code is ProblemCode.PROXY and _PROXY_ASKS in problem.detail:
        return _proxy_asks()
    return _with_words(sentence, problem.detail, problem.code not in _NOT_SAID)


def sign_in_problem(problem: SignInProblem) -> str:
    """Why a sign-in did not go on, what to do, and the server's own words."""
    if problem.code is SignInProblemCode.NETWORK and _PROXY_ASKS in problem.detail:
        return _proxy_asks()
    # Sessions end every day: how the platform puts it helps nobody.
    detail = "" if problem.code is SignInProblemCode.SESSION_ENDED else problem.detail
    return _with_words(sign_in_code(problem.code), detail, problem.code in _ANSWERED)


def _proxy_asks() -> str:
    return QCoreApplication.translate(
        "Sentences",
        "The network proxy did not let the request through: QGIS has no user name and password "
        "for it, or wrong ones. Correct them in Settings > Options > Network, then try again.",
    )


def problem_code(code: ProblemCode) -> str:
    """The sentence for one reason."""
    return _problems()[code]


def problem_in_brief(code: ProblemCode) -> str:
    """Three words on that reason, for a row of the list."""
    return _briefs()[code]


def sign_in_code(code: SignInProblemCode) -> str:
    """The sentence for one reason a sign-in stopped."""
    return _sign_in_problems()[code]


def padlock(padlock: Padlock, platform_name: str) -> str:
    """Whether a collection can be opened now, and what it takes."""
    return _padlocks()[padlock].format(platform=platform_name)


def padlock_in_brief(padlock: Padlock) -> str:
    """The padlock in two or three words."""
    translate = QCoreApplication.translate
    return {
        Padlock.OPEN: translate("Sentences", "Open to all"),
        Padlock.NEEDS_SIGN_IN: translate("Sentences", "Sign-in needed"),
        Padlock.YOURS: translate("Sentences", "Open to you"),
        Padlock.NO_RIGHT: translate("Sentences", "No right"),
        Padlock.UNKNOWN: translate("Sentences", "Access not stated"),
    }[padlock]


def session(status: SessionStatus) -> str:
    """Who is signed in on a platform, or how far a sign-in is."""
    if status.problem is not None:
        if status.state in (SessionState.FAILED, SessionState.EXPIRED):
            return sign_in_problem(status.problem)
        if status.state is SessionState.SIGNED_OUT:
            return sign_in_code(status.problem.code)
    if status.state.usable and not status.who:
        return QCoreApplication.translate("Sentences", "You are signed in.")
    return _sessions()[status.state].format(who=plain(status.who, 80))


def session_in_brief(status: SessionStatus) -> str:
    """The session in a few words for a row of the list; empty when signed out."""
    translate = QCoreApplication.translate
    who = plain(status.who, 80)
    if status.problem is not None and status.problem.code is SignInProblemCode.CANCELLED:
        # A change of mind is no failure.
        return who if status.state.usable else ""
    return {
        SessionState.SIGNED_OUT: "",
        SessionState.OPENING: translate("Sentences", "Signing in…"),
        SessionState.WAITING: translate("Sentences", "Signing in…"),
        SessionState.EXCHANGING: translate("Sentences", "Signing in…"),
        SessionState.SIGNED_IN: who or translate("Sentences", "Signed in"),
        SessionState.RENEWING: who or translate("Sentences", "Signed in"),
        SessionState.EXPIRED: translate("Sentences", "Session ended"),
        SessionState.FAILED: translate("Sentences", "Sign-in failed"),
    }[status.state]


def store(name: str) -> str:
    """Where a session is kept, as it follows "Kept in"; empty when it is kept nowhere."""
    if name == MemoryStore.name:
        return QCoreApplication.translate("Sentences", "memory, until QGIS is closed")
    return plain(name, 80)


def _with_words(sentence: str, detail: str, said: bool = True) -> str:
    detail = plain(detail, 300)
    if not detail:
        return sentence
    text = QCoreApplication.translate("Sentences", "The platform says: “{detail}”.")
    if not said:
        text = QCoreApplication.translate("Sentences", "For your IT support: “{detail}”.")
    return f"{sentence} {text.format(detail=detail)}"


def _problems() -> Dict[ProblemCode, str]:
    translate = QCoreApplication.translate
    return {
        ProblemCode.UNREACHABLE: translate(
            "Sentences",
            "The platform cannot be reached. Check your network connection, then try again.",
        ),
        ProblemCode.TIMED_OUT: translate(
            "Sentences", "The platform took too long to answer. Try again in a moment."
        ),
        ProblemCode.CERTIFICATE: translate(
            "Sentences",
            "The platform's certificate is not trusted, so nothing was sent. "
            "Ask your IT support to check it.",
        ),
        ProblemCode.NO_HTTPS: translate(
            "Sentences",
            "No encrypted connection (https) can be made with this server: it may know http alone. "
            "Check the address; begin it with http:// only where all data is open.",
        ),
        ProblemCode.PROXY: translate(
            "Sentences",
            "The network proxy refused the request. "
            "Check Settings > Options > Network, then try again.",
        ),
        ProblemCode.SERVER_ERROR: translate(
            "Sentences", "The platform has an internal error. Try again later, or tell its team."
        ),
        ProblemCode.BUSY: translate(
            "Sentences", "The platform is too busy. Wait a minute, then try again."
        ),
        ProblemCode.NOT_FOUND: translate(
            "Sentences",
            "The platform has nothing at this address any more. "
            "Check the address, or ask the platform's team.",
        ),
        ProblemCode.NOT_OGC_API: translate(
            "Sentences",
            "There is an answer at this address, but no OGC API - Features service. "
            "Copy the address of a collection or of the service from the portal.",
        ),
        ProblemCode.INVALID_JSON: translate(
            "Sentences",
            "The platform's answer cannot be read. Try again later, or tell its team.",
        ),
        ProblemCode.TOO_LARGE: translate(
            "Sentences", "The platform's answer is too large to be read. Tell its team."
        ),
        ProblemCode.SIGN_IN_REQUIRED: translate(
            "Sentences", "The platform asks who you are. Sign in, then try again."
        ),
        ProblemCode.NO_RIGHT: translate(
            "Sentences",
            "Your account has no right to this data. Ask the platform's team for access.",
        ),
        **_quiet_problems(),
    }


def _quiet_problems() -> Dict[ProblemCode, str]:
    translate = QCoreApplication.translate
    return {
        ProblemCode.NO_COLLECTIONS: translate(
            "Sentences",
            "The platform answers, but shows no collection. "
            "If it holds restricted data, sign in; else come back later.",
        ),
        ProblemCode.NO_LANDING: translate(
            "Sentences",
            "The address of this platform's OGC API - Features service is not known. "
            "If you have it, add it as a platform.",
        ),
        ProblemCode.CANCELLED: translate(
            "Sentences", "The request was stopped. Try again when you wish."
        ),
    }


def _briefs() -> Dict[ProblemCode, str]:
    translate = QCoreApplication.translate
    return {
        ProblemCode.UNREACHABLE: translate("Sentences", "Cannot be reached"),
        ProblemCode.TIMED_OUT: translate("Sentences", "No answer in time"),
        ProblemCode.CERTIFICATE: translate("Sentences", "Certificate not trusted"),
        ProblemCode.NO_HTTPS: translate("Sentences", "No encrypted connection"),
        ProblemCode.PROXY: translate("Sentences", "Refused by the proxy"),
        ProblemCode.SERVER_ERROR: translate("Sentences", "Internal error"),
        ProblemCode.BUSY: translate("Sentences", "Too busy"),
        ProblemCode.NOT_FOUND: translate("Sentences", "Address not found"),
        ProblemCode.NOT_OGC_API: translate("Sentences", "Not an OGC API service"),
        ProblemCode.INVALID_JSON: translate("Sentences", "Unreadable answer"),
        ProblemCode.TOO_LARGE: translate("Sentences", "Answer too large"),
        ProblemCode.SIGN_IN_REQUIRED: translate("Sentences", "Sign-in needed"),
        ProblemCode.NO_RIGHT: translate("Sentences", "No right"),
        ProblemCode.NO_COLLECTIONS: translate("Sentences", "No collection"),
        ProblemCode.NO_LANDING: translate("Sentences", "Address not known"),
        ProblemCode.CANCELLED: translate("Sentences", "Stopped"),
    }


def _sign_in_problems() -> Dict[SignInProblemCode, str]:
    translate = QCoreApplication.translate
    return {
        SignInProblemCode.CANCELLED: translate(
            "Sentences", "The sign-in was cancelled. Sign in again when you wish."
        ),
        SignInProblemCode.TIMED_OUT: translate(
            "Sentences", "The sign-in took too long and was closed. Sign in again."
        ),
        SignInProblemCode.ACCESS_DENIED: translate(
            "Sentences",
            "Access was refused to this account. "
            "Sign in with another account, or ask the platform's team.",
        ),
        SignInProblemCode.NETWORK: translate(
            "Sentences",
            "The sign-in service cannot be reached. "
            "Check your network connection, then sign in again.",
        ),
        SignInProblemCode.SERVER_ERROR: translate(
            "Sentences",
            "The platform's sign-in service has an internal error. Sign in again later.",
        ),
        SignInProblemCode.DISCOVERY_FAILED: translate(
            "Sentences",
            "The platform's sign-in service could not be found. "
            "Sign in again later, or tell the platform's team.",
        ),
        SignInProblemCode.LEVEL_NOT_REACHED: translate(
            "Sentences",
            "The platform asks for a stronger sign-in, such as one with a second factor, and this "
            "was not one. Sign in again that way, or ask your organisation for it.",
        ),
        SignInProblemCode.NO_SESSION_AFTER_LOGIN: translate(
            "Sentences",
            "The login page was passed, but the platform opened no session. "
            "Sign in again; if it happens twice, tell the platform's team.",
        ),
        SignInProblemCode.SESSION_ENDED: translate(
            "Sentences", "Your session has ended. Sign in again to go on."
        ),
        **_refused_answers(),
        **_missing_means(),
    }


def _refused_answers() -> Dict[SignInProblemCode, str]:
    translate = QCoreApplication.translate
    return {
        SignInProblemCode.STATE_MISMATCH: translate(
            "Sentences",
            "The answer received does not belong to this sign-in and was refused. "
            "Sign in again; if it happens twice, tell the platform's team.",
        ),
        SignInProblemCode.ISSUER_MISMATCH: translate(
            "Sentences",
            "The answer received comes from another server than the platform's and was refused. "
            "Tell the platform's team.",
        ),
        SignInProblemCode.ID_TOKEN_INVALID: translate(
            "Sentences",
            "The proof of identity received is not valid and was refused. "
            "Check this computer's clock, then sign in again.",
        ),
        SignInProblemCode.EXCHANGE_FAILED: translate(
            "Sentences",
            "The platform did not complete the sign-in. "
            "Sign in again; if it happens twice, tell the platform's team.",
        ),
    }


def _missing_means() -> Dict[SignInProblemCode, str]:
    translate = QCoreApplication.translate
    return {
        SignInProblemCode.BROWSER: translate(
            "Sentences", "The sign-in window could not be opened. Restart QGIS, then sign in again."
        ),
        SignInProblemCode.STORE_LOCKED: translate(
            "Sentences",
            "This computer's password store is locked. Unlock it, or sign in again.",
        ),
        SignInProblemCode.NOT_SUPPORTED: translate(
            "Sentences",
            "This platform's way of signing in does not work on this computer. "
            "Ask the platform's team for another one.",
        ),
    }


def _padlocks() -> Dict[Padlock, str]:
    translate = QCoreApplication.translate
    return {
        Padlock.OPEN: translate("Sentences", "Open to all: no sign-in is needed."),
        Padlock.NEEDS_SIGN_IN: translate(
            "Sentences", "Restricted: adding it to the map opens the sign-in of {platform}."
        ),
        Padlock.YOURS: translate(
            "Sentences", "Restricted, and open to you: you are signed in to {platform}."
        ),
        Padlock.NO_RIGHT: translate(
            "Sentences",
            "Restricted: your account has no right to it. Ask the team of {platform} for access.",
        ),
        Padlock.UNKNOWN: translate(
            "Sentences",
            "The catalogue does not say who may open it. Adding it to the map will tell.",
        ),
    }


def _sessions() -> Dict[SessionState, str]:
    translate = QCoreApplication.translate
    return {
        SessionState.SIGNED_OUT: translate("Sentences", "You are not signed in."),
        SessionState.OPENING: translate("Sentences", "The sign-in window is opening…"),
        SessionState.WAITING: translate("Sentences", "Waiting for you in the sign-in window…"),
        SessionState.EXCHANGING: translate("Sentences", "The sign-in is being completed…"),
        SessionState.SIGNED_IN: translate("Sentences", "Signed in as {who}."),
        SessionState.RENEWING: translate("Sentences", "Signed in as {who}."),
        SessionState.EXPIRED: translate(
            "Sentences", "Your session has ended. Sign in again to go on."
        ),
        SessionState.FAILED: translate("Sentences", "The sign-in failed. Sign in again."),
    }
