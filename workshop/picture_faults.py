"""Platforms that fail, each in its own way: for the pictures of what is told then."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

_JSON, _HTML = "application/json", "text/html; charset=utf-8"
_DATA = "http://www.opengis.net/def/rel/ogc/1.0/data"
_ANSWERS: Dict[str, Tuple[int, str, str]] = {
    "panne": (500, _HTML, "<h1>Erreur interne</h1>"),
    "absente": (404, _HTML, "<h1>Page introuvable</h1>"),
    "page": (200, _HTML, "<!doctype html><title>Portail</title><h1>Portail</h1>"),
    "illisible": (200, _JSON, '{"title": "Interrom'),
    "reservee": (401, _JSON, "{}"),
    "saturee": (503, _HTML, "<h1>Service saturé</h1>"),
}


class _Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Fail as the first part of the path says; answer well, and emptily, for "vide"."""
        name = self.path.split("?")[0].split("/")[1]
        status, kind, text = _ANSWERS.get(name, (404, _HTML, "<h1>Page introuvable</h1>"))
        if name == "vide":
            status, kind, text = 200, _JSON, json.dumps(self._empty())
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if status == 503:
            self.send_header("Retry-After", "3600")
        self.end_headers()
        self.wfile.write(body)

    def _empty(self) -> Dict[str, Any]:
        if self.path.split("?")[0].endswith("/collections"):
            return {"collections": [], "links": []}
        address = f"http://{self.headers['Host']}/vide/collections"
        link = {"href": address, "rel": _DATA, "type": _JSON, "title": "Collections"}
        return {"title": "Vide", "links": [link]}

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@contextlib.contextmanager
def failing_server(certificate: Optional[Path] = None) -> Iterator[int]:
    """Its port. ``certificate``: a file for it and its key; it is then one nobody trusts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    if certificate is not None:
        _make(certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.2,), daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def _make(certificate: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(certificate), "-out", str(certificate.with_suffix(".crt"))]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=60)
    with certificate.open("a", encoding="ascii") as both:
        both.write(certificate.with_suffix(".crt").read_text(encoding="ascii"))


@contextlib.contextmanager
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(16)
        yield int(server.getsockname()[1])


def registry(path: Path, platforms: Sequence[Dict[str, Any]]) -> Path:
    """Write a registry of these records."""
    document = {"version": 1, "platforms": list(platforms)}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def platform(
    name: str, title: str, landing: Optional[str], access: Sequence[Dict[str, Any]] = ()
) -> Dict[str, Any]:
    """A record of the registry."""
    return {
        "id": name,
        "name": f"{title} (atelier)",
        "territory": "Bretagne",
        "software": "atelier",
        "landing": landing,
        "landing_status": "documented" if landing else "unknown",
        "access": list(access),
        "restricted": [],
        "quirks": [],
        "source": "atelier",
    }


def failing(base: str, unsafe: str) -> List[Dict[str, Any]]:
    """One platform for each way to fail. ``base``, ``unsafe``: such servers."""
    titles = {
        "panne": "En panne",
        "absente": "Déménagée",
        "page": "Portail seul",
        "illisible": "Illisible",
        "reservee": "Réservée",
        "saturee": "Saturée",
    }
    found = [platform(name, title, f"{base}/{name}/") for name, title in titles.items()]
    found.append(platform("eteinte", "Éteinte", "http://127.0.0.1:9/"))
    found.append(platform("douteuse", "Douteuse", f"{unsafe}/vide/"))
    found.append(platform("vide", "Vide", f"{base}/vide/"))
    return [*found, platform("sans-adresse", "Sans adresse", None)]


def gates(base: str, unsafe: str) -> List[Dict[str, Any]]:
    """Platforms with other ways in. ``unsafe``: a server with a certificate nobody trusts."""

    def gateway(host: str) -> Dict[str, Any]:
        paths = {"login_url": "connexion", "whoami_url": "whoami", "logout_url": "sortie"}
        told = {name: f"{host}/{path}" for name, path in paths.items()}
        return {"kind": "gateway", "cookies": ["SESSION"], "protects": [f"{host}/"], **told}

    landing = f"{base}/vide/"
    help_url = "https://exemple.gouv.fr/aide"
    account = {"kind": "account", "help_url": help_url, "protects": [landing]}
    key = {"kind": "apikey", "header": "apikey", "help_url": help_url, "protects": [landing]}
    return [
        platform("compte", "Compte technique", landing, [account]),
        platform("cle", "Clé d’API", landing, [key]),
        platform("douteuse", "Douteuse", landing, [gateway(unsafe)]),
        platform("muette", "Muette", landing, [gateway("http://localhost:9")]),
    ]
