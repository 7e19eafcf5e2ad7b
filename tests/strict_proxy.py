"""A real HTTP proxy (Apache's) that answers 407 to whoever gives no name or a wrong password."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, List, Optional

PROGRAM = Path("/usr/sbin/apache2")
_MODULES = Path("/usr/lib/apache2/modules")

_CONFIGURATION = """\
{modules}
{user}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
DefaultRuntimeDir {folder}
PidFile {folder}/httpd.pid
ErrorLog {folder}/error.log
LogFormat "%>s %r" seen
CustomLog {folder}/seen.log seen
StartServers 1
ThreadsPerChild 32
MaxRequestWorkers 32
ProxyRequests On
AllowCONNECT 1-65535
<Proxy *>
  AuthType Basic
  AuthName "Reseau"
  AuthBasicProvider file
  AuthUserFile {folder}/users
  Require valid-user
</Proxy>
"""
_NAMES = (
    *("mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic"),
    *("proxy", "proxy_http", "proxy_connect"),
)


class StrictProxy:
    """``with StrictProxy() as proxy``; ``proxy.settings(password)`` sets QGIS up for it."""

    def __init__(self) -> None:
        self.username = "agent"
        self.password = secrets.token_urlsafe(12)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._folder = Path()
        self._process: Optional[subprocess.Popen[bytes]] = None

    def __enter__(self) -> StrictProxy:
        # Started by root, Apache reads the file of users as somebody else: not below a home.
        self._folder = Path(tempfile.mkdtemp(prefix="strict-proxy-", dir="/tmp"))
        self._folder.chmod(0o755)
        digest = hashlib.sha1(self.password.encode(), usedforsecurity=False).digest()
        users = f"{self.username}:{{SHA}}{base64.b64encode(digest).decode()}\n"
        (self._folder / "users").write_text(users, "utf-8")
        text = _CONFIGURATION.format(
            modules="\n".join(f"LoadModule {n}_module {_MODULES}/mod_{n}.so" for n in _NAMES),
            user="User www-data\nGroup www-data" if os.geteuid() == 0 else "",
            port=self.port,
            folder=self._folder,
        )
        file = self._folder / "httpd.conf"
        file.write_text(text, "utf-8")
        self._process = subprocess.Popen(
            [str(PROGRAM), "-d", str(self._folder), "-f", str(file), "-D", "FOREGROUND"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def __exit__(self, *_: Any) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
        shutil.rmtree(self._folder, ignore_errors=True)

    def answered(self, status: int) -> List[str]:
        """The requests that got that answer: ``GET http://host/path``, ``CONNECT host:port``."""
        try:
            lines = (self._folder / "seen.log").read_text("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return []
        rows = [line.partition(" ") for line in lines]
        return [row.rpartition(" HTTP/")[0] for code, _, row in rows if code == str(status)]

    def settings(self, password: Optional[str] = None) -> Dict[str, Any]:
        """QGIS's own settings for it, as its options page writes them."""
        return {
            "proxy/proxyEnabled": True,
            "proxy/proxyType": "HttpProxy",
            "proxy/proxyHost": "127.0.0.1",
            "proxy/proxyPort": str(self.port),
            "proxy/proxyUser": self.username,
            "proxy/proxyPassword": self.password if password is None else password,
        }
