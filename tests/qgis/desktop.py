"""The real QGIS desktop, on a display, a session bus and a profile of its own."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any, Dict

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

needs_desktop = pytest.mark.skipif(
    not all(map(shutil.which, ("dbus-run-session", "xvfb-run", "qgis"))),
    reason="needs the desktop, Xvfb and D-Bus",
)


def play(
    startup: str, folder: Path, *arguments: str, seconds: float = 200.0, **environment: str
) -> Dict[str, Any]:
    """Run ``startup`` in it; what that wrote to the file ``CICCLO_TOLD``, which ends QGIS."""
    (folder / "startup.py").write_text(startup)
    told = folder / "told.json"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "QGIS_"))}
    whole = {
        **kept,
        "PYQGIS_STARTUP": str(folder / "startup.py"),
        "CICCLO_CHECKOUT": str(REPOSITORY),
        "CICCLO_TOLD": str(told),
        **environment,
    }
    # Without a session bus QGIS 3.44 waits minutes for one.
    command = ["dbus-run-session", "--", "xvfb-run", "-a", "qgis", "--noversioncheck", "--nologo"]
    command += ["--profiles-path", str(folder / "profile"), *arguments]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, env=whole, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            process.wait(seconds)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return dict(json.loads(told.read_text()))
