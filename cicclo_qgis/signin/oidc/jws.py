"""JSON Web Signatures as far as a client needs them (RFC 7515, RFC 7518 section 3).

Checking a signature handles public values only. Where ``cryptography`` can be imported it does
the work; QGIS on Windows and macOS does not ship it, and there RS256, what nearly every server
signs with, is checked with Python's own integers.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from typing import Any, Dict, Mapping

ALGORITHMS = ("RS256", "ES256", "PS256", "RS384", "ES384", "PS384", "RS512", "ES512", "PS512")
"""Asymmetric ones only: a public client has no secret for HS256, and ``none`` is no signature."""

_LARGEST_TOKEN = 65_536
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*\Z")
_SMALLEST_RSA_BITS = 2048
# DigestInfo of SHA-256 before the hash itself (RFC 8017 section 9.2, note 1).
_SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")


class JwsError(ValueError):
    """Not a well-formed JWS, or one that may not be trusted. The text quotes none of it."""


class CannotCheck(Exception):
    """This Python has nothing to check that algorithm with."""


@dataclass(frozen=True)
class Jws:
    """A JWS in compact form, taken apart and not yet checked."""

    algorithm: str
    key_id: str
    claims: Dict[str, Any] = field(repr=False)
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def parse(token: object) -> Jws:
    """Take a compact JWS with a JSON object for payload apart.

    Raises:
        JwsError: it is malformed, its algorithm is not in ``ALGORITHMS``, or its header asks for
            extensions (RFC 7515 section 4.1.11).
    """
    if not isinstance(token, str) or len(token) > _LARGEST_TOKEN or not token.isascii():
        raise JwsError("not a signed token")
    pieces = token.split(".")
    if len(pieces) != 3:
        raise JwsError("not a signed token")
    header, claims = _json(pieces[0]), _json(pieces[1])
    algorithm, key_id = header.get("alg"), header.get("kid", "")
    if algorithm not in ALGORITHMS:
        raise JwsError("signed with an algorithm that is not accepted")
    if "crit" in header or not isinstance(key_id, str):
        raise JwsError("a header that is not understood")
    signed = token[: len(pieces[0]) + 1 + len(pieces[1])].encode("ascii")
    return Jws(str(algorithm), key_id, claims, signed, _decoded(pieces[2]))


def fits(key: Mapping[str, Any], jws: Jws) -> bool:
    """Whether a JSON Web Key may have made this signature (RFC 7517 section 4)."""
    kind = "EC" if jws.algorithm.startswith("ES") else "RSA"
    return (
        key.get("kty") == kind
        and key.get("use", "sig") == "sig"
        and key.get("alg", jws.algorithm) == jws.algorithm
        and (not jws.key_id or key.get("kid") == jws.key_id)
    )


def verified(jws: Jws, key: Mapping[str, Any]) -> bool:
    """Whether ``key`` made the signature.

    Raises:
        JwsError: the key is malformed or weak.
        CannotCheck: no code here checks that algorithm.
    """
    try:
        from cicclo_qgis.signin.oidc import jws_cryptography
    except ImportError:
        if jws.algorithm != "RS256":
            raise CannotCheck(jws.algorithm) from None
        return _rs256(jws, key)
    return jws_cryptography.verified(jws, key)


def rsa_numbers(key: Mapping[str, Any]) -> tuple[int, int]:
    """Modulus and exponent of an RSA key (RFC 7518 section 6.3.1).

    Raises:
        JwsError: malformed, or shorter than 2048 bits.
    """
    modulus, exponent = integer(key.get("n")), integer(key.get("e"))
    if modulus.bit_length() < _SMALLEST_RSA_BITS or exponent < 3 or exponent % 2 == 0:
        raise JwsError("an RSA key that is too weak")
    return modulus, exponent


def integer(value: object) -> int:
    """A Base64urlUInt (RFC 7518 section 2). Raises JwsError."""
    if not isinstance(value, str) or not value:
        raise JwsError("a key that is not understood")
    return int.from_bytes(_decoded(value), "big")


def _rs256(jws: Jws, key: Mapping[str, Any]) -> bool:
    """RSASSA-PKCS1-v1_5 verification by comparing whole encodings (RFC 8017 section 8.2.2)."""
    modulus, exponent = rsa_numbers(key)
    length = (modulus.bit_length() + 7) // 8
    number = int.from_bytes(jws.signature, "big")
    if len(jws.signature) != length or number >= modulus:
        return False
    told = pow(number, exponent, modulus).to_bytes(length, "big")
    ending = _SHA256_PREFIX + hashlib.sha256(jws.signed).digest()
    padding = b"\xff" * (length - len(ending) - 3)
    return hmac.compare_digest(told, b"\x00\x01" + padding + b"\x00" + ending)


def _json(piece: str) -> Dict[str, Any]:
    try:
        value = json.loads(_decoded(piece))
    except (ValueError, RecursionError):
        raise JwsError("not a signed token") from None
    if not isinstance(value, dict):
        raise JwsError("not a signed token")
    return value


def _decoded(piece: str) -> bytes:
    """Base64url without padding and without anything else (RFC 7515 section 2)."""
    if not _BASE64URL.match(piece):
        raise JwsError("not base64url")
    try:
        return base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4))
    except (binascii.Error, ValueError):
        raise JwsError("not base64url") from None
