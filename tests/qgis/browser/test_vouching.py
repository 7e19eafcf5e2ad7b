"""Who vouches for a certificate: real servers, our own authority, QGIS's own list."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Callable, Iterator, List, Optional

import pytest
from qgis.core import QgsApplication, QgsAuthCertUtils
from qgis.PyQt.QtCore import QObject, QUrl
from qgis.PyQt.QtNetwork import QSsl, QSslCertificate

from cicclo_qgis.gui.browser import vouching
from cicclo_qgis.gui.browser.authorities import as_text, from_text, qgis_authorities
from cicclo_qgis.gui.browser.trouble import Trouble
from tests.authority import Authority
from tests.qgis.server import LocalServer

ASKED: Any = object()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


@pytest.fixture
def in_qgis(qgis_app: Any) -> Iterator[Callable[..., None]]:
    """Adds an authority to QGIS (Authentication, Manage certificates)."""
    manager = QgsApplication.authManager()
    added: List[QSslCertificate] = []

    def add(authority: Authority, policy: Any = None) -> None:
        certificate = _first(authority.pem)
        assert manager.storeCertAuthority(certificate)
        if policy is not None:
            assert manager.storeCertTrustPolicy(certificate, policy)
        added.append(certificate)
        _rebuild()

    yield add
    for certificate in added:
        manager.removeCertTrustPolicy(certificate)
        manager.removeCertAuthority(certificate)
    _rebuild()


def _rebuild() -> None:
    manager = QgsApplication.authManager()
    manager.rebuildCaCertsCache()
    manager.rebuildCertTrustCache()
    manager.rebuildTrustedCaCertsCache()


def _first(pem: Path) -> QSslCertificate:
    return QSslCertificate.fromData(pem.read_bytes(), QSsl.EncodingFormat.Pem)[0]


def ask(qtbot: Any, port: int, pem: Path, host: str = "localhost") -> Optional[Trouble]:
    """What the vouchers say of a server that showed the engine the certificate of ``pem``."""
    said: List[Any] = []
    asker = QObject()
    vouchers = vouching.Vouchers(qgis_authorities)
    url = QUrl(f"https://{host}:{port}/authorize?x=1")
    vouchers.ask(url, [_first(pem)], asker, said.append)
    qtbot.waitUntil(lambda: said != [])
    assert vouchers.vouched_for(url) is (said[0] is None)
    qtbot.wait(50)
    assert len(said) == 1
    found: Optional[Trouble] = said[0]
    return found


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_an_authority_in_qgis_vouches(
    host: str, authority: Authority, in_qgis: Any, qtbot: Any
) -> None:
    in_qgis(authority)
    pem = authority.certificate()
    with LocalServer(pem) as server:
        assert ask(qtbot, server.port, pem, host) is None
        assert server.seen == [], "nothing is asked over that connection"


def test_an_authority_below_it_vouches(
    authority: Authority, tmp_path: Path, in_qgis: Any, qtbot: Any
) -> None:
    in_qgis(authority)
    pem = Authority(tmp_path / "below", above=authority).certificate()
    with LocalServer(pem) as server:
        assert ask(qtbot, server.port, pem) is None


def test_an_authority_that_is_not_in_qgis(authority: Authority, qtbot: Any, qgis_app: Any) -> None:
    pem = authority.certificate()
    with LocalServer(pem) as server:
        assert ask(qtbot, server.port, pem) is Trouble.AUTHORITY


def test_an_authority_of_the_same_name(
    authority: Authority, tmp_path: Path, in_qgis: Any, qtbot: Any
) -> None:
    in_qgis(authority)
    pem = Authority(tmp_path / "other").certificate()
    with LocalServer(pem) as server:
        assert ask(qtbot, server.port, pem) is Trouble.AUTHORITY


def test_an_authority_marked_as_not_trusted(authority: Authority, in_qgis: Any, qtbot: Any) -> None:
    policies = getattr(QgsAuthCertUtils, "CertTrustPolicy", QgsAuthCertUtils)
    in_qgis(authority, policies.Untrusted)
    pem = authority.certificate()
    with LocalServer(pem) as server:
        assert ask(qtbot, server.port, pem) is Trouble.AUTHORITY


def test_a_certificate_of_another_server(authority: Authority, in_qgis: Any, qtbot: Any) -> None:
    in_qgis(authority)
    pem = authority.certificate("DNS:another.example")
    with LocalServer(pem) as server:
        assert ask(qtbot, server.port, pem) is Trouble.NAME


def test_a_certificate_that_has_expired(authority: Authority, in_qgis: Any, qtbot: Any) -> None:
    in_qgis(authority)
    pem = authority.certificate(expired=True)
    with LocalServer(pem) as server:
        assert ask(qtbot, server.port, pem) is Trouble.DATE


def test_the_engine_was_shown_another_certificate(
    authority: Authority, tmp_path: Path, in_qgis: Any, qtbot: Any
) -> None:
    """Somebody on the engine's line cannot borrow the real server's."""
    in_qgis(authority)
    forged = Authority(tmp_path / "forger").certificate()
    with LocalServer(authority.certificate()) as server:
        assert ask(qtbot, server.port, forged) is Trouble.AUTHORITY


def test_a_server_that_does_not_answer_again(
    authority: Authority, in_qgis: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_qgis(authority)
    monkeypatch.setattr(vouching, "_PATIENCE_MS", 300)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert ask(qtbot, port, authority.certificate(), "127.0.0.1") is Trouble.AUTHORITY


def test_the_same_question_is_put_once_and_not_too_many_at_once(
    authority: Authority, in_qgis: Any, qtbot: Any
) -> None:
    in_qgis(authority)
    pem = authority.certificate()
    said: List[Any] = []
    asker = QObject()
    vouchers = vouching.Vouchers(qgis_authorities)
    with ExitStack() as servers:
        ports = [
            servers.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
            for _ in range(7)
        ]
        for port in [*ports[:6], *ports[:6]]:
            vouchers.ask(QUrl(f"https://127.0.0.1:{port}/"), [_first(pem)], asker, said.append)
        assert len(asker.findChildren(vouching._Question)) == 6
        assert said == []
        vouchers.ask(QUrl(f"https://127.0.0.1:{ports[6]}/"), [_first(pem)], asker, said.append)
        assert said == [Trouble.AUTHORITY]
    asker.deleteLater()


def test_nothing_is_called_once_the_page_is_gone(
    authority: Authority, in_qgis: Any, qtbot: Any
) -> None:
    in_qgis(authority)
    pem = authority.certificate()
    said: List[Any] = []
    asker = QObject()
    with LocalServer(pem) as server:
        vouchers = vouching.Vouchers(qgis_authorities)
        vouchers.ask(QUrl(server.url), [_first(pem)], asker, said.append)
        asker.deleteLater()
        del asker
        qtbot.wait(500)
        assert said == []


def test_the_list_goes_to_the_helper_whole(authority: Authority, in_qgis: Any) -> None:
    before = len(qgis_authorities())
    in_qgis(authority)
    trusted = qgis_authorities()
    assert len(trusted) == before + 1
    assert from_text(as_text(trusted)) == trusted
    assert from_text("") == [] == from_text("nonsense é")
