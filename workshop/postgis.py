"""PostgreSQL with PostGIS for a server of the workshop.

Where Debian's packages are installed, these are used. Else they are taken out into a folder of the
workshop: to install them would leave a database running on the machine for good.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Dict, List, Optional, Sequence, Type

from workshop import paths

_SYSTEM = Path("/")
_NEWEST = "postgresql-postgis"
"""Debian's name for PostGIS of the PostgreSQL that this Debian has."""

_READY_WITHIN_S = 40.0
_USER = "atelier"
# Nobody's rights, and root's files: PostgreSQL refuses to be root, whose folders it works in.
_NOBODY = (
    *("--reuid=65534", "--regid=65534", "--clear-groups"),
    *("--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
)


class PostgisError(RuntimeError):
    """The packages cannot be had, or the database does not start; the text says why."""


@dataclass(frozen=True)
class Programs:
    """Where PostgreSQL's programs are, and libraries that the system lacks."""

    bin: Path
    libraries: Optional[Path]


def programs() -> Optional[Programs]:
    """Those of the system, else those that were taken out; None when there are none."""
    for root in (_SYSTEM, paths.POSTGIS):
        for module in sorted(root.glob("usr/lib/postgresql/*/lib/postgis-3.so"), reverse=True):
            found = module.parents[1] / "bin"
            if (found / "initdb").exists():
                libraries = next(iter(root.glob("usr/lib/*-linux-gnu")), None)
                return Programs(found, None if root is _SYSTEM else libraries)
    return None


def take_out() -> None:
    """Fetch Debian's packages and take them out, without installing anything.

    Raises:
        PostgisError: there is no apt here, or it cannot fetch them.
    """
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise PostgisError("no apt-get here")
    paths.POSTGIS.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=paths.POSTGIS.parent) as name:
        folder = Path(name)
        try:
            _fetch(folder, [])
        except PostgisError:
            # The system's lists of packages are old or were thrown away: lists of our own.
            own = [f"-oDir::State::lists={folder}/lists", f"-oDir::Cache={folder}/cache"]
            (folder / "lists" / "partial").mkdir(parents=True)
            (folder / "cache").mkdir()
            _run(["apt-get", *own, "-q", "update"], folder)
            _fetch(folder, own)
        root = folder / "root"
        for package in sorted(folder.glob("*.deb")):
            _run(["dpkg-deb", "-x", str(package), str(root)], folder)
        for control in root.glob("usr/share/postgresql/*/extension/postgis-3.control"):
            # As update-alternatives does when it is installed.
            control.with_name("postgis.control").symlink_to(control.name)
        shutil.rmtree(paths.POSTGIS, ignore_errors=True)
        os.replace(root, paths.POSTGIS)


def _fetch(folder: Path, options: Sequence[str]) -> None:
    depends = _run(["apt-cache", *options, "depends", _NEWEST], folder)
    found = re.search(r"postgresql-(\d+)-postgis-3\b", depends)
    if found is None:
        raise PostgisError(f"no package {_NEWEST}")
    postgis = found.group(0)
    simulated = _run(
        ["apt-get", *options, "-s", "install", "--no-install-recommends", postgis], folder
    )
    missing = re.findall(r"^Inst (lib\S+)", simulated, re.MULTILINE)
    # Compiling of queries, and Perl's, are not needed.
    libraries = [one for one in missing if not re.search(r"llvm|z3|clang|-perl$", one)]
    wanted = [f"postgresql-{found.group(1)}", postgis, f"{postgis}-scripts", *libraries]
    _run(["apt-get", *options, "-q", "download", *wanted], folder)


def _run(command: Sequence[str], folder: Path) -> str:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()[-1000:]
        raise PostgisError(f"{' '.join(command[:2])} failed: {said}")
    return done.stdout


class Database:
    """A PostgreSQL of its own in a folder, on 127.0.0.1, from entering to leaving.

    What it holds is not safe from a power cut: it is made for tests and workshops. ``url`` (with
    the password, made anew for each) opens its only database.
    """

    def __init__(self, folder: Path) -> None:
        self.url = ""
        self._folder = folder / "postgresql"
        self._running: Optional[subprocess.Popen[bytes]] = None

    def __enter__(self) -> Database:
        found = programs()
        if found is None:
            raise PostgisError("PostGIS is not there: run `python3 -m workshop setup --tests`")
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        secret = secrets.token_urlsafe(24)
        self._initialise(found, secret)
        port = _free_port()
        self._start(found, port)
        self.url = f"postgresql://{_USER}:{secret}@127.0.0.1:{port}/postgres"
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        problem: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        if self._running is not None:
            self._running.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._running.wait(3)
            self._running.kill()
            self._running.wait()

    def _initialise(self, found: Programs, secret: str) -> None:
        note = self._folder / "secret"
        note.touch(mode=0o600)
        note.write_text(secret, "utf-8")
        command = [str(found.bin / "initdb"), "-D", str(self._folder / "data"), "-U", _USER]
        command += ["--auth=scram-sha-256", f"--pwfile={note}", "--no-sync", "--no-instructions"]
        command += ["--encoding=UTF8", "--locale=C.UTF-8"]
        done = subprocess.run(
            [*_as_nobody(), *command], env=_environment(found), capture_output=True, text=True
        )
        note.unlink()
        if done.returncode != 0:
            raise PostgisError(f"initdb failed: {done.stderr.strip()[-1000:]}")

    def _start(self, found: Programs, port: int) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "",
            "fsync": "off",
            "full_page_writes": "off",
            "shared_buffers": "32MB",
            "jit": "off",
            "timezone": "GMT",
            "log_timezone": "GMT",
        }
        command = [str(found.bin / "postgres"), "-D", str(self._folder / "data")]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        log = self._folder / "log"
        with log.open("wb") as out:
            self._running = subprocess.Popen(
                [*_as_nobody("--pdeathsig=TERM"), *command],
                env=_environment(found),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        until = time.monotonic() + _READY_WITHIN_S
        while not _accepts(port, log):
            if self._running.poll() is not None or time.monotonic() > until:
                self.__exit__(None, None, None)
                raise PostgisError(f"no start: {log.read_text('utf-8', 'replace')[-1000:]}")
            time.sleep(0.05)


def _as_nobody(*options: str) -> List[str]:
    setpriv = shutil.which("setpriv")
    if os.geteuid() == 0:
        return [setpriv or "setpriv", *_NOBODY, *options, "--"]
    return [setpriv, *options, "--"] if setpriv and options else []


def _environment(found: Programs) -> Dict[str, str]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    if found.libraries is not None:
        environment["LD_LIBRARY_PATH"] = str(found.libraries)
    return environment


def _accepts(port: int, log: Path) -> bool:
    if b"ready to accept connections" not in log.read_bytes():
        return False
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
