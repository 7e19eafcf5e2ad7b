"""The connection check in words: what each finding means, and what to do next."""

from __future__ import annotations

from typing import Tuple

from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.gui.browser.choice import how_to_get_one
from cicclo_qgis.host.checkup import Finding, Topic

_PROCONNECT = ("proconnect", "agentconnect")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Checkup", text)


def title(topic: Topic) -> str:
    """What the line is about."""
    return {
        Topic.PROXY: _tr("Proxy"),
        Topic.CERTIFICATES: _tr("Certificates"),
        Topic.SERVER: _tr("Sign-in server"),
        Topic.CLOCK: _tr("Clock"),
        Topic.KEYRING: _tr("Password store"),
        Topic.BROWSER: _tr("Sign-in window"),
    }[topic]


def words(finding: Finding) -> Tuple[str, str]:
    """What was found, and the next step ("" when there is none)."""
    make = {
        Topic.PROXY: _proxy,
        Topic.CERTIFICATES: _certificates,
        Topic.SERVER: _server,
        Topic.CLOCK: _clock,
        Topic.KEYRING: _keyring,
        Topic.BROWSER: _browser,
    }[finding.topic]
    found, step = make(finding.code)
    facts = dict(finding.facts)
    if finding.topic is Topic.SERVER and not facts.get("name"):
        host = facts.get("host", "")
        known = any(part in host for part in _PROCONNECT)
        facts["name"] = "ProConnect" if known else host
    if finding.topic is Topic.CLOCK:
        facts["time"] = _duration(int(facts.get("seconds", "0")))
    return found.format(**facts), step.format(**facts)


def _proxy(code: str) -> Tuple[str, str]:
    return {
        "no_proxy": (_tr("QGIS goes to the network directly, without a proxy."), ""),
        "system_proxy": (_tr("QGIS uses the proxy of the system's settings."), ""),
        "proxy": (_tr("QGIS uses the proxy {place}."), ""),
        "proxy_with_account": (_tr("QGIS uses the proxy {place}, with a user name."), ""),
    }[code]


def _certificates(code: str) -> Tuple[str, str]:
    return {
        "system_authorities": (_tr("The system's certificate authorities are trusted."), ""),
        "added_authorities": (
            _tr("The system's certificate authorities are trusted, and {count} added to QGIS."),
            "",
        ),
        "not_in_window": (
            _tr(
                "Certificate authorities were added to QGIS ({count}): layers trust them, the "
                "sign-in window does not."
            ),
            _tr(
                "If a sign-in page is refused for its certificate, have the authority added to "
                "the system, or choose your usual browser in the options."
            ),
        ),
        "no_encryption": (
            _tr("This QGIS cannot encrypt its connections (OpenSSL is missing)."),
            _tr("Have QGIS installed again."),
        ),
    }[code]


def _server(code: str) -> Tuple[str, str]:
    ask = _tr("Ask your network team to let QGIS reach {host}.")
    return {
        "no_sign_in": (_tr("No platform of the list has a sign-in page."), ""),
        "reached": (_tr("{name} answers."), ""),
        "out_of_order": (
            _tr("{name} answers that it is out of order."),
            _tr("Try again later; if it lasts, tell the platform's team."),
        ),
        "certificate": (
            _tr("{name} shows a certificate that QGIS does not trust."),
            _tr(
                "If your network reads encrypted traffic, add its certificate authority in QGIS's "
                "options (Authentication, Manage certificates)."
            ),
        ),
        "proxy_sign_in": (
            _tr("The proxy wants a user name and a password to reach {name}."),
            _tr("Write them in QGIS's options, page Network."),
        ),
        "proxy_refused": (
            _tr(
                "The proxy refused the user name or the password set in QGIS; {name} was not "
                "reached."
            ),
            _tr("Correct them in QGIS's options, page Network."),
        ),
        "proxy": (
            _tr("The proxy does not lead to {name}."),
            _tr("Check the proxy in QGIS's options, page Network."),
        ),
        "no_answer": (_tr("{name} does not answer in time."), ask),
        "unreachable": (_tr("{name} cannot be reached."), ask),
    }[code]


def _clock(code: str) -> Tuple[str, str]:
    step = _tr("Set this computer's clock: sign-in refuses more than two minutes.")
    return {
        "right": (_tr("This computer's clock is right."), ""),
        "ahead": (_tr("This computer's clock is {time} ahead."), step),
        "behind": (_tr("This computer's clock is {time} behind."), step),
        "unknown": (_tr("No server has told the time."), ""),
    }[code]


def _keyring(code: str) -> Tuple[str, str]:
    return {
        "found": (_tr("Sessions are kept in: {name}."), ""),
        "not_wanted": (_tr("Sessions are not kept, as you have chosen."), ""),
        "locked": (
            _tr("The system's password store is locked."),
            _tr("Unlock it, or you will have to sign in again at the next start."),
        ),
        "absent": (
            _tr("This computer has no password store that QGIS can use."),
            _tr("To keep sessions, allow QGIS's encrypted store in the options, page CICCLO."),
        ),
    }[code]


def _browser(code: str) -> Tuple[str, str]:
    return {
        "window": (_tr("Sign-in pages can be shown in a window of their own."), ""),
        "system_only": (
            _tr("Only your usual browser can show sign-in pages; some platforms need more."),
            how_to_get_one(),
        ),
        "none": (_tr("No browser was found to show sign-in pages."), how_to_get_one()),
    }[code]


def _duration(seconds: int) -> str:
    if seconds < 120:
        return _tr("{count} s").format(count=seconds)
    if seconds < 7200:
        return _tr("{count} min").format(count=round(seconds / 60))
    return _tr("{count} h").format(count=round(seconds / 3600))
