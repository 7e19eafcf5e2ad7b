"""What is read out of a token endpoint's answer."""

from __future__ import annotations

import json
from typing import Any, Optional

import pytest
import requests

from cicclo_qgis.signin import SignInFailed
from cicclo_qgis.signin.oidc.tokens import TokenSet, _read


def read(**fields: Any) -> TokenSet:
    response = requests.Response()
    response.status_code = 200
    told = {"access_token": "abc", "token_type": "Bearer", **fields}
    response._content = json.dumps({k: v for k, v in told.items() if v is not None}).encode()
    return _read(response, ())


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (3600, 3600.0),
        (0.5, 0.5),
        ("3600", 3600.0),
        ("99999999999", 366 * 86_400.0),
        ("100000000000", None),
        (10**15, 366 * 86_400.0),
        (None, None),
        (0, None),
        (-1, None),
        ("-1", None),
        (True, None),
        (float("nan"), None),
        ("1e3", None),
        ("²", None),
        ("٣", None),
        ([3600], None),
    ],
)
def test_how_long_a_token_lives(told: Any, seconds: Optional[float]) -> None:
    assert read(expires_in=told).expires_in == seconds


@pytest.mark.parametrize("token", ["a-._~+/1=", "A=="])
def test_a_token_that_a_header_can_carry(token: str) -> None:
    assert read(access_token=token).access_token == token


@pytest.mark.parametrize("token", [None, "", 5, "a b", "a=b", "é", "a\n", "a,b", "="])
def test_a_token_that_a_header_cannot_carry(token: Any) -> None:
    with pytest.raises(SignInFailed, match="access token"):
        read(access_token=token)


@pytest.mark.parametrize("kind", [None, "", 5, "mac", "Bearer x"])
def test_a_token_of_another_kind(kind: Any) -> None:
    with pytest.raises(SignInFailed, match="bearer"):
        read(token_type=kind)


@pytest.mark.parametrize(("told", "kept"), [("r", "r"), ("", None), (None, None), (5, None)])
def test_what_is_no_text_is_not_there(told: Any, kept: Optional[str]) -> None:
    tokens = read(refresh_token=told, id_token=told, token_type="BEARER")
    assert (tokens.refresh_token, tokens.id_token) == (kept, kept)
