"""A request that failed is told in our words: its own text quotes the address, and what is in it."""

from __future__ import annotations

import logging
import secrets
import socket
import traceback

import pytest

from cicclo_qgis.signin import SignInFailed, SignInProblemCode
from cicclo_qgis.signin.http import get
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
