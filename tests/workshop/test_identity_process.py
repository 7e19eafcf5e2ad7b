"""How the identity servers start and end."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

from tests.workshop.identity_party import Party
from workshop.identity_process import (
    IdentityError,
    ProConnectClient,
    ProConnectConfig,
    free_port,
    new_secret,
    start_proconnect,
)

pytestmark = pytest.mark.workshop
REDIRECT = "http://127.0.0.1:9/c"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_stops_cleanly_and_shows_no_secret(tmp_path: Path) -> None:
    secret, port, log = new_secret(), free_port(), tmp_path / "proconnect.log"
    client = ProConnectClient("c", (REDIRECT,), secret)
    server = start_proconnect(ProConnectConfig([client], port=port), log=log)
    assert server.port == port
    assert server.issuer == f"http://localhost:{port}/api/v2"
    arguments = Path(f"/proc/{server.process.pid}/cmdline").read_text()
    party = Party(server, "c", REDIRECT, "openid email", secret)
    party.redeem(party.browser().sign_in(party.url()))
    server.stop()
    server.stop()
    assert server.process.returncode == 0
    assert not _listens(port)
    for text in (arguments, log.read_text(), repr(client), repr(server)):
        assert secret not in text


def test_busy_port_is_said(tmp_path: Path) -> None:
    client = ProConnectClient("c", (REDIRECT,), new_secret())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(IdentityError, match="EADDRINUSE"):
            start_proconnect(ProConnectConfig([client], port=taken.getsockname()[1]))


def test_ends_with_the_program_that_started_it() -> None:
    program = (
        "import os\n"
        "from workshop.identity_process import *\n"
        "client = ProConnectClient('c', ('http://127.0.0.1:9/c',), new_secret())\n"
        "print(start_proconnect(ProConnectConfig([client])).port, flush=True)\n"
        "os._exit(1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        timeout=60,
    )
    port = int(done.stdout)
    deadline = time.monotonic() + 20
    while _listens(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _listens(port)


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _assertion(key: ec.EllipticCurvePrivateKey, client_id: str, audience: str) -> str:
    """A JWT of RFC 7523 that proves who the client is."""
    now = int(time.time())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "jti": new_secret(),
        "iat": now,
        "exp": now + 60,
    }
    parts = (json.dumps(part).encode() for part in ({"alg": "ES256"}, claims))
    signed = ".".join(_b64(part) for part in parts)
    r, s = utils.decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(SHA256())))
    return f"{signed}.{_b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def test_private_key_jwt() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_numbers()
    jwk = {
        "kty": "EC",
        "crv": "P-256",
        "x": _b64(public.x.to_bytes(32, "big")),
        "y": _b64(public.y.to_bytes(32, "big")),
    }
    client = ProConnectClient("cle", (REDIRECT,), jwks={"keys": [jwk]})
    server = start_proconnect(ProConnectConfig([client]))
    try:
        party = Party(server, "cle", REDIRECT, "openid email")
        answer = party.browser().sign_in(party.url())
        refused = party.redeem(answer)
        assert refused.status_code in (400, 401)
        proof = {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
        proof["client_assertion"] = _assertion(key, "cle", party.metadata["token_endpoint"])
        assert party.redeem(answer, **proof).status_code == 200
    finally:
        server.stop()


def test_no_cross_origin_reading() -> None:
    """A known client's answers are for no web page (clientBasedCORS is false, as at ProConnect)."""
    secret = new_secret()
    server = start_proconnect(ProConnectConfig([ProConnectClient("c", (REDIRECT,), secret)]))
    try:
        party = Party(server, "c", REDIRECT, "openid email", secret)
        answer = party.browser().sign_in(party.url())
        party.http.headers["Origin"] = "http://example.org"
        refused = party.redeem(answer)
        assert refused.status_code == 400
        assert "origin" in refused.json()["error_description"]
    finally:
        server.stop()
