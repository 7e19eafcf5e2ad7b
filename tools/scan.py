"""Scan what is shipped with the rules of plugins.qgis.org: bandit, detect-secrets, file names.

The zip's own content is unpacked and scanned, as the site does. The plugin's own code must have no
finding at all (no baseline, no exception); the packages carried along may have those of bandit.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List

from tools import package

# All of bandit's rules but those that the site has switched off.
OFF = "B404"
SUSPICIOUS = {".exe", ".dll", ".so", ".dylib", ".bat", ".sh", ".ps1", ".cmd", ".pyd", ".pyc"}


def unpack(folder: Path) -> None:
    """Write what would be in the zip under ``folder``."""
    for name, data in package.contents().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def bandit(folder: Path) -> List[str]:
    """Return bandit's findings, with the ``.bandit`` file that the zip carries."""
    command = [sys.executable, "-m", "bandit", "-r", str(folder), "-f", "json", "--quiet"]
    findings = [
        f"{item['filename']}:{item['line_number']}: {item['test_id']} {item['issue_text']}"
        for item in _json([*command, "-s", OFF])["results"]
    ]
    return [finding.removeprefix(f"{folder}/") for finding in findings]


def detect_secrets(folder: Path) -> List[str]:
    """Return the findings of detect-secrets, every detector on."""
    command = ["scan", "--all-files", "--exclude-files", r"metadata\.txt", "."]
    report = _json([sys.executable, "-m", "detect_secrets", *command], folder)
    return [
        f"{name}:{item['line_number']}: {item['type']}"
        for name, items in report["results"].items()
        for item in items
    ]


def suspicious_files(folder: Path) -> List[str]:
    """Return files of kinds that the site refuses."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [f"{path.name}: refused kind" for path in files if path.suffix in SUSPICIOUS]


def findings() -> List[str]:
    """Return everything found in what would be shipped now."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        unpack(folder)
        return [*bandit(folder), *detect_secrets(folder), *suspicious_files(folder)]


def _json(command: List[str], folder: Path = package.ROOT) -> Dict[str, Any]:
    run = subprocess.run(command, check=False, stdout=subprocess.PIPE, cwd=folder)
    report: Dict[str, Any] = json.loads(run.stdout)
    return report


def main() -> int:
    """Print what was found; return 1 if anything was."""
    found = findings()
    for line in found:
        print(line)
    print(f"Security rules of plugins.qgis.org: {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
