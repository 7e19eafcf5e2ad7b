"""A person at a computer with QGIS and the plugin: installs, starts, restarts, looks."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import time
import zipfile
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from workshop.tour.desktop import SCREEN, Desktop, DesktopError
from workshop.tour.pointer import Pointer
from workshop.tour.remote import Remote

REPOSITORY = Path(__file__).resolve().parents[2]
PROFILE = "atelier"
# How QGIS writes dates and numbers, as its options have it beside the language.
_FORMATS = {"fr": "fr_FR", "en": "en_GB"}

_SETTINGS = """\
[PythonPlugins]
cicclo_qgis={enabled}

[cicclo]
shippedPlatforms=false

[core]
NewsFeed\\httpsfeedqgisorg\\disabled=true

[locale]
overrideFlag=true
userLocale={language}
globalLocale={formats}

[qgis]
checkVersion=false
showTips=false
iconSize=24

[migration]
fileVersion=2
firstRunVersionFlag=99999

[UI]
recentProjects\\1\\title=
"""


def install_plugin(profile: Path, package: Optional[Path]) -> None:
    """Put the plugin into a profile: from the zip a user would install, or from the checkout."""
    plugins = profile / "python" / "plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    target = plugins / "cicclo_qgis"
    if target.exists():
        shutil.rmtree(target)
    if package is not None:
        with zipfile.ZipFile(package) as archive:
            archive.extractall(plugins)
        return
    shutil.copytree(
        REPOSITORY / "cicclo_qgis", target, ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("resources", "i18n"):
        shutil.copytree(REPOSITORY / name, target / name)
    for name in ("metadata.txt", "LICENSE"):
        if (REPOSITORY / name).exists():
            shutil.copy(REPOSITORY / name, target / name)


class Qgis:
    """One running QGIS. Talk to its GUI thread through ``remote``."""

    def __init__(self, process: subprocess.Popen[bytes], remote: Remote) -> None:
        self.process = process
        self.remote = remote

    def running(self) -> bool:
        """Whether the process is alive."""
        return self.process.poll() is None


class Stage:
    """A person's computer: desktop, QGIS profile, mouse and keyboard.

    Args:
        home: everything this person owns on disk.
        language: locale of QGIS, ``fr`` or ``en``.
        registry: the workshop's registry file, given to the plugin as ``CICCLO_REGISTRY``.
        package: the plugin's zip; None installs the checkout.
        display: an X display to use; None for an own Xvfb.
        keyring: whether this computer has a secret service.
        extra_env: more environment for QGIS.
        screen: width and height of an own Xvfb, in pixels.
    """

    def __init__(
        self,
        home: Path,
        *,
        language: str = "fr",
        registry: Optional[Path] = None,
        package: Optional[Path] = None,
        display: Optional[str] = None,
        keyring: bool = True,
        extra_env: Optional[Dict[str, str]] = None,
        screen: Tuple[int, int] = SCREEN,
    ) -> None:
        self.home = home
        self.language = language
        self._registry = registry
        self._package = package
        self._extra_env = dict(extra_env or {})
        self.desktop = Desktop(home, display, keyring, screen)
        self.profiles = home / "qgis"
        self.profile_name = PROFILE
        self.qgis: Optional[Qgis] = None

    def __enter__(self) -> Stage:
        self.desktop.__enter__()
        self.pointer = Pointer(self.desktop.env)
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.desktop.__exit__()

    @property
    def profile(self) -> Path:
        """The folder of the QGIS profile in use: that of ``profile_name``."""
        return self.profiles / "profiles" / self.profile_name

    def prepare_profile(self) -> None:
        """Make the QGIS profile (once) and install the plugin in it."""
        settings = self.profile / "QGIS" / "QGIS3.ini"
        if not settings.exists():
            settings.parent.mkdir(parents=True, exist_ok=True)
            settings.write_text(
                _SETTINGS.format(
                    enabled="true", language=self.language, formats=_FORMATS[self.language]
                )
            )
        install_plugin(self.profile, self._package)

    def start(self, project: Optional[Path] = None, *, timeout: float = 40.0) -> Qgis:
        """Start QGIS as the person would, with ``project`` open if given.

        Raises:
            DesktopError: QGIS did not come up; the text holds its last words.
        """
        if not self.profile.exists():
            self.prepare_profile()
        port_file = self.home / f"stage-{secrets.token_hex(4)}.port"
        key = secrets.token_urlsafe(16)
        env = dict(self.desktop.env, CICCLO_STAGE_KEY=key, CICCLO_STAGE_PORT=str(port_file))
        if self._registry is not None:
            env["CICCLO_REGISTRY"] = str(self._registry)
        env.update(self._extra_env)
        command: List[str] = [
            "qgis",
            "--nologo",
            "--noversioncheck",
            "--lang",
            self.language,
            "--profiles-path",
            str(self.profiles),
            "--profile",
            self.profile_name,
            "--code",
            str(Path(__file__).with_name("driver.py")),
        ]
        if project is not None:
            command += ["--project", str(project)]
        process = self.desktop.processes.start("qgis", command, env)
        self.qgis = Qgis(process, self._connect(process, port_file, key, timeout))
        self.qgis.remote("iface.mainWindow().showMaximized()")
        return self.qgis

    def _connect(
        self, process: subprocess.Popen[bytes], port_file: Path, key: str, timeout: float
    ) -> Remote:
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if port_file.exists():
                port = int(port_file.read_text())
                port_file.unlink()
                return Remote(port, key)
            if process.poll() is not None:
                break
            time.sleep(0.1)
        self.pointer.photograph(self.home / "logs" / "qgis-not-started.png")
        raise DesktopError("QGIS did not start:\n" + self.desktop.processes.last_words("qgis", 40))

    def quit(self, timeout: float = 40.0) -> None:
        """Close QGIS as the person does (File > Exit), discarding nothing that is saved."""
        if self.qgis is None:
            return
        remote, process = self.qgis.remote, self.qgis.process
        try:
            remote("QgsProject.instance().setDirty(False)")
            remote("QTimer.singleShot(100, iface.actionExit().trigger)")
            process.wait(timeout)
        except (OSError, subprocess.TimeoutExpired):
            pass
        remote.close()
        self.desktop.processes.stop(process)
        self.qgis = None

    def kill(self) -> None:
        """End QGIS at once, as a crash would."""
        if self.qgis is not None:
            self.qgis.remote.close()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.qgis.process.pid, 9)
            self.desktop.processes.stop(self.qgis.process)
            self.qgis = None
