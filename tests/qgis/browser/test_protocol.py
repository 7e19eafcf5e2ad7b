"""The lines between QGIS and the helper: whole, versioned, silent about what they hold."""

from __future__ import annotations

import secrets

import pytest

from cicclo_qgis.gui.browser import protocol as p
from cicclo_qgis.signin.browser import Arrival, Cookie, Visit, VisitEnd, VisitOutcome

_COOKIE = Cookie("SESSION", secrets.token_hex(4), "geo.example", "/", True)
_MESSAGES = [
    p.Look(
        "fr_FR",
        "fusion",
        "Sans,10",
        {"Active.Window": "#ff101010"},
        "QWidget {}",
        7,
        (1, 2, 3, 4),
        p.Proxy("http", "proxy.example", 3128, "me", secrets.token_hex(4)),
    ),
    p.Trust("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
    p.Open(
        1,
        Visit(
            "Géo Armor",
            "https://geo.example/login",
            cookies_of="https://geo.example/",
            cookie_names=("SESSION",),
            timeout_s=12.5,
        ),
    ),
    p.Open(2, Visit("H", "https://h.example/", redirect_uri="http://127.0.0.1:7070/callback")),
    p.Open(3, Visit("H", "https://h.example/", cookies_of="https://h.example/", apart=True)),
    p.Ended(3, VisitOutcome(VisitEnd.ELSEWHERE)),
    p.Decline(1),
    p.Close(1),
    p.Front(1),
    p.Hello(p.VERSION, "PyQt5"),
    p.Unable("no-webengine"),
    p.Arrived(1, Arrival("https://geo.example/", (_COOKIE,))),
    p.Ended(1, VisitOutcome(VisitEnd.FAILED, "a\nreason")),
]


@pytest.mark.parametrize("message", _MESSAGES, ids=lambda m: type(m).__name__)
def test_there_and_back(message: p.Message) -> None:
    line = p.encode(message)
    assert line.count(b"\n") == 1
    assert p.decode(line) == message


def test_lines_come_in_any_pieces() -> None:
    stream = b"".join(p.encode(message) for message in _MESSAGES)
    lines = p.Lines()
    got = [m for i in range(0, len(stream), 7) for m in lines.feed(stream[i : i + 7])]
    assert got == _MESSAGES


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b"\xff\xfe",
        b'{"v":1}',
        b'{"v":2,"type":"close","number":1}',
        b'{"v":1,"type":"exec","number":1}',
        b'{"v":1,"type":"close"}',
        b'{"v":1,"type":"close","number":"1"}',
        b'{"v":1,"type":"close","number":1,"more":1}',
        b'{"v":1,"type":"open","number":1,"visit":{"platform_name":1}}',
        b'{"v":1,"type":"ended","number":1,"outcome":{"end":"won","reason":""}}',
        b'{"v":1,"type":[],"number":1}',
    ],
)
def test_other_lines_are_refused(line: bytes) -> None:
    with pytest.raises(p.ProtocolError):
        p.decode(line)


def test_refusal_says_nothing_of_the_line() -> None:
    word = secrets.token_hex(8)
    with pytest.raises(p.ProtocolError) as refused:
        p.decode(f'{{"v":1,"type":"arrived","word":"{word}"'.encode())
    error: BaseException | None = refused.value
    while error is not None:
        assert word not in repr(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def test_line_without_end_is_refused() -> None:
    lines = p.Lines()
    with pytest.raises(p.ProtocolError):
        for _ in range(p.LONGEST_LINE // 100_000 + 2):
            lines.feed(b"x" * 100_000)


def test_secrets_are_not_in_the_repr() -> None:
    texts = repr(_MESSAGES)
    assert _COOKIE.value not in texts
    assert _MESSAGES[0].proxy.secret not in texts
