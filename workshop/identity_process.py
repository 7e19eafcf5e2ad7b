"""Start and stop the two identity servers of the workshop.

Hands out `start_proconnect` (the stand-in of ProConnect) and `start_hexagone` (platform 2's own
authorization server, which brokers ProConnect), each giving a `Running` process. Never writes a
secret anywhere: configurations travel in the environment of the process, which only the same
user can read.

Order of a start: the authorization server of platform 2 is a client of ProConnect, so its port
is chosen first (`free_port`), its registration is made with `hexagone_registration`, ProConnect
starts with it, then platform 2 starts on that port.
"""

from __future__ import annotations

import json
import os
import secrets
import select
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Dict, Mapping, Optional, Sequence

IDENTITY_DIR = Path(__file__).resolve().parent / "identity"
AGENTS_FILE = IDENTITY_DIR / "agents.json"
HEXAGONE_BROKER_PATH = "/realms/hexagone/broker/proconnect/endpoint"
_NO_NODE = "Node.js is not installed: the workshop's identity servers need it (18 or later)"


class IdentityError(RuntimeError):
    """An identity server could not be installed or started; the text says why."""


@dataclass(frozen=True)
class ProConnectClient:
    """A *fournisseur de service* registered at ProConnect: always confidential.

    `userinfo_alg` None means plain JSON at userinfo; otherwise a JWT signed with it.
    Redirect addresses are compared as plain strings. `client_secret` has 32 characters or more,
    unless `jwks` (public keys, for `private_key_jwt`) stands in its place.
    """

    client_id: str
    redirect_uris: Sequence[str]
    client_secret: Optional[str] = field(default=None, repr=False)
    post_logout_redirect_uris: Sequence[str] = ()
    id_token_alg: str = "RS256"
    userinfo_alg: Optional[str] = "RS256"
    introspection_alg: Optional[str] = None
    scope: Optional[str] = None
    jwks: Optional[Mapping[str, Any]] = None


@dataclass(frozen=True)
class ProConnectConfig:
    """What the stand-in of ProConnect starts with. Port 0 means any free one."""

    clients: Sequence[ProConnectClient]
    port: int = 0
    agents_file: Path = AGENTS_FILE
    session_seconds: int = 12 * 3600
    access_token_seconds: int = 3600


@dataclass(frozen=True)
class HexagoneConfig:
    """What platform 2's authorization server starts with.

    `proconnect` is its own registration at ProConnect (see `hexagone_registration`), `port` the
    one that registration names. `audience` is what JWT access tokens carry in `aud`;
    `data_client_id` and `data_client_secret` let the data service introspect opaque ones.
    `access_token_format` is "jwt" or "opaque"; lifetimes are in seconds.
    """

    port: int
    proconnect_issuer: str
    proconnect: ProConnectClient
    data_client_secret: str = field(repr=False)
    data_client_id: str = "hexagone-donnees"
    audience: str = "urn:atelier:hexagone:donnees"
    access_token_format: str = "jwt"
    access_token_seconds: int = 300
    refresh_token_seconds: int = 12 * 3600
    session_seconds: int = 10 * 3600
    agents_file: Path = AGENTS_FILE


@dataclass
class Running:
    """An identity server that answers. `admin_url` is its loopback-only workshop address.

    `GET <admin_url>/fault` lists the faults, `POST <admin_url>/fault` with JSON
    `{"name": ..., "on": true}` switches one.
    """

    issuer: str
    port: int
    process: subprocess.Popen[bytes]
    admin_url: str

    def stop(self, timeout: float = 5.0) -> None:
        """Ask the process to end, then make it after `timeout` seconds. May be called twice."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
        _reap(self.process)


def new_secret() -> str:
    """Make a client secret (43 characters), fresh at each start and kept in memory."""
    return secrets.token_urlsafe(32)


def free_port() -> int:
    """Find a TCP port that is free on 127.0.0.1 at the time of the call."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def hexagone_registration(port: int, client_id: str = "hexagone") -> ProConnectClient:
    """Make the registration at ProConnect of platform 2's server, which will listen on `port`."""
    base = f"http://127.0.0.1:{port}"
    return ProConnectClient(
        client_id=client_id,
        client_secret=new_secret(),
        redirect_uris=(base + HEXAGONE_BROKER_PATH,),
        post_logout_redirect_uris=(base + HEXAGONE_BROKER_PATH + "/logout_response",),
    )


def install() -> None:
    """Install the pinned packages (`npm ci`) when they are absent or older than the lock file.

    Raises:
        IdentityError: npm is missing or failed.
    """
    mark = IDENTITY_DIR / "node_modules" / ".package-lock.json"
    lock = IDENTITY_DIR / "package-lock.json"
    if mark.exists() and mark.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm = shutil.which("npm")
    if npm is None:
        raise IdentityError(_NO_NODE)
    done = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund"], cwd=IDENTITY_DIR, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise IdentityError(f"npm ci failed: {done.stderr.strip()[-2000:]}")


def start_proconnect(
    config: ProConnectConfig, *, log: Optional[Path] = None, lifeline: bool = True
) -> Running:
    """Start the stand-in of ProConnect; returns once it listens.

    Args:
        config: clients, port and lifetimes.
        log: file that receives the messages of the server; None drops them.
        lifeline: the server ends by itself when this Python process ends.

    Raises:
        IdentityError: Node.js is missing, or the server did not come up within 30 s.
    """
    return _start("proconnect.mjs", _proconnect_json(config), log, lifeline)


def start_hexagone(
    config: HexagoneConfig, *, log: Optional[Path] = None, lifeline: bool = True
) -> Running:
    """Start platform 2's authorization server; returns once it listens (see `start_proconnect`)."""
    return _start("hexagone.mjs", _hexagone_json(config), log, lifeline)


def _client_json(client: ProConnectClient) -> Dict[str, Any]:
    return {
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "redirect_uris": list(client.redirect_uris),
        "post_logout_redirect_uris": list(client.post_logout_redirect_uris),
        "id_token_signed_response_alg": client.id_token_alg,
        "userinfo_signed_response_alg": client.userinfo_alg,
        "introspection_signed_response_alg": client.introspection_alg,
        "scope": client.scope,
        "jwks": dict(client.jwks) if client.jwks is not None else None,
    }


def _proconnect_json(config: ProConnectConfig) -> Dict[str, Any]:
    return {
        "port": config.port,
        "agents_file": str(config.agents_file),
        "clients": [_client_json(client) for client in config.clients],
        "session_seconds": config.session_seconds,
        "access_token_seconds": config.access_token_seconds,
    }


def _hexagone_json(config: HexagoneConfig) -> Dict[str, Any]:
    return {
        "port": config.port,
        "agents_file": str(config.agents_file),
        "proconnect": {"issuer": config.proconnect_issuer, **_client_json(config.proconnect)},
        "data_client": {
            "client_id": config.data_client_id,
            "client_secret": config.data_client_secret,
        },
        "audience": config.audience,
        "access_token_format": config.access_token_format,
        "access_token_seconds": config.access_token_seconds,
        "refresh_token_seconds": config.refresh_token_seconds,
        "session_seconds": config.session_seconds,
    }


def _start(script: str, settings: Dict[str, Any], log: Optional[Path], lifeline: bool) -> Running:
    node = shutil.which("node")
    if node is None:
        raise IdentityError(_NO_NODE)
    install()
    environment = {
        **os.environ,
        "WORKSHOP_IDENTITY": json.dumps({**settings, "lifeline": lifeline}),
    }
    with log.open("ab") if log is not None else tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(
            [node, str(IDENTITY_DIR / script)],
            cwd=IDENTITY_DIR,
            env=environment,
            stdin=subprocess.PIPE if lifeline else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=messages,
        )
        issuer = _wait_ready(process, deadline=time.monotonic() + 30.0)
        if issuer is None:
            process.kill()
            _reap(process)
            raise IdentityError(f"{script} did not start: {_tail(messages, log)}")
    origin = issuer.split("/", 3)
    port = int(origin[2].rsplit(":", 1)[1])
    return Running(issuer, port, process, f"http://127.0.0.1:{port}/_workshop")


def _reap(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _wait_ready(process: subprocess.Popen[bytes], deadline: float) -> Optional[str]:
    """Read the issuer on the `ready` line; None when the process ended or time ran out."""
    if process.stdout is None:
        return None
    while time.monotonic() < deadline:
        readable, _, _ = select.select([process.stdout], [], [], 0.2)
        if readable:
            line = process.stdout.readline().decode("utf-8", "replace").strip()
            if line.startswith("ready "):
                return line[len("ready ") :]
            if not line:
                return None
    return None


def _tail(messages: IO[bytes], log: Optional[Path]) -> str:
    if log is not None:
        return f"see {log}"
    messages.seek(0)
    return messages.read().decode("utf-8", "replace").strip()[-2000:]
