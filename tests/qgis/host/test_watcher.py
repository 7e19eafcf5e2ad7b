"""What platforms answered, as the GUI thread hears of it."""

from __future__ import annotations

from typing import Any, Iterator, List, Tuple

import pytest
from qgis.core import QgsVectorLayer

from cicclo_qgis.host.layer_uri import PROVIDER, layer_uri
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.host.watcher import ReplyWatcher
from cicclo_qgis.signin.credential import ProtectionSpace
from cicclo_qgis.signin.wish import Demand
from tests.qgis.platform_server import (
    Content,
    OapifPlatform,
    bearer_refusal,
    login_page,
    login_redirect,
)
from tests.qgis.server import Answer, LocalServer, Seen

Said = List[Tuple[Any, ...]]


@pytest.fixture
def platform(server: LocalServer) -> OapifPlatform:
    return OapifPlatform(server, [Content("zones", 10)], allowed=lambda seen: False)


@pytest.fixture
def said(platform: OapifPlatform) -> Iterator[Said]:
    heard: Said = []
    watcher = ReplyWatcher(ProtectionSpace.of(platform.landing).covers)
    watcher.refused.connect(lambda url, status, sent: heard.append(("refused", url, status)))
    watcher.no_right.connect(lambda url: heard.append(("no right", url)))
    watcher.demanded.connect(lambda *told: heard.append(("demanded", *told)))
    watcher.start()
    watcher.start()
    yield heard
    watcher.stop()
    watcher.stop()


def open_layer(platform: OapifPlatform) -> Any:
    return lambda: QgsVectorLayer(layer_uri(platform.landing, "zones"), "x", PROVIDER).isValid()


def login_page_in_lower_case(seen: Seen) -> Answer:
    return Answer(200, b"<html></html>", [("content-type", "text/html")])


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (bearer_refusal, 401),
        (login_redirect, 302),
        (login_page, 200),
        (login_page_in_lower_case, 200),
    ],
)
def test_refusals_of_a_layer(
    platform: OapifPlatform, said: Said, refusal: Any, status: int, beside_gui: Any, qtbot: Any
) -> None:
    platform.refusal = refusal
    assert beside_gui(open_layer(platform)) is False
    qtbot.waitUntil(lambda: bool(said))
    assert said[0] == ("refused", platform.landing, status)


def test_a_demand_for_more_is_no_refusal(
    platform: OapifPlatform, said: Said, beside_gui: Any, qtbot: Any
) -> None:
    """RFC 9470: renewing would not help, the person has to prove more. Also among others."""
    more = 'Bearer error="insufficient_user_authentication", acr_values="eidas2", max_age=300'
    platform.refusal = lambda seen: Answer(
        401, b"{}", [("WWW-Authenticate", 'Basic realm="x"'), ("WWW-Authenticate", more)]
    )
    beside_gui(open_layer(platform))
    qtbot.waitUntil(lambda: bool(said))
    demand = Demand(("eidas2",), 300)
    assert said[0] == ("demanded", platform.landing, demand, True)
    said.clear()
    beside_gui(lambda: http_session().get(platform.landing, timeout=5))
    qtbot.waitUntil(lambda: bool(said))
    assert said == [("demanded", platform.landing, demand, False)]


def test_no_right(platform: OapifPlatform, said: Said, beside_gui: Any, qtbot: Any) -> None:
    platform.refusal = lambda seen: Answer(403, b"{}")
    beside_gui(open_layer(platform))
    qtbot.waitUntil(lambda: bool(said))
    assert said[0] == ("no right", platform.landing)


def test_what_is_no_refusal(
    platform: OapifPlatform, said: Said, other_server: LocalServer, beside_gui: Any, qtbot: Any
) -> None:
    """Data, a missing page, a redirect that stays inside, a page asked for as a page, elsewhere."""
    platform.allowed = lambda seen: True
    server = platform.server
    server.routes["/ogc"] = lambda seen: Answer(301, b"", [("Location", "/ogc/")])
    server.routes["/ogc/page"] = login_page
    server.routes["/outside"] = bearer_refusal
    other_server.fallback = bearer_refusal

    def work() -> None:
        with http_session() as session:
            for url in (
                server.url + "/ogc",
                server.url + "/ogc/nowhere",
                server.url + "/outside",
                other_server.url + "/ogc/",
            ):
                session.get(url, timeout=5)
            session.get(server.url + "/ogc/page", timeout=5, headers={"Accept": "text/html"})
        open_layer(platform)()

    beside_gui(work)
    qtbot.wait(100)
    assert said == []


def test_sign_in_requests_are_not_watched(
    platform: OapifPlatform, said: Said, beside_gui: Any, qtbot: Any
) -> None:
    def work() -> None:
        http_session(sign_in=True).get(platform.landing, timeout=5)
        http_session().get(platform.landing + "api", timeout=5)

    beside_gui(work)
    qtbot.waitUntil(lambda: bool(said))
    assert said == [("refused", platform.landing + "api", 401)]


def test_cookies_set_anew_are_told_with_what_was_sent(
    platform: OapifPlatform, said: Said, beside_gui: Any, qtbot: Any
) -> None:
    told: Said = []
    watcher = ReplyWatcher(ProtectionSpace.of(platform.landing).covers)
    watcher.cookies.connect(lambda url, sent, lines: told.append((url, sent, lines)))
    watcher.start()
    lines = ["SESSION=second; Path=/; HttpOnly", "other=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT"]
    platform.server.fallback = lambda seen: Answer(
        200, b"{}", [("Content-Type", "application/json"), *[("set-cookie", one) for one in lines]]
    )

    def ask(**headers: str) -> Any:
        return lambda: http_session().get(platform.landing, headers=headers, timeout=5)

    beside_gui(ask())
    beside_gui(ask(Cookie="SESSION=first"))
    qtbot.waitUntil(lambda: bool(told))
    watcher.stop()
    assert told == [(platform.landing, "SESSION=first", lines)]
    assert said == []
