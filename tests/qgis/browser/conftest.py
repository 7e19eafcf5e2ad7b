"""A display for the sign-in window's tests, and a process for each of their files.

QtWebEngine wants a real (virtual) screen and an application made for it; QGIS's own tests run
off-screen. So the window's tests are files ``apart/check_*.py``, each run by a pytest of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Dict, Iterator

import pytest


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """A screen of its own with a window manager, so that no test touches the person's."""
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x1000x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        name = ":" + told.readline().strip()
    environment = {**os.environ, "DISPLAY": name}
    manager = subprocess.Popen(
        ["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(0.5)
    yield name
    for process in (manager, screen):
        process.terminate()
        process.wait(5)


@pytest.fixture
def apart_environment(display: str, tmp_path: Path) -> Dict[str, str]:
    """The environment of a test process: its own screen, home and scratch folder."""
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    for folder in (home, scratch):
        folder.mkdir(mode=0o700)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "PYTEST_"))}
    environment.update(
        DISPLAY=display,
        QT_QPA_PLATFORM="xcb",
        HOME=str(home),
        TMPDIR=str(scratch),
        XDG_RUNTIME_DIR=str(scratch),
        LC_ALL="C.UTF-8",
        PYTHONPATH=str(Path(__file__).resolve().parents[3]),
        PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
    )
    if os.geteuid() == 0:
        # Chromium refuses its sandbox to root, as containers run tests.
        environment["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return environment


@pytest.fixture(scope="session", autouse=True)
def _tools() -> None:
    for tool in ("Xvfb", "openbox", "xdotool", "xprop"):
        if shutil.which(tool) is None:
            pytest.fail(f"the tests of the sign-in window need {tool}")
