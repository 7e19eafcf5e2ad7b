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
from cicclo_qgis.signin.state import SessionState, SessionStatus, SignInProblem, SignInProblemCode


def problem(problem: Problem) -> str:
    """Why a platform could not be used, what to do, and the server's own words."""
    return _with_words(problem_code(problem.code), problem.detail)


def sign_in_problem(problem: SignInProblem) -> str:
    """Why a sign-in did not go on, what to do, and the server's own words."""
    return _with_words(sign_in_code(problem.code), problem.detail)


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
    tr = QCoreApplication.translate
    return {
        Padlock.OPEN: tr("Sentences", "Open to all"),
        Padlock.NEEDS_SIGN_IN: tr("Sentences", "Sign-in needed"),
        Padlock.YOURS: tr("Sentences", "Open to you"),
        Padlock.NO_RIGHT: tr("Sentences", "No right"),
    }[padlock]


def session(status: SessionStatus) -> str:
    """Who is signed in on a platform, or how far a sign-in is."""
    if status.problem is not None and status.state in (SessionState.FAILED, SessionState.EXPIRED):
        return sign_in_problem(status.problem)
    if status.state is SessionState.SIGNED_IN and not status.who:
        return QCoreApplication.translate("Sentences", "You are signed in.")
    return _sessions()[status.state].format(who=plain(status.who, 80))


def session_in_brief(status: SessionStatus) -> str:
    """The session in a few words for a row of the list; empty when signed out."""
    tr = QCoreApplication.translate
    who = plain(status.who, 80)
    return {
        SessionState.SIGNED_OUT: "",
        SessionState.OPENING: tr("Sentences", "signing in…"),
        SessionState.WAITING: tr("Sentences", "signing in…"),
        SessionState.EXCHANGING: tr("Sentences", "signing in…"),
        SessionState.SIGNED_IN: who or tr("Sentences", "signed in"),
        SessionState.RENEWING: who or tr("Sentences", "signed in"),
        SessionState.EXPIRED: tr("Sentences", "session ended"),
        SessionState.FAILED: tr("Sentences", "sign-in failed"),
    }[status.state]


def _with_words(sentence: str, detail: str) -> str:
    detail = plain(detail, 300)
    if not detail:
        return sentence
    said = QCoreApplication.translate("Sentences", "The platform says: “{detail}”")
    return f"{sentence} {said.format(detail=detail)}"


def _problems() -> Dict[ProblemCode, str]:
    tr = QCoreApplication.translate
    return {
        ProblemCode.UNREACHABLE: tr(
            "Sentences",
            "The platform cannot be reached. Check your network connection, then try again.",
        ),
        ProblemCode.TIMED_OUT: tr(
            "Sentences", "The platform took too long to answer. Try again in a moment."
        ),
        ProblemCode.CERTIFICATE: tr(
            "Sentences",
            "The platform's certificate is not trusted, so nothing was sent. "
            "Ask your IT support to check it.",
        ),
        ProblemCode.PROXY: tr(
            "Sentences",
            "The network proxy refused the request. "
            "Check Settings > Options > Network, then try again.",
        ),
        ProblemCode.SERVER_ERROR: tr(
            "Sentences", "The platform has an internal error. Try again later, or tell its team."
        ),
        ProblemCode.BUSY: tr(
            "Sentences", "The platform is too busy. Wait a minute, then try again."
        ),
        ProblemCode.NOT_FOUND: tr(
            "Sentences",
            "The platform has nothing at this address any more. "
            "Check the address, or ask the platform's team.",
        ),
        ProblemCode.NOT_OGC_API: tr(
            "Sentences",
            "There is an answer at this address, but no OGC API - Features service. "
            "Copy the address of a collection or of the service from the portal.",
        ),
        ProblemCode.INVALID_JSON: tr(
            "Sentences",
            "The platform's answer cannot be read. Try again later, or tell its team.",
        ),
        ProblemCode.TOO_LARGE: tr(
            "Sentences", "The platform's answer is too large to be read. Tell its team."
        ),
        ProblemCode.SIGN_IN_REQUIRED: tr(
            "Sentences", "The platform asks who you are. Sign in, then try again."
        ),
        ProblemCode.NO_RIGHT: tr(
            "Sentences",
            "Your account has no right to this data. Ask the platform's team for access.",
        ),
        **_quiet_problems(),
    }


def _quiet_problems() -> Dict[ProblemCode, str]:
    tr = QCoreApplication.translate
    return {
        ProblemCode.NO_COLLECTIONS: tr(
            "Sentences",
            "The platform answers, but shows no collection. "
            "If it holds restricted data, sign in; else come back later.",
        ),
        ProblemCode.NO_LANDING: tr(
            "Sentences",
            "The address of this platform's OGC API - Features service is not known. "
            "If you have it, add it as a platform.",
        ),
        ProblemCode.CANCELLED: tr(
            "Sentences", "The request was stopped. Try again when you wish."
        ),
    }


def _briefs() -> Dict[ProblemCode, str]:
    tr = QCoreApplication.translate
    return {
        ProblemCode.UNREACHABLE: tr("Sentences", "cannot be reached"),
        ProblemCode.TIMED_OUT: tr("Sentences", "no answer in time"),
        ProblemCode.CERTIFICATE: tr("Sentences", "certificate not trusted"),
        ProblemCode.PROXY: tr("Sentences", "refused by the proxy"),
        ProblemCode.SERVER_ERROR: tr("Sentences", "internal error"),
        ProblemCode.BUSY: tr("Sentences", "too busy"),
        ProblemCode.NOT_FOUND: tr("Sentences", "address not found"),
        ProblemCode.NOT_OGC_API: tr("Sentences", "not an OGC API service"),
        ProblemCode.INVALID_JSON: tr("Sentences", "unreadable answer"),
        ProblemCode.TOO_LARGE: tr("Sentences", "answer too large"),
        ProblemCode.SIGN_IN_REQUIRED: tr("Sentences", "sign-in needed"),
        ProblemCode.NO_RIGHT: tr("Sentences", "no right"),
        ProblemCode.NO_COLLECTIONS: tr("Sentences", "no collection"),
        ProblemCode.NO_LANDING: tr("Sentences", "address not known"),
        ProblemCode.CANCELLED: tr("Sentences", "stopped"),
    }


def _sign_in_problems() -> Dict[SignInProblemCode, str]:
    tr = QCoreApplication.translate
    return {
        SignInProblemCode.CANCELLED: tr(
            "Sentences", "The sign-in was cancelled. Sign in again when you wish."
        ),
        SignInProblemCode.TIMED_OUT: tr(
            "Sentences", "The sign-in took too long and was closed. Sign in again."
        ),
        SignInProblemCode.ACCESS_DENIED: tr(
            "Sentences",
            "Access was refused to this account. "
            "Sign in with another account, or ask the platform's team.",
        ),
        SignInProblemCode.NETWORK: tr(
            "Sentences",
            "The sign-in service cannot be reached. "
            "Check your network connection, then sign in again.",
        ),
        SignInProblemCode.SERVER_ERROR: tr(
            "Sentences",
            "The platform's sign-in service has an internal error. Sign in again later.",
        ),
        SignInProblemCode.DISCOVERY_FAILED: tr(
            "Sentences",
            "The platform's sign-in service could not be found. "
            "Sign in again later, or tell the platform's team.",
        ),
        SignInProblemCode.NO_SESSION_AFTER_LOGIN: tr(
            "Sentences",
            "The login page was passed, but the platform opened no session. "
            "Sign in again; if it happens twice, tell the platform's team.",
        ),
        SignInProblemCode.SESSION_ENDED: tr(
            "Sentences", "Your session has ended. Sign in again to go on."
        ),
        **_refused_answers(),
        **_missing_means(),
    }


def _refused_answers() -> Dict[SignInProblemCode, str]:
    tr = QCoreApplication.translate
    return {
        SignInProblemCode.STATE_MISMATCH: tr(
            "Sentences",
            "The answer received does not belong to this sign-in and was refused. "
            "Sign in again; if it happens twice, tell the platform's team.",
        ),
        SignInProblemCode.ISSUER_MISMATCH: tr(
            "Sentences",
            "The answer received comes from another server than the platform's and was refused. "
            "Tell the platform's team.",
        ),
        SignInProblemCode.ID_TOKEN_INVALID: tr(
            "Sentences",
            "The proof of identity received is not valid and was refused. "
            "Check this computer's clock, then sign in again.",
        ),
        SignInProblemCode.EXCHANGE_FAILED: tr(
            "Sentences",
            "The platform did not complete the sign-in. "
            "Sign in again; if it happens twice, tell the platform's team.",
        ),
    }


def _missing_means() -> Dict[SignInProblemCode, str]:
    tr = QCoreApplication.translate
    return {
        SignInProblemCode.BROWSER: tr(
            "Sentences", "The sign-in window could not be opened. Restart QGIS, then sign in again."
        ),
        SignInProblemCode.STORE_LOCKED: tr(
            "Sentences",
            "This computer's password store is locked. Unlock it, or sign in again.",
        ),
        SignInProblemCode.NOT_SUPPORTED: tr(
            "Sentences",
            "This platform's way of signing in does not work on this computer. "
            "Ask the platform's team for another one.",
        ),
    }


def _padlocks() -> Dict[Padlock, str]:
    tr = QCoreApplication.translate
    return {
        Padlock.OPEN: tr("Sentences", "Open to all: no sign-in is needed."),
        Padlock.NEEDS_SIGN_IN: tr(
            "Sentences", "Restricted: add it to the map, and you are asked to sign in on {platform}."
        ),
        Padlock.YOURS: tr("Sentences", "Restricted, and open to you: you are signed in on {platform}."),
        Padlock.NO_RIGHT: tr(
            "Sentences",
            "Restricted: your account has no right to it. Ask the team of {platform} for access.",
        ),
    }


def _sessions() -> Dict[SessionState, str]:
    tr = QCoreApplication.translate
    return {
        SessionState.SIGNED_OUT: tr("Sentences", "You are not signed in."),
        SessionState.OPENING: tr("Sentences", "The sign-in window is opening…"),
        SessionState.WAITING: tr("Sentences", "Waiting for you in the sign-in window…"),
        SessionState.EXCHANGING: tr("Sentences", "The sign-in is being completed…"),
        SessionState.SIGNED_IN: tr("Sentences", "Signed in as {who}."),
        SessionState.RENEWING: tr("Sentences", "Signed in as {who}."),
        SessionState.EXPIRED: tr("Sentences", "Your session has ended. Sign in again to go on."),
        SessionState.FAILED: tr("Sentences", "The sign-in failed. Sign in again."),
    }
