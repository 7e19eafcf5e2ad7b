"""A real HTTP proxy (tinyproxy), with or without a password; it writes down what it carried."""

from __future__ import annotations

import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Any, Dict, List, Optional

from tests import program

PROGRAM = shutil.which("tinyproxy", path="/usr/bin:/usr/sbin:/usr/local/bin")

_CONFIGURATION = """\
Port {port}
Listen 127.0.0.1
Timeout 30
MaxClients 60
LogFile "{folder}/seen.log"
LogLevel Connect
DisableViaHeader Yes
{account}
"""


class Proxy:
    """``with Proxy(folder, password=True) as proxy``."""

    def __init__(self, folder: Path, password: bool = False) -> None:
        self._folder = folder
        self.username = "agent" if password else ""
        self.password = secrets.token_urlsafe(12) if password else ""
        self.port = 0
        self._process: Optional[subprocess.Popen[bytes]] = None

    def __enter__(self) -> Proxy:
        self._process, self.port = program.start(self._command)
        return self

    def __exit__(self, *_: Any) -> None:
        if self._process is not None:
            program.stop(self._process)

    def _command(self, port: int) -> List[str]:
        account = f"BasicAuth {self.username} {self.password}" if self.username else ""
        file = self._folder / "tinyproxy.conf"
        text = _CONFIGURATION.format(port=port, folder=self._folder, account=account)
        file.write_text(text, encoding="utf-8")
        return [str(PROGRAM), "-d", "-c", str(file)]

    def carried(self) -> List[str]:
        """The requests that went through: ``GET http://host/path``, ``CONNECT host:port``."""
        lines = (self._folder / "seen.log").read_text("utf-8", "replace").splitlines()
        asked = [line.partition("): ")[2] for line in lines if "Request (file descriptor" in line]
        return [line.rpartition(" HTTP/")[0] for line in asked]

    def passed(self, host: str) -> bool:
        """Whether a request for ``host`` was let through: its name has been looked up."""
        lines = (self._folder / "seen.log").read_text("utf-8", "replace").splitlines()
        return any("address info" in line and host in line for line in lines)

    def settings(self, kind: str = "HttpProxy") -> Dict[str, Any]:
        """QGIS's own settings for it, as its options page writes them."""
        return {
            "proxy/proxyEnabled": True,
            "proxy/proxyType": kind,
            "proxy/proxyHost": "127.0.0.1",
            "proxy/proxyPort": str(self.port),
            "proxy/proxyUser": self.username,
            "proxy/proxyPassword": self.password,
        }
