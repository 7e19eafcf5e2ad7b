"""What the window tells of the connection to a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.PyQt.QtCore import QCryptographicHash, QUrl
from qgis.PyQt.QtNetwork import QSslCertificate

from cicclo_qgis.gui.browser.connection import ConnectionDialog, certificate_lines, engine_name
from tests.qgis.server import LocalServer

_SHA256 = QCryptographicHash.Algorithm.Sha256
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) QtWebEngine/5.15.8 Chrome/87.0.4280.144 Safari/537.36"


def test_the_certificate_is_read_from_the_server(
    certificate: Path, qgis_app: Any, qtbot: Any
) -> None:
    own = QSslCertificate(certificate.read_bytes())
    with LocalServer(certificate) as tls:
        dialog = ConnectionDialog(QUrl(tls.url + "/login?x=1"), "QtWebEngine")
        dialog.show()
        qtbot.waitUntil(lambda: "SHA-256" in dialog.certificate.text())
        assert dialog.certificate.text().split("\n") == certificate_lines(own)
        digits = "".join(certificate_lines(own)[-2:])
        assert digits.replace(":", "").lower() == bytes(own.digest(_SHA256).toHex()).decode()
        assert tls.seen == [], "nothing was asked for"
        dialog.reject()


def test_a_server_that_is_gone(qgis_app: Any, qtbot: Any) -> None:
    with LocalServer() as server:
        url = QUrl(server.url.replace("http:", "https:"))
    dialog = ConnectionDialog(url, "QtWebEngine")
    dialog.show()
    qtbot.waitUntil(lambda: "did not show it" in dialog.certificate.text())
    dialog.reject()


def test_a_dialog_that_is_closed_at_once(certificate: Path, qgis_app: Any, qtbot: Any) -> None:
    with LocalServer(certificate) as tls:
        dialog = ConnectionDialog(QUrl(tls.url), "QtWebEngine")
        dialog.show()
        dialog.reject()
        qtbot.wait(300)


@pytest.mark.parametrize(("agent", "word"), [(_AGENT, "Chromium 87"), ("x", "Chromium ?")])
def test_the_browser_is_named(agent: str, word: str) -> None:
    assert word in engine_name(agent, "5.15.8")
    assert "in QGIS" in engine_name(agent, "5.15.8")
