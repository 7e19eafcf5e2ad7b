"""A session in the words of a table and of the line beneath it."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.gui import facts, sentences, ways
from cicclo_qgis.gui.text import plain
from cicclo_qgis.platforms.model import Platform
from cicclo_qgis.signin.state import AccountStatus, SessionState, SessionStatus


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


def account_name(account: AccountStatus) -> str:
    """What tells an account from the others: the person's name, else since when."""
    if account.who:
        return plain(account.who, 80)
    translate = QCoreApplication.translate
    text = translate("SessionTexts", "signed in since {moment}")
    return text.format(moment=facts.moment(account.since))


def of_account(account: AccountStatus) -> SessionStatus:
    """An account that rests, in the shape of a session."""
    return SessionStatus(
        account.platform_id,
        kind=account.kind,
        who=account.who,
        since=account.since,
        until=account.until,
        kept_in=account.kept_in,
    )


def told_at_rest(platform: Platform, account: AccountStatus) -> str:
    """All that is known of an account that is not in use, as sentences."""
    translate = QCoreApplication.translate
    text = translate(
        "SessionTexts",
        "{who} is signed in here too. Nothing is asked for with this account until you choose it.",
    ).format(who=account_name(account))
    way = ways.of_session(platform, of_account(account))
    pattern = translate("SessionTexts", "{label}: {value}.")
    label = translate("SessionTexts", "Way in")
    return f"{text} {pattern.format(label=label, value=way)}" if way else text


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
