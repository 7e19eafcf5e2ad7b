"""``requests`` over QGIS's network, against real servers."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from cicclo_qgis.host.transport import RequestCancelled, http_session
from cicclo_qgis.ogcapi.errors import ProblemCode
from cicclo_qgis.ogcapi.failures import error_from
from tests.qgis.server import Answer, LocalServer, Seen


def get(url: str, **options: Any) -> Any:
    def work() -> requests.Response:
        with http_session() as session:
            return session.get(url, timeout=options.pop("timeout", (5, 10)), **options)

    return work


def test_an_answer_comes_whole(server: LocalServer, beside_gui: Any) -> None:
    server.routes["/a"] = lambda seen: Answer(
        200,
        b'{"a": 1}',
        [
            ("Content-Type", "application/json"),
            ("Link", "<x>; rel=next"),
            ("Link", "<y>; rel=alternate"),
        ],
        reason="Fine",
    )
    response = beside_gui(get(server.url + "/a?q=%C3%A9"))
    assert (response.status_code, response.reason, response.json()) == (200, "Fine", {"a": 1})
    assert response.links["next"]["url"] == "x" and response.links["alternate"]["url"] == "y"
    assert server.seen[0].target == "/a?q=%C3%A9"
    assert "QGIS" in server.seen[0].headers["User-Agent"]


def test_errors_of_http_are_answers(server: LocalServer, beside_gui: Any) -> None:
    for status in (400, 401, 403, 404, 406, 429, 500, 503):
        server.routes["/s"] = lambda seen, status=status: Answer(
            status, b"why", [("WWW-Authenticate", 'Basic realm="x"'), ("Retry-After", "3")]
        )
        response = beside_gui(get(server.url + "/s"))
        assert (response.status_code, response.content) == (status, b"why")
        assert response.headers["retry-after"] == "3"


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "PUT", "DELETE"])
def test_methods_and_bodies(server: LocalServer, beside_gui: Any, method: str) -> None:
    server.routes["/m"] = lambda seen: Answer(
        200, seen.method.encode(), [("Allow", "GET"), ("X-Kept", "1")]
    )

    def work() -> requests.Response:
        body = {"a": "é"} if method in ("POST", "PUT") else None
        return http_session().request(
            method, server.url + "/m", data=body, timeout=5, headers={"X-Mine": "2"}
        )

    response = beside_gui(work)
    seen = server.seen[0]
    assert seen.method == method and seen.headers["X-Mine"] == "2"
    assert response.headers["X-Kept"] == "1"
    assert response.content == (b"" if method == "HEAD" else method.encode())
    if method in ("POST", "PUT"):
        assert seen.body == b"a=%C3%A9"
        assert seen.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_gzip_is_decoded_once(server: LocalServer, beside_gui: Any) -> None:
    text = json.dumps({"many": ["régions"] * 200_000}).encode()

    def route(seen: Seen) -> Answer:
        assert "gzip" in seen.headers["Accept-Encoding"]
        return Answer(
            200,
            gzip.compress(text),
            [("Content-Encoding", "gzip"), ("Content-Type", "application/json")],
        )

    server.routes["/z"] = route
    response = beside_gui(get(server.url + "/z"))
    assert response.content == text
    assert "Content-Encoding" not in response.headers


def test_a_big_body_is_read_in_pieces(server: LocalServer, beside_gui: Any) -> None:
    server.routes["/big"] = lambda seen: Answer(200, b"x" * 20_000_000)

    def work() -> int:
        with (
            http_session() as session,
            session.get(server.url + "/big", stream=True, timeout=10) as response,
        ):
            total = 0
            for piece in response.iter_content(65536):
                total += len(piece)
                if total == len(piece):
                    time.sleep(0.3)
            return total

    assert beside_gui(work) == 20_000_000


def test_a_big_gzip_body_is_read_in_pieces(server: LocalServer, beside_gui: Any) -> None:
    body = gzip.compress(b'{"type": "Feature"}' * 2_000_000)
    server.routes["/big"] = lambda seen: Answer(200, body, [("Content-Encoding", "gzip")])

    def work() -> int:
        response = http_session().get(server.url + "/big", stream=True, timeout=10)
        return sum(len(piece) for piece in response.iter_content(100_000))

    assert beside_gui(work) == 38_000_000


def test_a_cut_body_is_an_error(server: LocalServer, beside_gui: Any) -> None:
    server.routes["/cut"] = lambda seen: Answer(200, b"half", length=400)
    with pytest.raises(requests.exceptions.ConnectionError):
        beside_gui(get(server.url + "/cut"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_by_requests(
    server: LocalServer, other_server: LocalServer, beside_gui: Any, status: int
) -> None:
    """The Authorization header must not follow to another origin, a new cookie must stay home."""
    server.routes["/from"] = lambda seen: Answer(
        status,
        b"moved",
        [
            ("Location", "/to"),
            ("Set-Cookie", "one=1; Path=/"),
            ("Set-Cookie", "two=2; Path=/; HttpOnly"),
        ],
    )
    server.routes["/to"] = lambda seen: Answer(
        status, b"", [("Location", other_server.url.replace("127.0.0.1", "localhost") + "/end")]
    )
    other_server.routes["/end"] = lambda seen: Answer(200, b"end")
    response = beside_gui(get(server.url + "/from", headers={"Authorization": "Bearer t"}))
    assert response.content == b"end"
    assert [r.status_code for r in response.history] == [status, status]
    (second,) = server.to("/to")
    assert second.headers["Authorization"] == "Bearer t"
    assert sorted(second.headers["Cookie"].split("; ")) == ["one=1", "two=2"]
    (end,) = other_server.seen
    assert "Authorization" not in end.headers and "Cookie" not in end.headers


def test_redirects_can_be_left_alone(server: LocalServer, beside_gui: Any) -> None:
    server.routes["/from"] = lambda seen: Answer(302, b"", [("Location", "/login")])
    response = beside_gui(get(server.url + "/from", allow_redirects=False))
    assert (response.status_code, response.headers["Location"]) == (302, "/login")
    assert server.paths() == ["/from"]


def test_cookies_do_not_pass_between_sessions(server: LocalServer, beside_gui: Any) -> None:
    server.routes["/c"] = lambda seen: Answer(200, b"", [("Set-Cookie", "s=1; Path=/")])

    def work() -> None:
        http_session().get(server.url + "/c", timeout=5)
        http_session().get(server.url + "/c", timeout=5)

    beside_gui(work)
    assert "Cookie" not in server.seen[1].headers


def test_nothing_listens(beside_gui: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(requests.exceptions.ConnectionError, match="refused") as caught:
        beside_gui(get(f"http://127.0.0.1:{port}/secret?code=abc"))
    assert "code=abc" not in str(caught.value)


def test_unknown_host(beside_gui: Any) -> None:
    with pytest.raises(requests.exceptions.ConnectionError, match="not found"):
        beside_gui(get("http://nowhere.invalid/"))


def test_a_slow_server_times_out(server: LocalServer, beside_gui: Any) -> None:
    over = threading.Event()
    server.routes["/slow"] = lambda seen: Answer(200, b"late", pause=lambda: over.wait(20))
    begin = time.monotonic()
    with pytest.raises(requests.exceptions.ReadTimeout):
        beside_gui(get(server.url + "/slow", timeout=0.5))
    over.set()
    assert time.monotonic() - begin < 15


def test_a_stalled_body_times_out(server: LocalServer, beside_gui: Any) -> None:
    over = threading.Event()
    server.routes["/stall"] = lambda seen: Answer(
        200, chunks=[b"a", b"b"], between_chunks=lambda: over.wait(20)
    )
    with pytest.raises(requests.exceptions.RequestException):
        beside_gui(get(server.url + "/stall", timeout=0.5))
    over.set()


def test_an_untrusted_certificate(certificate: Path, beside_gui: Any) -> None:
    with LocalServer(certificate) as tls:
        tls.routes["/"] = lambda seen: Answer(200, b"never")
        with pytest.raises(requests.exceptions.SSLError, match="self.signed"):
            beside_gui(get(tls.url + "/"))
        assert tls.seen == []


def test_https_where_only_http_is_spoken(server: LocalServer, beside_gui: Any) -> None:
    url = server.url.replace("http:", "https:") + "/"
    with pytest.raises(requests.exceptions.SSLError) as caught:
        beside_gui(get(url))
    assert error_from(caught.value, url).code is ProblemCode.NO_HTTPS


def test_a_certificate_the_person_accepted_in_qgis(certificate: Path, beside_gui: Any) -> None:
    from qgis.core import QgsApplication, QgsAuthConfigSslServer
    from qgis.PyQt.QtNetwork import QSslCertificate, QSslError

    manager = QgsApplication.authManager()
    with LocalServer(certificate) as tls:
        tls.routes["/"] = lambda seen: Answer(200, b"in")
        config = QgsAuthConfigSslServer()
        config.setSslCertificate(QSslCertificate(certificate.read_bytes()))
        config.setSslHostPort(f"127.0.0.1:{tls.port}")
        config.setSslIgnoredErrorEnums([QSslError.SslError.SelfSignedCertificate])
        assert manager.storeSslCertCustomConfig(config)
        assert beside_gui(get(tls.url + "/")).content == b"in"


def test_certificates_cannot_be_waved_through(certificate: Path, beside_gui: Any) -> None:
    with LocalServer(certificate) as tls, pytest.raises(requests.exceptions.SSLError):
        beside_gui(get(tls.url + "/", verify=False))


def test_a_proxy_that_is_not_there(qgis_settings: Any, beside_gui: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    qgis_settings(
        {
            "proxy/proxyEnabled": True,
            "proxy/proxyType": "HttpProxy",
            "proxy/proxyHost": "127.0.0.1",
            "proxy/proxyPort": str(port),
        }
    )
    with pytest.raises(requests.exceptions.ProxyError):
        beside_gui(get("http://platform.example/"))


def test_a_proxy_is_used(server: LocalServer, qgis_settings: Any, beside_gui: Any) -> None:
    server.fallback = lambda seen: Answer(200, b"by proxy")
    qgis_settings(
        {
            "proxy/proxyEnabled": True,
            "proxy/proxyType": "HttpProxy",
            "proxy/proxyHost": "127.0.0.1",
            "proxy/proxyPort": str(server.port),
        }
    )
    assert beside_gui(get("http://platform.example/x")).content == b"by proxy"
    assert server.seen[0].target == "http://platform.example/x"


def test_closing_the_session_ends_what_is_under_way(server: LocalServer, beside_gui: Any) -> None:
    over, arrived = threading.Event(), threading.Event()

    def route(seen: Seen) -> Answer:
        arrived.set()
        return Answer(200, b"late", pause=lambda: over.wait(20))

    server.routes["/slow"] = route
    session = http_session()
    threading.Thread(target=lambda: (arrived.wait(10), session.close())).start()
    begin = time.monotonic()
    with pytest.raises(RequestCancelled):
        beside_gui(lambda: session.get(server.url + "/slow", timeout=20))
    over.set()
    assert time.monotonic() - begin < 15


def test_sixteen_at_once(server: LocalServer, beside_gui: Any) -> None:
    gate = threading.Barrier(16)
    server.routes["/n"] = lambda seen: Answer(
        200, seen.query["n"].encode(), pause=lambda: gate.wait(15)
    )

    def one(number: int) -> Any:
        return lambda: http_session().get(f"{server.url}/n?n={number}", timeout=20).text

    assert beside_gui(*[one(number) for number in range(16)]) == [str(n) for n in range(16)]
    assert server.most_at_once == 16


def test_a_thread_keeps_its_connection(server: LocalServer, beside_gui: Any) -> None:
    server.routes["/k"] = lambda seen: Answer(200, b"k")

    def work() -> None:
        for _ in range(50):
            http_session().get(server.url + "/k", timeout=5)

    beside_gui(work)
    assert len(server.seen) == 50
    assert len({seen.client_port for seen in server.seen}) == 1


def test_threads_that_come_and_go(server: LocalServer, beside_gui: Any) -> None:
    """PyQt mistakes new replies for dead ones in threads, now and then; nobody must notice."""
    server.routes["/from"] = lambda seen: Answer(302, b"moved", [("Location", "/to")])
    server.routes["/to"] = lambda seen: Answer(200, b"x" * 5000)

    def work() -> int:
        with http_session() as session:
            return sum(len(session.get(server.url + "/from", timeout=10).content) for _ in range(3))

    for _ in range(12):
        assert beside_gui(*[work] * 12) == [15_000] * 12


def test_a_thread_that_qt_started(server: LocalServer, qgis_app: Any) -> None:
    """As an algorithm in the background: the task's end once took the process down."""
    from qgis.core import QgsApplication, QgsTask
    from qgis.PyQt.QtCore import QEventLoop

    server.routes["/k"] = lambda seen: Answer(200, b"k")
    heard: list[Any] = []
    for _ in range(3):
        loop = QEventLoop()

        def done(error: Any, body: Any = None, loop: QEventLoop = loop) -> None:
            heard.append(error or body)
            loop.quit()

        task = QgsTask.fromFunction(
            "k",
            lambda task: http_session().get(server.url + "/k", timeout=5).text,
            on_finished=done,
        )
        QgsApplication.taskManager().addTask(task)
        loop.exec()
    assert heard == ["k"] * 3


def test_nothing_is_left_in_the_disk_cache(server: LocalServer, beside_gui: Any) -> None:
    from qgis.core import QgsNetworkAccessManager

    server.routes["/p"] = lambda seen: Answer(200, b"private", [("Cache-Control", "max-age=9999")])
    beside_gui(get(server.url + "/p"))
    beside_gui(get(server.url + "/p"))
    assert len(server.seen) == 2
    assert QgsNetworkAccessManager.instance().cache().cacheSize() == 0


def test_the_gui_thread_is_refused(qgis_app: Any) -> None:
    with pytest.raises(RuntimeError, match="GUI thread"):
        http_session().get("http://127.0.0.1:9/", timeout=1)
