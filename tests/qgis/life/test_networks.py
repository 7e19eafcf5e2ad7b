"""An administration's network: a proxy that wants a password, a certificate authority of its own.

A real proxy (tinyproxy), set as QGIS's options set it; a real authority, added to QGIS's own.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Iterator, List

import pytest
import requests
from qgis.core import QgsApplication, QgsNetworkAccessManager, QgsSettings, QgsVectorLayer
from qgis.PyQt.QtNetwork import QSslCertificate

from cicclo_qgis.gui import sentences
from cicclo_qgis.host import checkup
from cicclo_qgis.host.layer_uri import PROVIDER, layer_uri
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.platforms.model import LandingStatus, OidcAccess, Platform
from cicclo_qgis.signin import SessionState
from cicclo_qgis.signin.http import get
from tests.authority import Authority
from tests.proxy import PROGRAM, Proxy
from tests.qgis.hearing import hearing
from tests.qgis.life.life import ARMOR, HEXAGONE, Life, truth
from tests.qgis.platform_server import Content, OapifPlatform
from tests.qgis.server import LocalServer
from tests.strict_proxy import PROGRAM as STRICT
from tests.strict_proxy import StrictProxy

needs_proxy = pytest.mark.skipif(PROGRAM is None, reason="tinyproxy is not installed")


@pytest.fixture
def behind(tmp_path: Path, qgis_settings: Any) -> Iterator[Callable[[bool], Proxy]]:
    """Puts QGIS behind a proxy, with or without a password."""
    with ExitStack() as running:

        def go(password: bool) -> Proxy:
            proxy = running.enter_context(Proxy(tmp_path, password))
            qgis_settings(proxy.settings())
            QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()
            return proxy

        yield go
    QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()


@needs_proxy
@pytest.mark.parametrize("password", [False, True])
def test_everything_goes_through_the_proxy(
    make_life: Any, behind: Callable[[bool], Proxy], password: bool
) -> None:
    """Lists, the sign-in's own requests and layers, of both kinds of platform."""
    proxy = behind(password)
    life: Life = make_life()
    life.desk.refresh()
    for name in (ARMOR, HEXAGONE):
        life.sign_in(name)
        assert life.rows(life.layer(name)) == truth(name)
        life.wait(lambda name=name: life.desk.entries(name))
    carried = proxy.carried()
    where = life.workshop.addresses
    wanted = (
        f"GET {where['armor']}/whoami",
        f"GET {where['armor_landing']}",
        f"POST {where['hexagone_issuer']}/protocol/openid-connect/token",
        f"GET {where['hexagone_landing']}/collections/sites_inspection/items",
    )
    for start in wanted:
        assert any(line.startswith(start) for line in carried), start
    (finding,) = [checkup.proxy(checkup.settings_now())]
    assert finding.code == ("proxy_with_account" if password else "proxy")
    assert proxy.password == "" or proxy.password not in repr(finding)


@needs_proxy
def test_a_proxy_whose_password_qgis_does_not_have(
    make_life: Any, behind: Callable[[bool], Proxy], qgis_settings: Any
) -> None:
    behind(True)
    qgis_settings({"proxy/proxyUser": "", "proxy/proxyPassword": ""})
    QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()
    life: Life = make_life()
    life.desk.sign_in(HEXAGONE)
    life.wait(lambda: life.state(HEXAGONE) is SessionState.FAILED)
    life.pause(0.2)
    assert "proxy" in life.notices[-1].text
    found = life.beside_gui(
        lambda: checkup.servers(life.engine.anonymous_http, life.engine.registry.platforms())
    )
    assert {one.code for one in found if one.topic is checkup.Topic.SERVER} == {"proxy_sign_in"}


@pytest.fixture
def strict(qgis_settings: Any) -> Iterator[Callable[[str], StrictProxy]]:
    """Puts QGIS behind a proxy that answers 407, with that password."""
    if not STRICT.exists():
        pytest.skip("Apache is not installed")
    with StrictProxy() as proxy:

        def go(password: str) -> StrictProxy:
            qgis_settings(proxy.settings(password or proxy.password))
            QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()
            return proxy

        yield go
    for key in proxy.settings():
        QgsSettings().remove(key)
    QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()


def test_a_proxy_refuses_the_password(make_life: Any, strict: Any, qtbot: Any) -> None:
    """List, sign-in and connection check say so; QGIS asks nothing and goes on."""
    asked: List[Any] = []
    main = QgsNetworkAccessManager.instance()
    with hearing(main.proxyAuthenticationRequired, lambda *_: asked.append(1)):
        proxy = strict("wrong")
        life: Life = make_life()
        life.desk.refresh()
        life.wait(lambda: life.desk.listing(ARMOR).problem is not None)
        told = sentences.problem(life.desk.listing(ARMOR).problem)
        assert "user name and password" in told and "Options > Network" in told
        life.desk.sign_in(HEXAGONE)
        life.wait(lambda: life.state(HEXAGONE) is SessionState.FAILED)
        life.wait(lambda: any("user name and password" in notice.text for notice in life.notices))
        found = life.beside_gui(
            lambda: checkup.servers(
                life.engine.anonymous_http,
                life.engine.registry.platforms(),
                checkup.settings_now().proxy_user,
            )
        )
        assert {one.code for one in found if one.topic is checkup.Topic.SERVER} == {"proxy_refused"}
        assert asked == []
        assert proxy.answered(407) != [] and proxy.answered(200) == []


def test_a_proxy_takes_the_right_password(make_life: Any, strict: Any) -> None:
    proxy = strict("")
    life: Life = make_life()
    life.desk.refresh()
    life.sign_in(HEXAGONE)
    assert life.rows(life.layer(HEXAGONE)) == truth(HEXAGONE)
    assert proxy.answered(200) != []


def test_many_encrypted_requests_at_once_behind_it(strict: Any, beside_gui: Any) -> None:
    """Refused by the proxy before there is encryption, eight threads fail and QGIS lives."""
    proxy = strict("wrong")

    def work() -> List[str]:
        said = []
        with http_session() as session:
            for _ in range(3):
                with pytest.raises(requests.exceptions.ProxyError) as refused:
                    session.get("https://plateforme.invalid/x", timeout=10)
                said.append(str(refused.value))
        return said

    for said in beside_gui(*[work] * 8):
        assert len(said) == 3 and all("wants a sign-in" in one for one in said)
    assert len(proxy.answered(407)) >= 24


@pytest.fixture
def trusted(tmp_path: Path) -> Iterator[Authority]:
    """An authority that was added to QGIS (Authentication, Manage certificates)."""
    authority = Authority(tmp_path)
    certificate = QSslCertificate(authority.pem.read_bytes())
    manager = QgsApplication.authManager()
    assert manager.storeCertAuthority(certificate)
    _rebuild()
    yield authority
    manager.removeCertAuthority(certificate)
    _rebuild()


def _rebuild() -> None:
    manager = QgsApplication.authManager()
    manager.rebuildCaCertsCache()
    manager.rebuildTrustedCaCertsCache()


def test_an_authority_added_to_qgis_holds_everywhere(
    trusted: Authority, beside_gui: Any, tmp_path: Path
) -> None:
    with LocalServer(trusted.certificate()) as server:
        platform = OapifPlatform(server, [Content("zones", 30)])

        def work() -> List[Any]:
            with http_session() as session:
                listed = session.get(platform.landing, timeout=10).status_code
            token = get(lambda: http_session(sign_in=True), platform.landing).status_code
            layer = QgsVectorLayer(layer_uri(platform.landing, "zones"), "x", PROVIDER)
            return [listed, token, sum(1 for _ in layer.getFeatures())]

        assert beside_gui(work) == [200, 200, 30]
        one = _platform(server.url)
        (found, *_) = beside_gui(lambda: checkup.servers(http_session, [one]))
        assert (found.verdict, found.code) == (checkup.Verdict.GOOD, "reached")
    settings = checkup.settings_now()
    assert settings.added_authorities >= 1
    for browsers in (("helper",), ("system",), ()):
        assert checkup.certificates(settings, browsers).code == "added_authorities"
    old = replace(settings, window_asks=False)
    assert checkup.certificates(old, ("helper",)).code == "not_in_window"
    assert checkup.certificates(old, ("system",)).code == "added_authorities"


def test_an_authority_nobody_knows_is_told(tmp_path: Path, beside_gui: Any) -> None:
    with LocalServer(Authority(tmp_path).certificate()) as server:
        with pytest.raises(requests.exceptions.SSLError):
            beside_gui(lambda: http_session().get(server.url, timeout=10))
        (found, *_) = beside_gui(lambda: checkup.servers(http_session, [_platform(server.url)]))
        assert (found.verdict, found.code) == (checkup.Verdict.BAD, "certificate")
        assert server.seen == []


def test_a_name_the_certificate_does_not_hold(trusted: Authority, beside_gui: Any) -> None:
    with (
        LocalServer(trusted.certificate("DNS:another.example")) as server,
        pytest.raises(requests.exceptions.SSLError),
    ):
        beside_gui(lambda: http_session().get(server.url, timeout=10))


@pytest.mark.parametrize(
    ("ahead", "code", "verdict"),
    [(0.0, "right", "good"), (60.0, "ahead", "note"), (-7200.0, "behind", "bad")],
)
def test_the_clock_against_the_servers(
    life: Life, ahead: float, code: str, verdict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Moved:
        time = staticmethod(lambda: time.time() + ahead)

    monkeypatch.setattr(checkup, "time", Moved)
    found = life.beside_gui(
        lambda: checkup.servers(life.engine.anonymous_http, life.engine.registry.platforms())
    )
    assert (found[-1].code, found[-1].verdict.value) == (code, verdict)
    hosts = {one.facts["host"] for one in found[:-1]}
    proconnect = life.workshop.addresses["proconnect"].split("/")[2]
    assert proconnect in hosts, "reached by the way a platform sends people"
    assert all(one.verdict is checkup.Verdict.GOOD for one in found[:-1])


def _platform(issuer: str) -> Platform:
    access = OidcAccess(issuer=issuer, client_id="x", protects=(issuer + "/data",))
    return Platform(
        id="p",
        name="P",
        territory="",
        software="",
        landing=None,
        landing_status=LandingStatus.NONE,
        access=(access,),
    )
