"""A certificate authority of our own, as an administration's network has one."""

from __future__ import annotations

import datetime
import subprocess
from pathlib import Path
from typing import Optional

_CA = "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign"
_LOCAL = "IP:127.0.0.1,DNS:localhost"


class Authority:
    """Makes its key when it is made, and certificates for names on this computer.

    ``above``: the authority that vouches for this one; servers then show this one's, too.
    """

    def __init__(self, folder: Path, above: Optional[Authority] = None) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._above = above
        self.pem = folder / "authority.pem"
        self.key = folder / "authority.key"
        new = "req -newkey rsa:2048 -nodes -keyout authority.key"
        if above is None:
            self._run(f"{new} -x509 -days 2 -subj /CN=Essai -out authority.pem {_CA}")
            return
        self._run(f"{new} -subj /CN=Service -out authority.csr")
        self._write("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign")
        self._run(f"{_signed('authority.csr', above)} -days 2 -out authority.pem")

    def certificate(self, names: str = _LOCAL, expired: bool = False) -> Path:
        """A server's certificate with its key, in one PEM file, signed by this authority."""
        self._run(
            "req -newkey rsa:2048 -nodes -subj /CN=serveur -keyout server.key -out server.csr"
        )
        self._write(f"subjectAltName={names}", "extendedKeyUsage=serverAuth")
        self._run(f"{_signed('server.csr', self)} -days 2 -out server.crt")
        if expired:
            self._make_it_old()
        parts = [self._folder / "server.key", self._folder / "server.crt"]
        if self._above is not None:
            parts.append(self.pem)
        both = self._folder / "server.pem"
        both.write_bytes(b"".join(part.read_bytes() for part in parts))
        return both

    def _make_it_old(self) -> None:
        """Sign the certificate anew, as if last month; not every OpenSSL does that itself."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization

        path = self._folder / "server.crt"
        old = x509.load_pem_x509_certificate(path.read_bytes())
        now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
        made = x509.CertificateBuilder().subject_name(old.subject).issuer_name(old.issuer)
        made = made.public_key(old.public_key()).serial_number(x509.random_serial_number())
        made = made.not_valid_before(now - datetime.timedelta(days=30))
        made = made.not_valid_after(now - datetime.timedelta(days=1))
        for extension in old.extensions:
            made = made.add_extension(extension.value, extension.critical)
        key = serialization.load_pem_private_key(self.key.read_bytes(), None)
        signed = made.sign(key, hashes.SHA256())
        path.write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def _write(self, *extensions: str) -> None:
        (self._folder / "extensions").write_text("\n".join(extensions) + "\n", "utf-8")

    def _run(self, command: str) -> None:
        subprocess.run(
            ["openssl", *command.split()], cwd=self._folder, check=True, capture_output=True
        )


def _signed(request: str, by: Authority) -> str:
    return (
        f"x509 -req -in {request} -CA {by.pem} -CAkey {by.key} -CAcreateserial -extfile extensions"
    )
