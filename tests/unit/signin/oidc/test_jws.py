"""Signatures, with and without ``cryptography``."""

from __future__ import annotations

import base64
import sys
from typing import Any, Dict

import pytest

from cicclo_qgis.signin import SignInFailed
from cicclo_qgis.signin.oidc import jws as module
from cicclo_qgis.signin.oidc.jws import CannotCheck, JwsError, parse, verified
from cicclo_qgis.signin.oidc.keys import Keys
from tests.unit.signin.authserver import (
    AuthServer,
    b64,
    ec_key,
    number,
    public_jwk,
    rsa_key,
    sign,
)
from tests.unit.signin.people import SetClock, http

CLAIMS: Dict[str, Any] = {"sub": "x"}


@pytest.fixture(params=["with cryptography", "without"])
def both(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "without":
        monkeypatch.setitem(sys.modules, "cicclo_qgis.signin.oidc.jws_cryptography", None)
        import cicclo_qgis.signin.oidc as package

        monkeypatch.delattr(package, "jws_cryptography", raising=False)
    return str(request.param)


def broken(token: str, place: int, text: str) -> str:
    pieces = token.split(".")
    pieces[place] = text
    return ".".join(pieces)


def test_a_good_signature(both: str) -> None:
    assert verified(parse(sign(CLAIMS)), public_jwk(rsa_key(), "rsa"))


def test_bad_signatures(both: str) -> None:
    key = public_jwk(rsa_key(), "rsa")
    token = sign(CLAIMS)
    signature = base64.urlsafe_b64decode(token.split(".")[2] + "==")
    flipped = bytes([signature[0] ^ 1]) + signature[1:]
    modulus = rsa_key().public_key().public_numbers().n
    bad = {
        "another key": sign(CLAIMS, key=rsa_key("other")),
        "one bit": broken(token, 2, b64(flipped)),
        "empty": broken(token, 2, ""),
        "short": broken(token, 2, b64(signature[:-1])),
        "long": broken(token, 2, b64(b"\x00" + signature)),
        "zero": broken(token, 2, b64(bytes(256))),
        "one": broken(token, 2, b64(bytes(255) + b"\x01")),
        "modulus": broken(token, 2, number(modulus, 256)),
        "other claims": broken(token, 1, b64(b'{"sub":"y"}')),
    }
    assert [name for name, forged in bad.items() if verified(parse(forged), key)] == []


@pytest.mark.parametrize("garbage", ["after", "before", "within"])
def test_a_forged_padding_is_refused_without_cryptography(
    monkeypatch: pytest.MonkeyPatch, garbage: str
) -> None:
    """Bleichenbacher's 2006 forgery, and its kin: the whole encoding is compared."""
    import hashlib

    token = sign(CLAIMS)
    jws = parse(token)
    digest = hashlib.sha256(jws.signed).digest()
    whole = module._SHA256_PREFIX + digest
    rest = bytes(256 - len(whole) - 4)
    encoded = int.from_bytes(
        {
            "after": b"\x00\x01\xff\x00" + whole + rest,
            "before": b"\x00\x02\xff\x00" + rest + whole,
            "within": b"\x00\x01\xff" + rest + b"\x00" + whole,
        }[garbage],
        "big",
    )
    monkeypatch.setattr(module, "pow", lambda number, exponent, modulus: encoded, raising=False)
    assert not module._rs256(jws, public_jwk(rsa_key(), "rsa"))


@pytest.mark.parametrize(
    "change",
    [
        {"n": number(rsa_key("small", 1024).public_key().public_numbers().n, 128)},
        {"e": "AQ"},
        {"e": "Ag"},
        {"n": None},
        {"n": ""},
        {"n": "!!"},
        {"n": 5},
    ],
)
def test_keys_that_are_weak_or_malformed(both: str, change: Dict[str, Any]) -> None:
    with pytest.raises(JwsError):
        verified(parse(sign(CLAIMS)), {**public_jwk(rsa_key(), "rsa"), **change})


def test_what_this_python_cannot_check(both: str) -> None:
    token = parse(sign(CLAIMS, "ES256", "ec"))
    if both == "without":
        with pytest.raises(CannotCheck):
            verified(token, public_jwk(ec_key(), "ec"))
    else:
        assert verified(token, public_jwk(ec_key(), "ec"))
        other = parse(sign(CLAIMS, "ES256", "ec", ec_key("other")))
        assert not verified(other, public_jwk(ec_key(), "ec"))
        assert not verified(token, {**public_jwk(ec_key(), "ec"), "crv": "P-384"})
        with pytest.raises(JwsError):
            verified(token, {**public_jwk(ec_key(), "ec"), "x": "AQ"})


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b",
        "a.b.c.d",
        "a.b.c.d.e",
        None,
        5,
        ".." * 1,
        "é.b.c",
        sign(CLAIMS, "none"),
        sign(CLAIMS, "HS256"),
        broken(sign(CLAIMS), 0, b64(b'{"alg":["RS256"]}')),
        broken(sign(CLAIMS), 0, b64(b'{"alg":"RS256","crit":["b64"]}')),
        broken(sign(CLAIMS), 0, b64(b'{"alg":"RS256","kid":5}')),
        broken(sign(CLAIMS), 0, b64(b"[]")),
        broken(sign(CLAIMS), 1, b64(b"[]")),
        broken(sign(CLAIMS), 1, b64(b"[" * 50_000)),
        broken(sign(CLAIMS), 1, b64(b"{}") + "="),
        broken(sign(CLAIMS), 1, b64(b"{}") + "\n"),
        sign({"x": "y" * 70_000}),
    ],
)
def test_what_is_no_token(token: Any) -> None:
    with pytest.raises(JwsError) as caught:
        parse(token)
    assert len(str(caught.value)) < 80


# -- key sets -----------------------------------------------------------------------------------


def test_a_new_key_is_read_once_and_a_flood_of_unknown_ones_is_not(
    server: AuthServer, clock: SetClock
) -> None:
    keys, address = Keys(http, clock), f"{server.issuer}/jwks"
    server.keys = [public_jwk(ec_key(), "ec")]
    keys.check(parse(sign(CLAIMS, "ES256", "ec")), address)
    for _ in range(5):
        with pytest.raises(JwsError):
            keys.check(parse(sign(CLAIMS)), address)
    assert server.count("/jwks") == 2
    server.keys.append(public_jwk(rsa_key(), "rsa"))
    clock.skip(61)
    keys.check(parse(sign(CLAIMS)), address)
    assert server.count("/jwks") == 3


def test_keys_that_changed_a_moment_after_they_were_read(
    server: AuthServer, clock: SetClock
) -> None:
    keys, address = Keys(http, clock), f"{server.issuer}/jwks"
    server.keys = [public_jwk(ec_key(), "ec")]
    keys.check(parse(sign(CLAIMS, "ES256", "ec")), address)
    server.keys = [public_jwk(rsa_key(), "rsa")]
    keys.check(parse(sign(CLAIMS)), address)


@pytest.mark.parametrize(
    "key",
    [
        {"use": "enc"},
        {"alg": "RS512"},
        {"kid": "another"},
        {"kty": "EC"},
    ],
)
def test_a_key_for_another_purpose_does_not_count(
    server: AuthServer, clock: SetClock, key: Dict[str, str]
) -> None:
    server.keys = [{**public_jwk(rsa_key(), "rsa"), **key}]
    with pytest.raises(JwsError):
        Keys(http, clock).check(parse(sign(CLAIMS)), f"{server.issuer}/jwks")


def test_a_token_without_key_id_is_tried_with_each_key(server: AuthServer, clock: SetClock) -> None:
    server.keys = [public_jwk(rsa_key("other"), "1"), public_jwk(rsa_key(), "2")]
    Keys(http, clock).check(parse(sign(CLAIMS, kid="")), f"{server.issuer}/jwks")


@pytest.mark.parametrize("reply", [(500, "text/html", ""), (200, "application/json", "{}")])
def test_keys_that_cannot_be_read_are_no_permission(
    server: AuthServer, clock: SetClock, reply: Any
) -> None:
    server.faults.replies["jwks"] = reply
    with pytest.raises(SignInFailed):
        Keys(http, clock).check(parse(sign(CLAIMS)), f"{server.issuer}/jwks")


def test_without_published_keys_tls_must_do(server: AuthServer, clock: SetClock) -> None:
    Keys(http, clock).check(parse(sign(CLAIMS)), None)
    assert server.heard == []
