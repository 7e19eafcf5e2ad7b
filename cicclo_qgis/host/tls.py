"""Certificates of the plugin's own requests: QGIS's rules, without QGIS's question.

QGIS answers a bad certificate with a modal question, and makes the requesting thread wait for
it. Asking thirty platforms at once must not put thirty questions on the screen: only what the
person has already accepted in QGIS for exactly this certificate and host is let through, and
anything else is an error of that platform, told in the dock.
"""

from __future__ import annotations

import contextlib
import logging
from typing import Callable, List

from qgis.core import QgsApplication, QgsAuthCertUtils
from qgis.PyQt import sip
from qgis.PyQt.QtNetwork import QNetworkReply, QSslError

_log = logging.getLogger(__name__)


class Judge:
    """Judges the certificate errors of one reply; ``note`` is told those that stand."""

    def __init__(self, reply: QNetworkReply, note: Callable[[str], None]) -> None:
        self._address = sip.unwrapinstance(reply)
        self._note = note
        # QGIS's own slot waits for the GUI thread, without end. When PyQt loses the reply half-way
        # (see Exchange._ask) this is done twice, and the second time nothing is connected.
        with contextlib.suppress(TypeError):
            reply.sslErrors.disconnect()
        reply.sslErrors.connect(self._judge)

    def _judge(self, errors: List[QSslError]) -> None:
        # Called by the reply itself, which is therefore alive.
        reply = sip.wrapinstance(self._address, QNetworkReply)
        try:
            if _accepted_in_qgis(reply, errors):
                reply.ignoreSslErrors(errors)
                return
        except RuntimeError as error:
            _log.warning("a certificate could not be judged: %s", error)
        self._note("; ".join(sorted({error.errorString() for error in errors})))


def _accepted_in_qgis(reply: QNetworkReply, errors: List[QSslError]) -> bool:
    url = reply.url()
    certificate = reply.sslConfiguration().peerCertificate()
    if certificate.isNull():
        return False
    config = QgsApplication.authManager().sslCertCustomConfig(
        QgsAuthCertUtils.shaHexForCert(certificate), f"{url.host()}:{url.port(443)}"
    )
    if config.isNull():
        return False
    accepted = config.sslIgnoredErrorEnums()
    return all(error.error() in accepted for error in errors)
