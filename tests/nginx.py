"""A real nginx with one place behind HTTP Basic and one behind a key in a header.

Everything secret is made when it starts, and its folder goes with it.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator, List, Optional, Tuple

import requests

from tests import program

PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")

_LAST = "/what-was-seen"

_CONFIGURATION = """
daemon off;
master_process off;
error_log {folder}/error.log;
pid {folder}/nginx.pid;
events {{ worker_connections 64; }}
http {{
    default_type application/json;
    log_format seen '$request_uri|$status|$remote_user|$http_authorization|$http_apikey';
    access_log {folder}/seen.log seen;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    map $http_apikey $known {{ default 0; "{key}" 1; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{ return 200 '{{"open": true}}'; }}
        location /account/ {{
            auth_basic "Atelier";
            auth_basic_user_file {folder}/users;
            try_files /none @data;
        }}
        location /key/ {{
            if ($known = 0) {{ return 401; }}
            return 200 '{{"type": "FeatureCollection", "features": []}}';
        }}
        location @data {{ return 200 '{{"type": "FeatureCollection", "features": []}}'; }}
    }}
}}
"""


class Nginx:
    """``with Nginx(folder) as server``: ``/account/`` asks for the account, ``/key/`` for the key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.username = "agent"
        self.password = "été " + secrets.token_urlsafe(12)
        self.key = secrets.token_urlsafe(24)
        self.port = 0
        self._process: Optional[subprocess.Popen[bytes]] = None

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def __enter__(self) -> Nginx:
        self._admit(self.password)
        self._process, self.port = program.start(self._command)
        return self

    def __exit__(self, *_: Any) -> None:
        if self._process is not None:
            program.stop(self._process)

    def _command(self, port: int) -> List[str]:
        file = self.folder / "nginx.conf"
        text = _CONFIGURATION.format(folder=self.folder, port=port, key=self.key)
        file.write_text(text, encoding="utf-8")
        errors = str(self.folder / "error.log")
        return [str(PROGRAM), "-p", str(self.folder), "-c", str(file), "-e", errors]

    @contextmanager
    def another_password(self) -> Iterator[None]:
        """Meanwhile the account's password is another one: ``password`` is refused."""
        self._admit(secrets.token_urlsafe(12))
        try:
            yield
        finally:
            self._admit(self.password)

    def _admit(self, password: str) -> None:
        # Read by nginx at each request.
        users = f"{self.username}:{{PLAIN}}{password}\n"
        (self.folder / "users").write_text(users, encoding="utf-8")

    def seen(self, under: str = "/") -> List[Tuple[str, ...]]:
        """Target, status, user, Authorization and apikey of each request, as nginx logged it."""
        # It logs a request once it is answered, and before it takes the next one.
        requests.get(self.url(_LAST), timeout=10)
        lines = (self.folder / "seen.log").read_text(encoding="utf-8").splitlines()
        rows = [tuple(line.split("|")) for line in lines]
        return [row for row in rows if row[0].startswith(under) and row[0] != _LAST]
