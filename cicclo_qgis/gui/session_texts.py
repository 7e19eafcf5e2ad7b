"""A session in the words of a table and of the line beneath it."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.gui import facts, sentences, ways
from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin.state import SessionState, SessionStatus


def worth_showing(status: SessionStatus) -> bool:
    """Whether there is a session, was one, or one is on its way."""
    return status.state is not SessionState.SIGNED_OUT or status.problem is not None


def until(status: SessionStatus) -> str:
    """When the credential ends, or why there is none. An account or a key has no end of its own."""
    if not status.state.usable:
        return sentences.session_in_brief(status)
    if status.until is None and not status.renewable:
        return QCoreApplication.translate("SessionTexts", "no end known")
    return facts.moment(status.until)


def told(platform: Platform, status: SessionStatus) -> str:
    """All that is known of the session, as sentences."""
    translate = QCoreApplication.translate
    parts = [sentences.session(status)]
    if status.state.usable:
        pattern = translate("SessionTexts", "{label}: {value}.")
        facts_told = (
            (translate("SessionTexts", "Way in"), ways.of_session(platform, status)),
            (translate("SessionTexts", "Since"), facts.moment(status.since)),
            (translate("SessionTexts", "Until"), until(status)),
            (translate("SessionTexts", "Kept in"), sentences.store(status.kept_in)),
        )
        parts += [pattern.format(label=label, value=value) for label, value in facts_told if value]
        if status.renewable:
            parts.append(translate("SessionTexts", "It is renewed by itself before it ends."))
    if status.problem is not None and status.state in _NOTED:
        parts.append(sentences.sign_in_problem(status.problem))
    return " ".join(parts)


_NOTED = (SessionState.SIGNED_IN, SessionState.RENEWING, SessionState.SIGNED_OUT)
"""States in which a problem is a note; in the others it is the sentence itself."""
