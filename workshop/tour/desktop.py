"""A desktop of its own: X display, window manager, D-Bus session and unlocked keyring.

Everything is started for one stage and stopped with it; the person's own desktop, keyring and
QGIS profile are never touched.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

SCREEN = (1366, 860)

# A session bus that starts nothing by itself: a desktop without a secret service stays so.
_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class DesktopError(RuntimeError):
    """A part of the desktop did not start; the text says which and shows its last words."""


def base_environment(home: Path) -> Dict[str, str]:
    """The environment of a person whose home folder is ``home`` (all XDG folders inside it)."""
    runtime = home / "run"
    for folder in (home, runtime, home / ".config", home / ".local/share", home / ".cache"):
        folder.mkdir(parents=True, exist_ok=True)
    runtime.chmod(0o700)
    keep = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE")
    env = {name: os.environ[name] for name in keep if name in os.environ}
    env.update(
        HOME=str(home),
        XDG_RUNTIME_DIR=str(runtime),
        XDG_CONFIG_HOME=str(home / ".config"),
        XDG_DATA_HOME=str(home / ".local/share"),
        XDG_CACHE_HOME=str(home / ".cache"),
        LANG=env.get("LANG", "C.UTF-8"),
        NO_AT_BRIDGE="1",
    )
    if os.geteuid() == 0:
        # Chromium's sandbox refuses to run as root; only containers and tests are root.
        env["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return env


class Processes:
    """Child processes, each in a group of its own, ended last first."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: List[subprocess.Popen[bytes]] = []
        logs.mkdir(parents=True, exist_ok=True)

    def start(
        self,
        name: str,
        command: Sequence[str],
        env: Dict[str, str],
        *,
        stdin: Optional[bytes] = None,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """Start ``command``; its output goes to ``<logs>/<name>.log``."""
        with open(self._logs / f"{name}.log", "ab") as log:
            process = subprocess.Popen(
                list(command),
                env=env,
                cwd=env["HOME"],  # never the checkout: what runs here finds it by no accident
                stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=pass_fds,
            )
        self._running.append(process)
        if stdin is not None and process.stdin is not None:
            process.stdin.write(stdin)
            process.stdin.close()
        return process

    def last_words(self, name: str, lines: int = 20) -> str:
        """The end of a log, for an error message."""
        path = self._logs / f"{name}.log"
        text = path.read_text(errors="replace") if path.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def stop(self, process: subprocess.Popen[bytes], patience: float = 5.0) -> None:
        """End one process and its group."""
        if process in self._running:
            self._running.remove(process)
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                break
            try:
                process.wait(patience)
                break
            except subprocess.TimeoutExpired:
                continue
        process.poll()

    def stop_all(self) -> None:
        """End everything that still runs."""
        for process in reversed(list(self._running)):
            self.stop(process)


class Desktop:
    """One person's desktop. ``env`` is what programs started on it need.

    Args:
        home: the person's home folder; kept between two desktops, so that the keyring lasts.
        display: an X display to use; None starts an own Xvfb.
        keyring: False leaves the person without a secret service.
        screen: width and height of the own Xvfb, in pixels.
    """

    def __init__(
        self,
        home: Path,
        display: Optional[str] = None,
        keyring: bool = True,
        screen: Tuple[int, int] = SCREEN,
    ) -> None:
        self.home = home
        self.env = base_environment(home)
        self.processes = Processes(home / "logs")
        self._display = display
        self._keyring = keyring
        self._screen = screen
        self._keeper: Optional[subprocess.Popen[bytes]] = None

    def __enter__(self) -> Desktop:
        try:
            if self._display is None:
                self._start_screen()
            else:
                self.env["DISPLAY"] = self._display
                if "XAUTHORITY" in os.environ:
                    self.env["XAUTHORITY"] = os.environ["XAUTHORITY"]
            self._start_bus()
            if self._keyring:
                self.start_keyring()
        except BaseException:
            self.processes.stop_all()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.processes.stop_all()

    def _start_screen(self) -> None:
        read, write = os.pipe()
        width, height = self._screen
        self.processes.start(
            "xvfb",
            [
                "Xvfb",
                "-displayfd",
                str(write),
                "-screen",
                "0",
                f"{width}x{height}x24",
                "-nolisten",
                "tcp",
            ],
            self.env,
            pass_fds=(write,),
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise DesktopError("Xvfb did not start:\n" + self.processes.last_words("xvfb"))
        self.env["DISPLAY"] = f":{number}"
        if shutil.which("openbox"):
            self.processes.start("openbox", ["openbox"], self.env)

    def _start_bus(self) -> None:
        address = f"unix:path={self.env['XDG_RUNTIME_DIR']}/bus-{secrets.token_hex(4)}"
        self.env["DBUS_SESSION_BUS_ADDRESS"] = address
        config = self.home / "bus.conf"
        config.write_text(_BUS.format(address=address), encoding="utf-8")
        self.processes.start(
            "dbus", ["dbus-daemon", "--nofork", f"--config-file={config}"], self.env
        )
        socket = Path(address.split("=", 1)[1])
        _wait_for(socket.exists, "the D-Bus session", self.processes, "dbus")

    def lock_keyring(self) -> None:
        """Lock the keyring; ``stop_keyring`` and ``start_keyring`` unlock it."""
        call = [
            "dbus-send",
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            "array:objpath:/org/freedesktop/secrets/collection/login",
        ]
        subprocess.run(call, env=self.env, check=True, capture_output=True, timeout=10)

    def stop_keyring(self) -> None:
        """Leave the person without a secret service; what it keeps stays on disk."""
        if self._keeper is not None:
            self.processes.stop(self._keeper)
            self._keeper = None

    def start_keyring(self) -> None:
        """Start the secret service, unlocked, with all it has kept."""
        # The password lives as long as this home folder: the keyring file must open again.
        note = self.home / "keyring-password"
        if not note.exists():
            note.write_text(secrets.token_urlsafe(12))
            note.chmod(0o600)
        self._keeper = self.processes.start(
            "keyring",
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            self.env,
            stdin=note.read_bytes() + b"\n",
        )
        _wait_for(self._keyring_answers, "GNOME Keyring", self.processes, "keyring")

    def _keyring_answers(self) -> bool:
        call = [
            "dbus-send",
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/",
            "org.freedesktop.DBus.GetNameOwner",
            "string:org.freedesktop.secrets",
        ]
        done = subprocess.run(call, env=self.env, capture_output=True, timeout=5)
        return done.returncode == 0


def _wait_for(ready: object, what: str, processes: Processes, log: str) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if callable(ready) and ready():
            return
        time.sleep(0.05)
    raise DesktopError(f"{what} did not start:\n{processes.last_words(log)}")
