"""Run the tests that need QGIS on other versions of it, each in a clean Debian 13 root.

    python3 -m tools.matrix run [--only 3.44]          # tests/qgis and tests/e2e
    python3 -m tools.matrix shell 3.44 -- command ...   # anything else, in that root
    python3 -m tools.matrix build [--only 3.44]        # only make the roots

Roots stay under .cache/matrix/ (or in the folder that CICCLO_ROOTS names), so that a second run
starts at once.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Tuple

from tools import debian, roots

FOLDER = roots.FOLDER / "matrix"


@dataclass(frozen=True)
class Line:
    """One QGIS of the matrix: its suite, and the suite to prefer for QGIS itself."""

    suite: str
    extra: Tuple[str, ...] = ()


MATRIX: Dict[str, Line] = {
    "3.40": Line("trixie"),
    "3.44": Line("trixie", ("trixie-backports",)),
}


def build(version: str) -> Path:
    """Make the root of that QGIS if it is not there, with all packages; return its folder."""
    root = FOLDER / version
    if not root.exists():
        print(f"QGIS {version}: making a clean {MATRIX[version].suite} root", flush=True)
        roots.make(root, MATRIX[version].suite, MATRIX[version].extra)
    ready = root / "etc/cicclo-packages"
    wanted = " ".join(debian.named())
    if not ready.exists() or ready.read_text(encoding="utf-8") != wanted:
        _install(root, MATRIX[version])
        ready.write_text(wanted, encoding="utf-8")
    return root


def _install(root: Path, line: Line) -> None:
    preference = "".join(
        f"Package: qgis* python3-qgis* libqgis*\nPin: release n={suite}\nPin-Priority: 900\n\n"
        for suite in line.extra
    )
    (root / "etc/apt/preferences.d/qgis").write_text(preference, encoding="utf-8")
    install = f"apt-get -q update && apt-get -q -y install {' '.join(debian.named())}"
    if roots.enter(root, ["sh", "-c", install]) != 0:
        raise roots.NotPossibleError("the packages could not be installed")


def shell(version: str, command: List[str]) -> int:
    """Run a command in the root of that QGIS, on a fresh copy of this checkout."""
    with roots.held(FOLDER / version):
        root = build(version)
        roots.copy_project(root)
    return roots.enter(root, command or ["bash"], {"CICCLO_MATRIX": version})


def run(version: str) -> int:
    """Run tests/qgis and tests/e2e on that QGIS; return the exit code.

    What knows neither QGIS nor GDAL says the same on each, and is left to ``make test``.
    """
    goals = ["setup", "test-qgis", "test-e2e", "LEAVE=anywhere"]
    code = shell(version, ["make", "--no-print-directory", *goals])
    print(f"QGIS {version}: {'passed' if code == 0 else f'FAILED (exit code {code})'}", flush=True)
    return code


def main() -> int:
    """Carry out one command of the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("run", "build"):
        commands.add_parser(name).add_argument("--only", choices=sorted(MATRIX))
    into = commands.add_parser("shell")
    into.add_argument("version", choices=sorted(MATRIX))
    into.add_argument("rest", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    try:
        roots.demand_means()
        if asked.command == "shell":
            rest = asked.rest[1:] if asked.rest[:1] == ["--"] else asked.rest
            return shell(asked.version, rest)
        versions = [asked.only] if asked.only else sorted(MATRIX, reverse=True)
        if asked.command == "build":
            for version in versions:
                with roots.held(FOLDER / version):
                    build(version)
            return 0
        return max(run(version) for version in versions)
    except (roots.NotPossibleError, subprocess.CalledProcessError) as problem:
        print(f"matrix: {problem}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
