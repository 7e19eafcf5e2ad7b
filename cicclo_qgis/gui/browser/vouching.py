"""Certificates whose authority the engine does not know, but QGIS may.

QtWebEngine has a list of authorities of its own, and none can be added to it. So where it knows
none, and only then, the server is asked once more over a connection of Qt's that goes by QGIS's
list, in full: authority, host name, dates, use. The page is let through if that connection comes
about without any error and the certificate there is, bit for bit, the one the engine was shown.
"""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Sequence, Set, Tuple

from qgis.PyQt.QtCore import QCryptographicHash, QObject, QTimer, QUrl
from qgis.PyQt.QtNetwork import (
    QAbstractSocket,
    QSslCertificate,
    QSslConfiguration,
    QSslError,
    QSslSocket,
)

from cicclo_qgis.gui.browser.addresses import port
from cicclo_qgis.gui.browser.protocol import Proxy
from cicclo_qgis.gui.browser.proxy import native
from cicclo_qgis.gui.browser.trouble import Trouble

Answer = Callable[[Optional[Trouble]], None]

_PATIENCE_MS = 10_000
# More servers than a sign-in page has its pictures and scripts from.
_MOST_AT_ONCE = 6

_KINDS = {
    "CertificateAuthorityInvalid": Trouble.AUTHORITY,
    "CertificateCommonNameInvalid": Trouble.NAME,
    "CertificateDateInvalid": Trouble.DATE,
}


class Vouchers:
    """Answers for all pages of one profile. GUI thread.

    ``authorities``: who is trusted, and ``proxy``: the way to the servers; asked at each question.
    """

    def __init__(
        self,
        authorities: Callable[[], Sequence[QSslCertificate]] = lambda: (),
        proxy: Callable[[], Proxy] = Proxy,
    ) -> None:
        self._authorities = authorities
        self._proxy = proxy
        self._vouched: Set[Tuple[str, int]] = set()

    def ask(
        self, url: QUrl, shown: Sequence[QSslCertificate], asker: QObject, done: Answer
    ) -> None:
        """Call ``done`` with None if QGIS trusts who vouches for it, else with what is wrong.

        ``shown``: the chain the engine was shown, the server's own certificate first. Nothing is
        called once ``asker`` is gone.
        """
        trusted = list(self._authorities())
        if not trusted or not shown or not QSslSocket.supportsSsl():
            done(Trouble.AUTHORITY)
            return
        key = (url.host(QUrl.ComponentFormattingOption.FullyEncoded), port(url))
        pending = asker.findChildren(_Question)
        for question in pending:
            if question.is_about(key, shown[0]):
                question.tell(done)
                return
        if len(pending) >= _MOST_AT_ONCE:
            done(Trouble.AUTHORITY)
            return
        question = _Question(key, shown[0], asker)
        question.tell(lambda trouble: self._note(key, trouble))
        question.tell(done)
        question.put(trusted, self._proxy())

    def vouched_for(self, url: QUrl) -> bool:
        """Whether that server was let through here and not by the engine itself."""
        return (url.host(QUrl.ComponentFormattingOption.FullyEncoded), port(url)) in self._vouched

    def _note(self, key: Tuple[str, int], trouble: Optional[Trouble]) -> None:
        if trouble is None:
            self._vouched.add(key)


class _Question(QObject):
    """One connection to one server, for its certificate alone; nothing is sent over it."""

    def __init__(self, key: Tuple[str, int], shown: QSslCertificate, parent: QObject) -> None:
        super().__init__(parent)
        self._key = key
        self._shown = _digest(shown)
        self._answers: List[Answer] = []
        self._trouble = Trouble.AUTHORITY
        self._over = False
        self._socket = QSslSocket(self)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._end(self._trouble))

    def is_about(self, key: Tuple[str, int], shown: QSslCertificate) -> bool:
        """Whether the answer will be the answer to that question, too."""
        return not self._over and key == self._key and _digest(shown) == self._shown

    def tell(self, answer: Answer) -> None:
        """Call ``answer`` in the end."""
        self._answers.append(answer)

    def put(self, trusted: List[QSslCertificate], proxy: Proxy) -> None:
        """Connect."""
        own = native(proxy)
        if own is not None:
            self._socket.setProxy(own)
        rules = QSslConfiguration.defaultConfiguration()
        # Set on the connection's own rules, the list holds alone: the system's is not added.
        rules.setCaCertificates(trusted)
        rules.setPeerVerifyMode(QSslSocket.PeerVerifyMode.VerifyPeer)
        self._socket.setSslConfiguration(rules)
        self._socket.sslErrors.connect(self._wrong)
        # Comes only when nothing is wrong: no error is ever ignored here.
        self._socket.encrypted.connect(self._connected)
        self._socket.stateChanged.connect(self._moved)
        self._patience.start()
        self._socket.connectToHostEncrypted(*self._key)

    def _wrong(self, errors: List[QSslError]) -> None:
        self._trouble = worst(errors)

    def _connected(self) -> None:
        same = _digest(self._socket.peerCertificate()) == self._shown
        self._end(None if same else Trouble.AUTHORITY)

    def _moved(self, state: object) -> None:
        if state == QAbstractSocket.SocketState.UnconnectedState:
            self._end(self._trouble)

    def _end(self, trouble: Optional[Trouble]) -> None:
        if self._over:
            return
        self._over = True
        self._patience.stop()
        self._socket.blockSignals(True)
        self._socket.abort()
        answers, self._answers = self._answers, []
        for answer in answers:
            answer(trouble)
        self.deleteLater()


def worst(errors: Sequence[QSslError]) -> Trouble:
    """What to tell of, where several things are wrong with a certificate."""
    kinds = QSslError.SslError
    dates = (kinds.CertificateExpired, kinds.CertificateNotYetValid)
    found = {error.error() for error in errors}
    if found - {kinds.HostNameMismatch, *dates}:
        return Trouble.AUTHORITY
    return Trouble.NAME if kinds.HostNameMismatch in found else Trouble.DATE


def _digest(certificate: QSslCertificate) -> bytes:
    return bytes(certificate.digest(QCryptographicHash.Algorithm.Sha256))


# -- the engine's own error, whose methods Qt 6 has renamed ----------------------------------------


def trouble_of(error: Any) -> Trouble:
    """What the engine has found wrong (a ``QWebEngineCertificateError``)."""
    code = error.type() if hasattr(error, "type") else error.error()
    kinds = getattr(type(error), "Type", None) or type(error).Error
    for name, trouble in _KINDS.items():
        if code == getattr(kinds, name, None) or code == getattr(type(error), name, None):
            return trouble
    return Trouble.CERTIFICATE


def words_of(error: Any) -> str:
    """The engine's own words for it."""
    said = error.description() if hasattr(error, "description") else error.errorDescription()
    return str(said)


def hold(error: Any) -> Optional[Any]:
    """The error, kept for a later answer; None where that cannot be (before Qt 5.14)."""
    if not (hasattr(error, "defer") and error.isOverridable()):
        return None
    error.defer()
    return type(error)(error)


def let_through(error: Any) -> None:
    """The answer to a held error that all is well after all."""
    (error.acceptCertificate if hasattr(error, "acceptCertificate") else _qt5(error))()


def refuse(error: Any) -> None:
    """The answer that it stands."""
    if hasattr(error, "rejectCertificate"):
        error.rejectCertificate()


def _qt5(error: Any) -> Callable[[], None]:
    answer: Callable[[], None] = error.ignoreCertificateError
    return answer
