"""A certificate authority of our own, as an administration's network has one."""

from __future__ import annotations

import subprocess
from pathlib import Path


class Authority:
    """Makes its key when it is made, and certificates for names on this computer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.pem = folder / "authority.pem"
        self._run(
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Essai -keyout authority.key"
            " -out authority.pem -addext basicConstraints=critical,CA:TRUE"
            " -addext keyUsage=critical,keyCertSign"
        )

    def certificate(self, names: str = "IP:127.0.0.1,DNS:localhost") -> Path:
        """A server's certificate with its key, in one PEM file, signed by this authority."""
        self._run(
            "req -newkey rsa:2048 -nodes -subj /CN=serveur -keyout server.key -out server.csr"
        )
        extensions = f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n"
        (self._folder / "server.ext").write_text(extensions, encoding="utf-8")
        self._run(
            "x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial"
            " -days 2 -extfile server.ext -out server.crt"
        )
        both = self._folder / "server.pem"
        both.write_bytes(
            (self._folder / "server.key").read_bytes() + (self._folder / "server.crt").read_bytes()
        )
        return both

    def _run(self, command: str) -> None:
        subprocess.run(
            ["openssl", *command.split()], cwd=self._folder, check=True, capture_output=True
        )
