"""What a person may want to know of the connection to the page shown: who is at the other end."""

from __future__ import annotations

from typing import List, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, QCryptographicHash, QLocale, Qt, QTimer, QUrl
from qgis.PyQt.QtNetwork import QSslCertificate, QSslSocket
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.gui.browser.addresses import is_loopback, port
from cicclo_qgis.gui.browser.panels import cut

HELPER_NAME = "CICCLO"
"""The application's name in the helper process."""

_PATIENCE_MS = 10_000
_LONGEST = 64


def _tr(text: str) -> str:
    return QCoreApplication.translate("ConnectionDialog", text)


class ConnectionDialog(QDialog):
    """Address, encryption, certificate, and the browser part that shows the page.

    QtWebEngine tells nothing of a certificate that it has accepted, so the server is asked for
    it once more; nothing else is sent. ``engine``: what shows the pages. ``vouched``: whether
    its certificate holds by QGIS's authorities alone.
    """

    def __init__(
        self, url: QUrl, engine: str, parent: Optional[QWidget] = None, vouched: bool = False
    ) -> None:
        super().__init__(parent)
        self._socket: Optional[QSslSocket] = None
        self.setWindowTitle(_tr("About this connection"))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self._form = QFormLayout()
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._form.setFormAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._form.setHorizontalSpacing(16)
        self._add(_tr("Server"), _server(url))
        self._add(_tr("Connection"), _encryption(url, vouched))
        self.certificate = self._add(_tr("Certificate"), "")
        self._add(_tr("Shown by"), engine)
        buttons = QDialogButtonBox(self)
        close = QPushButton(_tr("Close"), self)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(self._form)
        layout.addStretch(1)
        layout.addWidget(buttons)
        # As large as its words, whenever they come: none is cut.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._not_read)
        self._ask(url)

    def done(self, result: int) -> None:
        """Close; a question under way is dropped."""
        self._drop()
        super().done(result)
        self.deleteLater()

    def _add(self, name: str, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAccessibleName(name)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._form.addRow(name, label)
        return label

    def _ask(self, url: QUrl) -> None:
        if url.scheme() != "https" or not QSslSocket.supportsSsl():
            self.certificate.setText(_tr("none"))
            return
        self.certificate.setText(_tr("being read…"))
        self._socket = socket = QSslSocket(self)
        # The page was judged by the browser; here the certificate is only looked at.
        socket.setPeerVerifyMode(QSslSocket.PeerVerifyMode.QueryPeer)
        socket.encrypted.connect(self._read)
        failed = getattr(socket, "errorOccurred", None)
        if failed is not None:
            failed.connect(lambda _error: self._not_read())
        self._patience.start()
        socket.connectToHostEncrypted(url.host(), port(url))

    def _read(self) -> None:
        if self._socket is None:
            return
        lines = certificate_lines(self._socket.peerCertificate())
        self._drop()
        self.certificate.setText("\n".join(lines))

    def _not_read(self) -> None:
        self._drop()
        self.certificate.setText(_tr("The server did not show it again."))

    def _drop(self) -> None:
        self._patience.stop()
        socket, self._socket = self._socket, None
        if socket is not None:
            socket.blockSignals(True)
            socket.abort()
            socket.deleteLater()


def certificate_lines(certificate: QSslCertificate) -> List[str]:
    """Whom it names, who vouches for it, how long it holds, and its fingerprint."""
    info = QSslCertificate.SubjectInfo
    digest = certificate.digest(QCryptographicHash.Algorithm.Sha256)
    pairs: Tuple[Tuple[str, str], ...] = (
        (
            _tr("Made out to: {value}"),
            _named(
                certificate.subjectInfo(info.CommonName), certificate.subjectInfo(info.Organization)
            ),
        ),
        (
            _tr("Vouched for by: {value}"),
            _named(
                certificate.issuerInfo(info.CommonName), certificate.issuerInfo(info.Organization)
            ),
        ),
        (
            _tr("Holds until: {value}"),
            QLocale().toString(certificate.expiryDate().date(), QLocale.FormatType.LongFormat),
        ),
    )
    print_ = bytes(digest.toHex(b":")).decode("ascii").upper()
    half = len(print_) // 2 + 1
    return [
        *(pattern.format(value=value) for pattern, value in pairs if value),
        _tr("Fingerprint (SHA-256):"),
        print_[:half],
        print_[half:],
    ]


def engine_name(user_agent: str, qt_version: str) -> str:
    """What shows the pages, in words. ``user_agent`` names the version of Chromium."""
    chromium = next(
        (word[7:].split(".")[0] for word in user_agent.split() if word.startswith("Chrome/")), ""
    )
    apart = QCoreApplication.applicationName() == HELPER_NAME
    where = _tr("in a program of its own") if apart else _tr("in QGIS")
    return _tr(
        "QtWebEngine {version} (Chromium {chromium}), {where}; keeps nothing on disk"
    ).format(version=qt_version, chromium=chromium or "?", where=where)


def _server(url: QUrl) -> str:
    host = url.host(QUrl.ComponentFormattingOption.FullyEncoded)
    return f"{cut(host, _LONGEST)}:{port(url)}"


def _encryption(url: QUrl, vouched: bool) -> str:
    if url.scheme() == "https" and vouched:
        return _tr("encrypted; QGIS's authorities vouch for the certificate")
    if url.scheme() == "https":
        return _tr("encrypted; the certificate was accepted")
    if is_loopback(url):
        return _tr("on this computer, not encrypted")
    return _tr("none yet")


def _named(common: List[str], organisation: List[str]) -> str:
    names = dict.fromkeys(name for name in (*common[:1], *organisation[:1]) if name)
    return cut(", ".join(names), _LONGEST)
