"""Everything that can come back in place of a JSON document, from a real server."""

from __future__ import annotations

import gzip
import shutil
import socket
import subprocess
import time
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import requests

from cicclo_qgis.ogcapi import OgcApiError, Policy, ProblemCode, get_json
from cicclo_qgis.ogcapi.documents import ACCEPT_JSON
from cicclo_qgis.ogcapi.failures import error_from
from tests.unit.api import HOME_PAGE, LOGIN_PAGE
from tests.unit.site import Heard, Reply, Site, redirect

PATIENCE = Policy(connect_s=20, read_s=20, total_s=40, max_bytes=200_000)
HASTE = replace(PATIENCE, read_s=0.3, total_s=0.6)


def failure(http: requests.Session, url: str, policy: Policy = PATIENCE) -> OgcApiError:
    with pytest.raises(OgcApiError) as caught:
        get_json(http, url, policy=policy)
    return caught.value


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply({"detail": "no"}, 401), ProblemCode.SIGN_IN_REQUIRED),
        (Reply("<html><h1>401 Authorization Required</h1></html>", 401), ProblemCode.SIGN_IN_REQUIRED),
        (Reply({}, 403), ProblemCode.NO_RIGHT),
        (Reply(LOGIN_PAGE, 403), ProblemCode.SIGN_IN_REQUIRED),
        (Reply({}, 404), ProblemCode.NOT_FOUND),
        (Reply({}, 410), ProblemCode.NOT_FOUND),
        (Reply({}, 407), ProblemCode.PROXY),
        (Reply({}, 429), ProblemCode.BUSY),
        (Reply({}, 503), ProblemCode.BUSY),
        (Reply({}, 500), ProblemCode.SERVER_ERROR),
        (Reply({}, 502), ProblemCode.SERVER_ERROR),
        (Reply({}, 400), ProblemCode.SERVER_ERROR),
        (Reply(b"{", 200, "application/json"), ProblemCode.INVALID_JSON),
        (Reply(b'{"a": 1} and more', 200, "application/json"), ProblemCode.INVALID_JSON),
        (Reply(b"[" * 50_000, 200, "application/json"), ProblemCode.INVALID_JSON),
        (Reply(b"", 200, "application/json"), ProblemCode.INVALID_JSON),
        (Reply(b"", 204, "text/plain"), ProblemCode.INVALID_JSON),
        (Reply(b"bonjour", 200, "text/plain"), ProblemCode.NOT_OGC_API),
        (Reply(HOME_PAGE), ProblemCode.NOT_OGC_API),
        (Reply(LOGIN_PAGE), ProblemCode.SIGN_IN_REQUIRED),
        (Reply("<?xml version='1.0'?><a/>", 200, "text/xml"), ProblemCode.NOT_OGC_API),
        (Reply({"error": {"code": 499, "message": "Token Required"}}), ProblemCode.SIGN_IN_REQUIRED),
        (Reply({"error": {"code": 403, "message": "no"}}), ProblemCode.NO_RIGHT),
        (Reply({"error": {"code": 500, "message": "no"}}), ProblemCode.SERVER_ERROR),
        (Reply(b"x" * 300_000, 200, "application/json"), ProblemCode.TOO_LARGE),
        (Reply(b"{}", 200, "application/json", length=10**9), ProblemCode.TOO_LARGE),
        (Reply(b"{}", 200, "application/json", length=100), ProblemCode.UNREACHABLE),
        (Reply({}, before=2.0), ProblemCode.TIMED_OUT),
        (Reply(b" " * 180_000, 200, "application/json", drip=0.1, piece=10_000),
         ProblemCode.TIMED_OUT),
        (Reply(b"{}" + b" " * 50, 200, "application/json", drip=0.4), ProblemCode.TIMED_OUT),
        (Reply(b"not gzip", 200, "application/json", [("Content-Encoding", "gzip")]),
         ProblemCode.INVALID_JSON),
        (redirect("/"), ProblemCode.SERVER_ERROR),
        (redirect("ftp://127.0.0.1/"), ProblemCode.SERVER_ERROR),
        (Reply(b"", 302, "text/html"), ProblemCode.NOT_OGC_API),
    ],
)  # fmt: skip
def test_each_bad_answer_has_its_code(
    site: Site, http: requests.Session, reply: Reply, code: ProblemCode
) -> None:
    site.routes["/"] = reply
    error = failure(http, site.url("/"), HASTE if code is ProblemCode.TIMED_OUT else PATIENCE)
    assert error.code is code
    assert error.problem.code is code
    assert error.url == site.url("/")


def test_a_bomb_is_stopped_by_its_decompressed_size(site: Site, http: requests.Session) -> None:
    bomb = gzip.compress(b" " * 5_000_000)
    assert len(bomb) < PATIENCE.max_bytes
    site.routes["/"] = Reply(bomb, 200, "application/json", [("Content-Encoding", "gzip")])
    assert failure(http, site.url("/")).code is ProblemCode.TOO_LARGE


def test_no_server_at_all(http: requests.Session) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = failure(http, f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert error.code is ProblemCode.UNREACHABLE
    assert error.detail == "Connection refused"


def test_a_host_that_does_not_exist(http: requests.Session) -> None:
    error = failure(http, "https://does-not-exist.invalid/?apikey=abc")
    assert error.code is ProblemCode.UNREACHABLE
    assert "abc" not in str(error)


def test_a_name_that_cannot_be_a_host(http: requests.Session) -> None:
    assert failure(http, "https://" + "a" * 80 + ".fr/").code is ProblemCode.UNREACHABLE


def test_a_server_that_accepts_and_says_nothing(http: requests.Session) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        error = failure(http, f"http://127.0.0.1:{silent.getsockname()[1]}/", HASTE)
    assert error.code is ProblemCode.TIMED_OUT


def test_a_proxy_that_is_not_there(http: requests.Session, site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        http.proxies = {"http": f"http://127.0.0.1:{taken.getsockname()[1]}"}
        assert failure(http, site.url("/")).code is ProblemCode.PROXY


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    key, made, both = folder / "key.pem", folder / "cert.pem", folder / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(key), "-out", str(made)],
        check=True, capture_output=True,
    )  # fmt: skip
    both.write_bytes(key.read_bytes() + made.read_bytes())
    return both


def test_a_certificate_nobody_vouches_for(certificate: Path, http: requests.Session) -> None:
    with Site(certificate) as site:
        site.routes["/"] = Reply({"links": []})
        error = failure(http, site.url("/"))
        assert error.code is ProblemCode.CERTIFICATE
        assert "certificate" in error.detail
        assert site.heard == []
        # The same server is fine for someone who trusts it: nothing else was wrong.
        assert http.get(site.url("/"), verify=str(certificate), timeout=5).status_code == 200


def test_a_server_that_does_not_speak_tls_is_no_certificate_problem(
    site: Site, http: requests.Session
) -> None:
    error = failure(http, site.url("/").replace("http:", "https:"))
    assert error.code is ProblemCode.NO_HTTPS
    cut = requests.exceptions.SSLError("EOF occurred in violation of protocol")
    assert error_from(cut, site.url("/")).code is ProblemCode.UNREACHABLE


@pytest.mark.parametrize("as_date", [False, True])
def test_how_long_to_wait_is_told(site: Site, http: requests.Session, as_date: bool) -> None:
    said = formatdate(time.time() + 7, usegmt=True) if as_date else "7"
    site.routes["/"] = Reply({}, 429, headers=[("Retry-After", said)])
    wait = failure(http, site.url("/")).retry_after
    assert wait is not None and 4 <= wait <= 7


@pytest.mark.parametrize("said", ["soon", "", "-3", "²", "Mon, 99 Foo"])
def test_a_wait_that_cannot_be_read_is_none(site: Site, http: requests.Session, said: str) -> None:
    site.routes["/"] = Reply({}, 503, headers=[("Retry-After", said)])
    assert failure(http, site.url("/")).retry_after is None


SENTENCE = "La couche n'existe pas"
XML = (
    f"<ows:ExceptionReport><ows:ExceptionText>{SENTENCE}</ows:ExceptionText></ows:ExceptionReport>"
)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"type": "about:blank", "title": "Bad", "status": 500, "detail": SENTENCE}, SENTENCE),
        ({"code": "InvalidParameterValue", "description": SENTENCE}, SENTENCE),
        ([{"code": "API not found error", "description": SENTENCE}], SENTENCE),
        ({"detail": SENTENCE}, SENTENCE),
        ({"detail": [{"loc": ["query", "limit"], "msg": SENTENCE, "type": "x"}]}, SENTENCE),
        ({"timestamp": "now", "status": 500, "error": SENTENCE, "path": "/x"}, SENTENCE),
        ({"message": SENTENCE}, SENTENCE),
        ({"error": {"code": 500, "message": SENTENCE, "details": []}}, SENTENCE),
        (f"<html><title>{SENTENCE}</title><script>alert(1)</script></html>", SENTENCE),
        (XML, SENTENCE),
        (SENTENCE, SENTENCE),
        ({"detail": f"<b>{SENTENCE}</b>\u202e\x07"}, SENTENCE),
        ("", ""),
        ({}, ""),
        (b"{ damaged", ""),
    ],
)
def test_the_servers_own_sentence_is_found(
    site: Site, http: requests.Session, body: Any, said: str
) -> None:
    site.routes["/"] = Reply(body, 500)
    assert failure(http, site.url("/")).detail == said


def test_a_sentence_has_an_end(site: Site, http: requests.Session) -> None:
    site.routes["/"] = Reply({"detail": "très " * 10_000}, 500)
    assert len(failure(http, site.url("/")).detail) <= 300


def test_a_key_in_the_address_is_never_in_an_error(site: Site, http: requests.Session) -> None:
    error = failure(http, site.url("/?apikey=abcdef&map=/srv/x.map&limit=3"))
    assert "abcdef" not in str(error) + repr(error) + repr(error.problem)
    assert "limit=3" in error.url


@pytest.mark.parametrize(
    "where",
    ["/login", "/cas/login?service=x", "/oauth2/authorization/proconnect", "/x?SAMLRequest=abc",
     "/realms/r/protocol/openid-connect/auth?response_type=code"],
)  # fmt: skip
def test_a_redirect_to_a_sign_in_page_is_not_even_followed(
    site: Site, http: requests.Session, where: str
) -> None:
    site.routes["/ogc"] = redirect(where)
    error = failure(http, site.url("/ogc"))
    assert (error.code, error.status) == (ProblemCode.SIGN_IN_REQUIRED, 302)
    assert site.paths() == ["/ogc"]


def test_a_redirect_to_a_page_elsewhere_is_a_gateway(site: Site, http: requests.Session) -> None:
    site.routes["/ogc"] = redirect("/bienvenue")
    site.routes["/bienvenue"] = Reply(HOME_PAGE)
    assert failure(http, site.url("/ogc")).code is ProblemCode.SIGN_IN_REQUIRED


def test_a_redirect_to_the_home_page_is_no_gateway(site: Site, http: requests.Session) -> None:
    site.routes["/ogc"] = redirect("/")
    site.routes["/"] = Reply(HOME_PAGE)
    assert failure(http, site.url("/ogc")).code is ProblemCode.NOT_OGC_API


def test_a_data_path_that_looks_like_a_sign_in_is_none(site: Site, http: requests.Session) -> None:
    site.routes["/cas/ogc"] = redirect("/cas/ogc/")
    site.routes["/cas/ogc/"] = Reply({"a": 1})
    document = get_json(http, site.url("/cas/ogc"))
    assert (document.data, document.url) == ({"a": 1}, site.url("/cas/ogc/"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_the_last_address_counts(
    site: Site, http: requests.Session, status: int
) -> None:
    site.routes["/old"] = redirect("../new/é?x=1", status)
    site.routes["/new/%C3%A9"] = Reply({"a": 1})
    document = get_json(http, site.url("/old"))
    assert document.url == site.url("/new/%C3%A9?x=1")
    assert all(heard.headers["Accept"] == ACCEPT_JSON for heard in site.heard)


def test_nothing_meant_for_one_host_goes_to_another(http: requests.Session) -> None:
    with Site() as first, Site() as second:
        first.routes["/"] = redirect(second.url("/x"))
        second.routes["/x"] = Reply({"a": 1})
        assert get_json(http, first.url("/?apikey=abc")).data == {"a": 1}
        assert second.heard[0].query == {}
        assert not {"Authorization", "Cookie", "Referer"} & set(second.heard[0].headers)


def test_a_password_file_of_the_person_is_never_read(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cicclo_qgis.ogcapi import new_session

    secrets = tmp_path / "netrc"
    secrets.write_text("machine 127.0.0.1 login someone password word\n")
    secrets.chmod(0o600)
    monkeypatch.setenv("NETRC", str(secrets))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    site.routes["/"] = Reply({"a": 1})
    with new_session("QGIS CICCLO") as session:
        get_json(session, site.url("/"))
        assert requests.get(site.url("/"), timeout=5).ok
    ours, plain = site.heard
    assert "Authorization" not in ours.headers and ours.headers["User-Agent"] == "QGIS CICCLO"
    assert "Authorization" in plain.headers  # the file would have worked


@pytest.mark.parametrize(
    "body",
    [
        b'\xef\xbb\xbf{"titre": "\xc3\xa9t\xc3\xa9"}',
        b'{"titre": "\xe9t\xe9"}',
        b'\n  {"titre": "\xc3\xa9t\xc3\xa9", "n": NaN, "i": -Infinity}',
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "text/html", "text/plain", "-"])
def test_json_is_known_by_its_body(
    site: Site, http: requests.Session, body: bytes, kind: str
) -> None:
    site.routes["/"] = Reply(body, 200, kind)
    data = get_json(http, site.url("/")).data
    assert data["titre"] == "été" and data.get("n") is None and data.get("i") is None


def test_a_page_names_its_json_twin(site: Site, http: requests.Session) -> None:
    page = (
        "<html><head><link rel='alternate' type='application/json' href='twin?x=1'></head></html>"
    )
    site.routes["/a/"] = Reply(page)
    site.routes["/a/twin"] = Reply({"a": 1})
    assert get_json(http, site.url("/a/")).url == site.url("/a/twin?x=1")


def test_a_server_that_ignores_accept_is_asked_with_f_json(
    site: Site, http: requests.Session
) -> None:
    def answer(heard: Heard) -> Reply:
        return Reply({"a": 1}) if heard.query.get("f") == "json" else Reply(HOME_PAGE)

    site.routes["/"] = answer
    assert get_json(http, site.url("/?f=html&map=x")).data == {"a": 1}
    assert site.heard[-1].query == {"map": "x", "f": "json"}


def test_not_acceptable_is_asked_again_in_another_way(site: Site, http: requests.Session) -> None:
    def answer(heard: Heard) -> Reply:
        return Reply({"a": 1}) if heard.headers["Accept"] == "*/*" else Reply({}, 406)

    site.routes["/"] = answer
    assert get_json(http, site.url("/")).data == {"a": 1}


def test_a_cancelled_request_is_not_sent(site: Site, http: requests.Session) -> None:
    error = failure(http, site.url("/"), Policy(cancelled=lambda: True))
    assert error.code is ProblemCode.CANCELLED
    assert site.heard == []


def test_cancelling_ends_a_slow_answer(site: Site, http: requests.Session) -> None:
    site.routes["/"] = Reply(b" " * 400_000, 200, "application/json")
    asked = iter([False, False])
    policy = Policy(cancelled=lambda: next(asked, True))
    assert failure(http, site.url("/"), policy).code is ProblemCode.CANCELLED
