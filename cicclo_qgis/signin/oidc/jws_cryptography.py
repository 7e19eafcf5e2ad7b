"""Signatures checked by ``cryptography``; importing this module fails where it is missing."""

from __future__ import annotations

from typing import Any, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from cicclo_qgis.signin.oidc.jws import Jws, JwsError, integer, rsa_numbers

_HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}
_CURVES = {
    "ES256": ("P-256", ec.SECP256R1, 32),
    "ES384": ("P-384", ec.SECP384R1, 48),
    "ES512": ("P-521", ec.SECP521R1, 66),
}


def verified(jws: Jws, key: Mapping[str, Any]) -> bool:
    """Whether ``key`` made the signature of ``jws``.

    Raises:
        JwsError: the key is malformed or weak.
    """
    try:
        if jws.algorithm.startswith("ES"):
            _check_ec(jws, key)
        else:
            _check_rsa(jws, key)
    except InvalidSignature:
        return False
    except ValueError:
        raise JwsError("a key that is not understood") from None
    return True


def _check_rsa(jws: Jws, key: Mapping[str, Any]) -> None:
    modulus, exponent = rsa_numbers(key)
    digest = _HASHES[jws.algorithm[2:]]
    scheme: padding.AsymmetricPadding = padding.PKCS1v15()
    if jws.algorithm.startswith("PS"):  # the salt is as long as the hash (RFC 7518 section 3.5)
        scheme = padding.PSS(padding.MGF1(digest), digest.digest_size)
    public_key = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    public_key.verify(jws.signature, jws.signed, scheme, digest)


def _check_ec(jws: Jws, key: Mapping[str, Any]) -> None:
    name, curve, size = _CURVES[jws.algorithm]
    if key.get("crv") != name or len(jws.signature) != 2 * size:
        raise InvalidSignature
    numbers = ec.EllipticCurvePublicNumbers(integer(key.get("x")), integer(key.get("y")), curve())
    halves = jws.signature[:size], jws.signature[size:]
    der = utils.encode_dss_signature(*(int.from_bytes(half, "big") for half in halves))
    digest = _HASHES[jws.algorithm[2:]]
    numbers.public_key().verify(der, jws.signed, ec.ECDSA(digest))
