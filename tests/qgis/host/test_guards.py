"""Second lines of defence, each tried where the first one does not stand in front of it."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import Any, Iterator, List, Optional

import pytest
import requests
from qgis.core import QgsApplication, QgsAuthCertUtils, QgsAuthConfigSslServer
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkRequest, QSslCertificate, QSslError

from cicclo_qgis.host.authorizer import RequestAuthorizer
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.signin.credential import Credential, ProtectionSpace
from tests.authority import Authority
from tests.qgis.server import Answer, LocalServer


class Renewing:
    """A source that renews one credential into one of another place."""

    def __init__(self, old: Optional[Credential], new: Optional[Credential]) -> None:
        self._old = old
        self._new = new

    def credential_for(self, url: str) -> Optional[Credential]:
        return self._old

    def renew_if_due(self, url: str) -> Optional[Credential]:
        return self._new


def test_a_renewed_credential_goes_where_it_belongs_alone(
    server: LocalServer, beside_gui: Any
) -> None:
    """A registry that was edited in between may have moved its place elsewhere."""
    server.fallback = lambda seen: Answer(200, b"{}")
    secret = {"Authorization": f"Bearer {secrets.token_urlsafe(24)}"}
    here = ProtectionSpace.of(server.url + "/ogc")
    elsewhere = ProtectionSpace.of("https://elsewhere.example/ogc")
    source = Renewing(
        Credential("p", secret, (here,), time.time() + 5), Credential("p", secret, (elsewhere,))
    )
    authorizer = RequestAuthorizer(source, here.covers)
    authorizer.install()
    try:
        beside_gui(lambda: http_session().get(server.url + "/ogc/x", timeout=5))
    finally:
        authorizer.remove()
    (seen,) = server.seen
    assert "Authorization" not in seen.headers


def test_where_an_address_is_protected_nothing_is_kept_of_a_stranger_either() -> None:
    """The login page that a stranger gets must not be what the agent reads afterwards."""
    space = ProtectionSpace.of("https://data.example/ogc")
    nobody = Renewing(None, None)
    attribute, kept = QNetworkRequest.Attribute, []
    for url in ("https://data.example/ogc/x", "https://data.example/open"):
        request = QNetworkRequest(QUrl(url))
        RequestAuthorizer(nobody, space.covers)._preprocess(request)
        kept.append(
            (
                request.attribute(attribute.CacheSaveControlAttribute),
                request.attribute(attribute.CacheLoadControlAttribute),
            )
        )
        assert request.rawHeaderList() == []
    assert kept == [(False, QNetworkRequest.CacheLoadControl.AlwaysNetwork), (None, None)]


def test_the_gui_thread_renews_nothing(beside_gui: Any) -> None:
    space = ProtectionSpace.of("https://data.example/ogc")
    old, new = (
        Credential("p", {"X-Agent": name}, (space,), time.time() + 5) for name in ("old", "new")
    )
    authorizer = RequestAuthorizer(Renewing(old, new), space.covers)

    def sent() -> bytes:
        request = QNetworkRequest(QUrl("https://data.example/ogc/x"))
        authorizer._preprocess(request)
        return bytes(request.rawHeader(b"X-Agent"))

    assert (sent(), beside_gui(sent)) == (b"old", b"new")
    authorizer = RequestAuthorizer(Renewing(old, None), space.covers)
    assert beside_gui(sent) == b"old", "what there is, when nothing new came"


def test_what_goes_wrong_is_told_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    words = secrets.token_hex(12)

    def broken(url: str) -> bool:
        raise ValueError(words)

    request = QNetworkRequest(QUrl("https://data.example/ogc/x"))
    RequestAuthorizer(Renewing(None, None), broken)._preprocess(request)
    assert "ValueError" in caplog.text and words not in caplog.text


def test_the_jar_of_qgis_neither_adds_nor_keeps_cookies() -> None:
    space = ProtectionSpace.of("https://data.example/ogc")
    mine = Credential("p", {"Cookie": "SESSION=1"}, (space,))
    request = QNetworkRequest(QUrl("https://data.example/ogc/x"))
    RequestAuthorizer(Renewing(mine, mine), space.covers)._preprocess(request)
    attribute = QNetworkRequest.Attribute
    for one in (attribute.CookieLoadControlAttribute, attribute.CookieSaveControlAttribute):
        assert request.attribute(one) == QNetworkRequest.LoadControl.Manual


def test_verification_cannot_be_turned_off(server: LocalServer, beside_gui: Any) -> None:
    server.fallback = lambda seen: Answer(200, b"{}")
    with pytest.raises(requests.exceptions.SSLError, match="always verified"):
        beside_gui(lambda: http_session().get(server.url, timeout=5, verify=False))
    assert server.seen == []


@pytest.fixture
def accepted() -> Iterator[Any]:
    """Accepts some errors of a certificate in QGIS, as its certificate dialog does."""
    manager, kept = QgsApplication.authManager(), []

    def accept(certificate: QSslCertificate, place: str, errors: List[Any]) -> None:
        config = QgsAuthConfigSslServer()
        config.setSslCertificate(certificate)
        config.setSslHostPort(place)
        config.setSslIgnoredErrorEnums(errors)
        assert manager.storeSslCertCustomConfig(config)
        kept.append((QgsAuthCertUtils.shaHexForCert(certificate), place))

    yield accept
    for digest, place in kept:
        manager.removeSslCertCustomConfig(digest, place)


def test_only_the_errors_that_were_accepted_are_let_through(
    tmp_path: Path, accepted: Any, beside_gui: Any
) -> None:
    """The person accepted the authority, not that the certificate is of another host."""
    pem = Authority(tmp_path).certificate("DNS:another.example")
    certificate = QSslCertificate.fromData(pem.read_bytes())[0]
    codes = QSslError.SslError
    with LocalServer(pem) as server:
        server.fallback = lambda seen: Answer(200, b"in")
        place = f"127.0.0.1:{server.port}"
        authority = [
            codes.UnableToGetLocalIssuerCertificate,
            codes.UnableToVerifyFirstCertificate,
            codes.CertificateUntrusted,
            codes.SelfSignedCertificateInChain,
        ]
        accepted(certificate, place, authority)
        with pytest.raises(requests.exceptions.SSLError):
            beside_gui(lambda: http_session().get(server.url, timeout=10))
        accepted(certificate, place, [*authority, codes.HostNameMismatch])
        assert beside_gui(lambda: http_session().get(server.url, timeout=10)).content == b"in"


def test_the_mark_of_own_requests_is_no_header() -> None:
    """No server ever sees it."""
    from cicclo_qgis.host.marks import Mark, mark_of, put_mark

    request = QNetworkRequest(QUrl("https://platform.example/"))
    put_mark(request, Mark(user_agent="x", sign_in=True))
    assert mark_of(request) == Mark(user_agent="x", sign_in=True)
    assert request.rawHeaderList() == []
