"""A request that failed is told in our words: its own text quotes the address, and what is in it."""

from __future__ import annotations

import logging
import secrets
import socket
import traceback

import pytest
import requests

from cicclo_qgis.signin import SignInFailed, SignInProblemCode
from cicclo_qgis.signin.http import get, network_failure
from tests.unit.signin.people import http


def test_neither_text_nor_traceback_quotes_the_request(caplog: pytest.LogCaptureFixture) -> None:
    secret = secrets.token_urlsafe(24)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/token?code={secret}"
        with caplog.at_level(logging.DEBUG), pytest.raises(SignInFailed) as caught:
            get(http, url, {"Cookie": f"SESSION={secret}"})
    assert caught.value.problem.code is SignInProblemCode.NETWORK
    told = "".join(traceback.format_exception(SignInFailed, caught.value, caught.tb))
    assert secret not in told + str(caught.value) + repr(caught.value.problem)
    ours = [record for record in caplog.records if record.name.startswith("cicclo")]
    assert secret not in "".join(record.getMessage() for record in ours)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (requests.exceptions.SSLError("x"), "the certificate is not trusted"),
        (
            requests.exceptions.SSLError("p.fr: no secure connection"),
            "no secure connection",
        ),
        (requests.exceptions.ProxyError("x"), "the proxy refused"),
        (
            requests.exceptions.ProxyError("p.fr: the proxy wants a sign-in"),
            "the proxy wants a sign-in",
        ),
        (requests.exceptions.ReadTimeout("x"), "no answer in time"),
        (TimeoutError("x"), "no answer in time"),
        (requests.exceptions.ConnectionError("x"), "the server cannot be reached"),
        (OSError("x"), "the server cannot be reached"),
    ],
)
def test_each_failure_has_words_of_its_own(error: Exception, words: str) -> None:
    problem = network_failure(error).problem
    assert (problem.code, problem.detail) == (SignInProblemCode.NETWORK, words)


def test_a_session_is_closed_whatever_came_of_it() -> None:
    closed = []

    class Session(requests.Session):
        def close(self) -> None:
            closed.append(True)
            super().close()

    with pytest.raises(SignInFailed):
        get(Session, "http://127.0.0.1:9/")
    assert closed == [True]
