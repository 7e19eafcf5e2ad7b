"""The credential on QGIS's own requests: every page, no other place, nothing on disk."""

from __future__ import annotations

import secrets
import threading
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional

import pytest
from qgis.core import (
    QgsBlockingNetworkRequest,
    QgsFeatureRequest,
    QgsNetworkAccessManager,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QStandardPaths, QUrl
from qgis.PyQt.QtNetwork import QNetworkRequest

from cicclo_qgis.host.authorizer import RequestAuthorizer
from cicclo_qgis.host.layer_uri import PROVIDER, layer_uri
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.signin.credential import Credential, ProtectionSpace
from tests.qgis.platform_server import Content, OapifPlatform, login_page
from tests.qgis.server import Answer, LocalServer, Seen


class Purse:
    """Credentials by address, as ``Sessions`` hands them out."""

    def __init__(self) -> None:
        self.credentials: List[Credential] = []
        self.renew: Callable[[str], Optional[Credential]] = self.credential_for
        self.renewals: List[str] = []

    def hold(self, headers: Dict[str, str], *prefixes: str, until: Optional[float] = None) -> None:
        spaces = tuple(ProtectionSpace.of(prefix) for prefix in prefixes)
        self.credentials = [Credential("p", headers, spaces, until)]

    def credential_for(self, url: str) -> Optional[Credential]:
        return next((c for c in self.credentials if c.covers(url)), None)

    def renew_if_due(self, url: str) -> Optional[Credential]:
        self.renewals.append(threading.current_thread().name)
        return self.renew(url)


@pytest.fixture
def purse() -> Purse:
    return Purse()


@pytest.fixture
def token() -> str:
    return secrets.token_urlsafe(24)


@pytest.fixture
def platform(server: LocalServer, token: str) -> OapifPlatform:
    return OapifPlatform(
        server,
        [Content("zones", 2500), Content("rows", 2500, table=True)],
        allowed=lambda seen: seen.headers.get("Authorization") == f"Bearer {token}",
    )


@pytest.fixture
def authorizer(purse: Purse, platform: OapifPlatform) -> Iterator[RequestAuthorizer]:
    space = ProtectionSpace.of(platform.landing)
    authorizer = RequestAuthorizer(purse, space.covers)
    authorizer.install()
    yield authorizer
    authorizer.remove()


def read(platform: OapifPlatform, collection: str, **uri: Any) -> Callable[[], int]:
    def work() -> int:
        layer = QgsVectorLayer(layer_uri(platform.landing, collection, **uri), "x", PROVIDER)
        return sum(1 for _ in layer.getFeatures()) if layer.isValid() else -1

    return work


def fetch(url: str, **headers: str) -> Callable[[], int]:
    """A request of QGIS's own, in a worker thread."""

    def work() -> int:
        request = QNetworkRequest(QUrl(url))
        for name, value in headers.items():
            request.setRawHeader(name.encode(), value.encode())
        blocking = QgsBlockingNetworkRequest()
        blocking.get(request)
        status = blocking.reply().attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        return int(status or 0)

    return work


def cached_bytes() -> bytes:
    """What QGIS's disk cache holds, names and all."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() for path in files)


def test_every_page_carries_it_and_nothing_stays_on_disk(
    authorizer: RequestAuthorizer,
    purse: Purse,
    platform: OapifPlatform,
    token: str,
    beside_gui: Any,
) -> None:
    purse.hold({"Authorization": f"Bearer {token}"}, platform.landing)
    assert beside_gui(read(platform, "zones")) == 2500
    data = [seen for seen in platform.server.seen if seen.method == "GET"]
    assert len([seen for seen in data if seen.path.endswith("/items")]) >= 4
    assert all(seen.headers["Authorization"] == f"Bearer {token}" for seen in data)
    disk = cached_bytes()
    assert b"only-for-agents" not in disk and platform.landing.encode() not in disk
    assert QgsNetworkAccessManager.instance().cache().cacheSize() == 0


def test_without_it_the_disk_would_keep_everything(
    platform: OapifPlatform, beside_gui: Any
) -> None:
    """The yardstick of the test above: open data from an unprotected place is cached by QGIS."""
    platform.allowed = lambda seen: True
    assert beside_gui(read(platform, "zones")) == 2500
    assert b"only-for-agents" in cached_bytes()


def test_a_filter_keeps_it(
    authorizer: RequestAuthorizer,
    purse: Purse,
    platform: OapifPlatform,
    token: str,
    beside_gui: Any,
) -> None:
    """QGIS 3.44 loses an authcfg here (qgis/QGIS#67247); there is none to lose."""
    purse.hold({"Authorization": f"Bearer {token}"}, platform.landing)

    def work() -> List[int]:
        layer = QgsVectorLayer(layer_uri(platform.landing, "zones"), "x", PROVIDER)
        assert layer.setSubsetString('"number" < 7')
        few = sum(1 for _ in layer.getFeatures())
        assert layer.setSubsetString("")
        return [few, sum(1 for _ in layer.getFeatures())]

    assert beside_gui(work) == [7, 2500]
    assert all("Authorization" in seen.headers for seen in platform.server.seen)


def test_another_origin_never_gets_it(
    authorizer: RequestAuthorizer,
    purse: Purse,
    platform: OapifPlatform,
    token: str,
    other_server: LocalServer,
    beside_gui: Any,
) -> None:
    """Neither by a next link, nor by a redirect, nor by the same host under another name."""
    purse.hold({"Authorization": f"Bearer {token}"}, platform.landing)
    elsewhere = OapifPlatform(other_server, [Content("zones", 2500)])
    platform.next_base = elsewhere.landing.rstrip("/")
    assert beside_gui(read(platform, "zones")) == 2500
    platform.server.routes["/ogc/away"] = lambda seen: Answer(
        302, b"", [("Location", other_server.url + "/ogc/landed")]
    )
    platform.server.routes["/ogc/alias"] = lambda seen: Answer(
        302, b"", [("Location", platform.landing.replace("127.0.0.1", "localhost"))]
    )
    beside_gui(fetch(platform.landing + "away"))
    beside_gui(fetch(platform.landing + "alias"))
    assert len(other_server.seen) >= 3 and "/ogc/landed" in other_server.paths()
    assert all("Authorization" not in seen.headers for seen in other_server.seen)
    by_alias = [s for s in platform.server.seen if s.headers["Host"].startswith("localhost")]
    assert by_alias and all("Authorization" not in seen.headers for seen in by_alias)


@pytest.mark.parametrize("path", ["/ogcx/", "/", "/ogc/../admin", "/ogc/%2e%2e/admin"])
def test_beside_the_space(
    authorizer: RequestAuthorizer,
    purse: Purse,
    platform: OapifPlatform,
    token: str,
    path: str,
    beside_gui: Any,
) -> None:
    purse.hold({"Authorization": f"Bearer {token}"}, platform.landing)
    beside_gui(fetch(platform.server.url + path))
    assert platform.server.seen and "Authorization" not in platform.server.seen[0].headers


def test_a_cookie_is_sent_and_not_replaced_by_the_jar(
    authorizer: RequestAuthorizer, purse: Purse, server: LocalServer, beside_gui: Any
) -> None:
    mine = secrets.token_hex(12)
    platform = OapifPlatform(
        server,
        [Content("zones", 10)],
        allowed=lambda seen: seen.headers.get("Cookie") == f"SESSION={mine}",
    )
    server.routes["/ogc/set"] = lambda seen: Answer(
        200, b"x", [("Set-Cookie", "SESSION=anonymous; Path=/")]
    )
    purse.hold({"Cookie": f"SESSION={mine}"}, platform.landing)

    def work() -> int:
        fetch(platform.landing + "set")()
        return read(platform, "zones")()

    assert beside_gui(work) == 10


def test_a_login_page_does_not_poison_the_layer(
    authorizer: RequestAuthorizer,
    purse: Purse,
    platform: OapifPlatform,
    token: str,
    beside_gui: Any,
) -> None:
    platform.refusal = login_page
    assert beside_gui(read(platform, "zones")) == -1
    purse.hold({"Authorization": f"Bearer {token}"}, platform.landing)
    assert beside_gui(read(platform, "zones")) == 2500


def test_signed_out_means_signed_out(
    authorizer: RequestAuthorizer,
    purse: Purse,
    platform: OapifPlatform,
    token: str,
    beside_gui: Any,
) -> None:
    purse.hold({"Authorization": f"Bearer {token}"}, platform.landing)
    assert beside_gui(read(platform, "zones")) == 2500
    purse.credentials = []
    assert beside_gui(read(platform, "zones")) == -1


def test_requests_with_their_own_credential_are_left_alone(
    authorizer: RequestAuthorizer,
    purse: Purse,
    platform: OapifPlatform,
    token: str,
    beside_gui: Any,
) -> None:
    purse.hold({"Authorization": f"Bearer {token}", "X-Extra": "1"}, platform.landing)
    for header in ("Authorization", "Cookie"):
        beside_gui(fetch(platform.landing + "api", **{header: "mine=1"}))
        seen = platform.server.seen[-1]
        assert seen.headers[header] == "mine=1" and "X-Extra" not in seen.headers


def test_sign_in_requests_are_left_alone(
    authorizer: RequestAuthorizer,
    purse: Purse,
    platform: OapifPlatform,
    token: str,
    beside_gui: Any,
) -> None:
    purse.hold({"Authorization": f"Bearer {token}"}, platform.landing)

    def work() -> List[int]:
        return [
            http_session(sign_in=sign_in).get(platform.landing, timeout=5).status_code
            for sign_in in (True, False)
        ]

    assert beside_gui(work) == [401, 200]
    assert {seen.headers["User-Agent"].split("/")[0] for seen in platform.server.seen} == {"CICCLO"}


def test_renewal_before_the_end_in_the_middle_of_pages(
    authorizer: RequestAuthorizer,
    purse: Purse,
    platform: OapifPlatform,
    token: str,
    beside_gui: Any,
) -> None:
    """The token changes while a layer loads: no page is refused, the renewal blocks nobody."""
    old, new = secrets.token_urlsafe(24), token
    good = {old}
    platform.allowed = lambda seen: seen.headers.get("Authorization", "")[7:] in good

    def renew(url: str) -> Optional[Credential]:
        if len(purse.renewals) < 6:
            return purse.credential_for(url)
        if new not in good:
            answer = http_session(sign_in=True).post(platform.server.url + "/token", timeout=5)
            assert answer.status_code == 200
            good.clear()
            good.add(new)
            purse.hold({"Authorization": f"Bearer {new}"}, platform.landing)
        return purse.credential_for(url)

    platform.server.routes["/token"] = lambda seen: Answer(200, b"{}")
    purse.renew = renew
    purse.hold({"Authorization": f"Bearer {old}"}, platform.landing, until=time.time() + 30)
    assert beside_gui(read(platform, "zones", page_size=200)) == 2500
    assert "/token" in platform.server.paths()
    assert set(purse.renewals) == {"cicclo-renewal"}


def test_nothing_raises_out_of_it(purse: Purse, platform: OapifPlatform, beside_gui: Any) -> None:
    """An exception in a preprocessor would end QGIS."""

    def broken(url: str) -> bool:
        raise ZeroDivisionError

    purse.credential_for = broken  # type: ignore[assignment,method-assign]
    authorizer = RequestAuthorizer(purse, broken)
    authorizer.install()
    try:
        assert beside_gui(fetch(platform.landing)) == 401
    finally:
        authorizer.remove()


def test_install_and_remove_twice(
    purse: Purse, platform: OapifPlatform, token: str, beside_gui: Any
) -> None:
    purse.hold({"Authorization": f"Bearer {token}"}, platform.landing)
    authorizer = RequestAuthorizer(purse, lambda url: False)
    authorizer.install()
    authorizer.install()
    assert beside_gui(fetch(platform.landing)) == 200
    authorizer.remove()
    authorizer.remove()
    assert beside_gui(fetch(platform.landing)) == 401


def test_three_layers_at_once(
    authorizer: RequestAuthorizer,
    purse: Purse,
    platform: OapifPlatform,
    token: str,
    beside_gui: Any,
) -> None:
    purse.hold({"Authorization": f"Bearer {token}"}, platform.landing)
    works = [read(platform, name) for name in ("zones", "rows", "zones")]
    assert beside_gui(*works) == [2500, 2500, 2500]


def test_only_the_drawn_part_is_asked_for(
    authorizer: RequestAuthorizer,
    purse: Purse,
    platform: OapifPlatform,
    token: str,
    beside_gui: Any,
) -> None:
    purse.hold({"Authorization": f"Bearer {token}"}, platform.landing)

    def work() -> int:
        layer = QgsVectorLayer(layer_uri(platform.landing, "zones"), "x", PROVIDER)
        corner = QgsFeatureRequest().setFilterRect(QgsRectangle(-3, 48, -2.95, 48.5))
        return sum(1 for _ in layer.getFeatures(corner))

    assert beside_gui(work) == 2500 // 100 * 6
    asked: List[Seen] = [
        # The others are QGIS's looks at a collection: ten items, one to count, OPTIONS.
        seen
        for seen in platform.server.seen
        if int(seen.query.get("limit", 0)) > 10
    ]
    assert len(asked) == 1 and "bbox" in asked[0].query
