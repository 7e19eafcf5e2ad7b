"""Pin what requirements-dev.in asks for, with everything it pulls in, into requirements-dev.txt.

What the distribution provides with QGIS is left out on purpose: the tests must meet the very
``requests`` that people's QGIS meets, not a newer one from a virtual environment.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import List

ROOT = Path(__file__).resolve().parent.parent
ASKED = ROOT / "requirements-dev.in"
LOCK = ROOT / "requirements-dev.txt"
FROM_THE_DISTRIBUTION = frozenset(
    {"requests", "urllib3", "certifi", "charset-normalizer", "idna", "pyyaml", "jsonschema"}
)
HEADER = """\
# Made by `make lock` from requirements-dev.in; do not edit by hand.
# Complete: installed with --no-deps. The distribution provides requests, PyYAML and Qt.
"""


def resolved() -> List[str]:
    """Return the pinned requirement of every package the resolver would install."""
    command = [
        *(sys.executable, "-m", "pip", "install", "--quiet", "--dry-run"),
        *("--ignore-installed", "--report", "-", "-r", str(ASKED)),
    ]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    packages = [item["metadata"] for item in report["install"]]
    return sorted(
        (
            f"{package['name']}=={package['version']}"
            for package in packages
            if package["name"].lower() not in FROM_THE_DISTRIBUTION
        ),
        key=str.lower,
    )


def main() -> int:
    """Write the lock file."""
    pins = resolved()
    LOCK.write_text(HEADER + "\n".join(pins) + "\n", encoding="utf-8")
    print(f"{LOCK.name}: {len(pins)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
