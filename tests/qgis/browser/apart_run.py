"""Plays a file of ``apart/`` in a process of its own."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterator

APART = Path(__file__).resolve().parent / "apart"
# Files whose application is made as QGIS makes it since 3.36.
HERE = frozenset(
    {
        "check_authority.py",
        "check_rules.py",
        "check_strict_proxy.py",
        "check_window.py",
        "check_window_face.py",
        "check_window_keys.py",
    }
)


def play(name: str, environment: Dict[str, str], tmp_path: Path) -> None:
    """All its tests pass, and nothing of what was secret in them is on disk or in the log."""
    canary = secrets.token_hex(12)
    environment = {**environment, "CICCLO_CANARY": canary}
    if name in HERE:
        environment["CICCLO_WEBENGINE_HERE"] = "1"
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", str(APART / "pytest.ini")),
            *("--rootdir", str(APART), "--confcutdir", str(APART), "-p", "no:cacheprovider"),
            *("--basetemp", str(tmp_path / "inner"), str(APART / name)),
        ],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=570,
    )
    sys.stdout.write(run.stdout)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert canary not in run.stderr
    written = [path for path in _files(tmp_path) if canary.encode() in path.read_bytes()]
    assert written == [], "cookies or codes were written to disk"


def _files(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root) / name
            if path.is_file() and not path.is_symlink():
                yield path
