"""Make dist/cicclo_qgis-<version>.zip: what QGIS installs by "Install from ZIP".

The same sources give the same bytes: names in order, one date, one mode for every file.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Dict, List

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = "cicclo_qgis"
BESIDE = ("LICENSE", "README.md", "README.fr.md", "CHANGELOG.md")
LEFT_OUT = (".pyc", ".pyo", ".orig", ".rej", "~")
DATE = (2020, 1, 1, 0, 0, 0)
LARGEST = 25 * 1024 * 1024  # plugins.qgis.org


def version() -> str:
    """Return the version that metadata.txt gives."""
    from cicclo_qgis import where

    return where.version()


def contents() -> Dict[str, bytes]:
    """Return what goes into the zip, by its name there."""
    files: Dict[str, Path] = {}
    for path in _files(ROOT / PLUGIN):
        files[path.relative_to(ROOT).as_posix()] = path
    for path in _files(ROOT / "resources"):
        files[f"{PLUGIN}/{path.relative_to(ROOT).as_posix()}"] = path
    for path in sorted((ROOT / "i18n").glob("*.qm")):
        files[f"{PLUGIN}/i18n/{path.name}"] = path
    for name in BESIDE:
        files[f"{PLUGIN}/{name}"] = ROOT / name
    files[f"{PLUGIN}/.bandit"] = ROOT / "tools" / "bandit.ini"
    gathered = {name: path.read_bytes() for name, path in files.items()}
    gathered[f"{PLUGIN}/metadata.txt"] = _metadata().encode()
    return gathered


def _files(folder: Path) -> List[Path]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not any(str(path).endswith(end) for end in LEFT_OUT))


def _metadata() -> str:
    """Return metadata.txt with the newest entry of the changelog, for QGIS's plugin manager."""
    text = (ROOT / "metadata.txt").read_text(encoding="utf-8").rstrip("\n")
    entries = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")
    newest = next(entry for entry in entries if entry.startswith(f"[{version()}]"))
    lines = [line.replace("### ", "") for line in newest.splitlines() if line.strip()]
    return text + "\nchangelog=" + "\n  ".join(lines) + "\n"


def write(folder: Path) -> Path:
    """Write the zip into ``folder`` and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{PLUGIN}-{version()}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(contents().items()):
            entry = zipfile.ZipInfo(name, DATE)
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    if target.stat().st_size > LARGEST:
        raise SystemExit(f"{target} is larger than plugins.qgis.org allows")
    return target


def main() -> int:
    """Write the zip into dist/; return the exit code."""
    if not any((ROOT / "i18n").glob("*.qm")):
        print("The translations are not built: run `make package`.", file=sys.stderr)
        return 1
    target = write(ROOT / "dist")
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
