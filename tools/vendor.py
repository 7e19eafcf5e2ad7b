"""Fill cicclo_qgis/_vendor from vendor.txt, keeping only what tools/vendor.toml names.

Pure-Python wheels are installed beside, cut down, changed where the rules say so, their imports
rewritten to ``cicclo_qgis._vendor``, and their licences kept. The result is the same each time.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterator, List, Set

import tomllib

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "vendor.txt"
RULES = ROOT / "tools" / "vendor.toml"
TARGET = ROOT / "cicclo_qgis" / "_vendor"
NAMESPACE = "cicclo_qgis._vendor"
DOOR = '''\
"""Pure-Python packages the plugin carries along, so that it works without pip.

Made by ``make vendor`` from ``vendor.txt``; do not edit by hand.
"""
'''


def main() -> int:
    """Make the folder anew; return the exit code."""
    rules: Dict[str, Any] = tomllib.loads(RULES.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        installed = Path(scratch)
        _install(installed)
        if TARGET.exists():
            shutil.rmtree(TARGET)
        TARGET.mkdir()
        (TARGET / "__init__.py").write_text(DOOR, encoding="utf-8")
        for pattern in rules["keep"]:
            _keep(installed, pattern)
        _licences(installed)
    for name, definitions in rules["extract"].items():
        _extract(TARGET / name, definitions)
    for change in rules["change"]:
        _change(change)
    _complete_packages()
    for module in sorted(TARGET.rglob("*.py")):
        _rewrite(module)
    size = sum(path.stat().st_size for path in TARGET.rglob("*") if path.is_file())
    print(f"{TARGET.relative_to(ROOT)}: {size // 1024} kB")
    return 0


def _install(folder: Path) -> None:
    """Install the pinned wheels; --python-version picks those fit for the oldest Python."""
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"),
            *("--only-binary", ":all:", "--python-version", "3.9", "--platform", "any"),
            *("--target", str(folder), "-r", str(PINS)),
        ],
        check=True,
    )


def _keep(installed: Path, pattern: str) -> None:
    found = [path for each in _braces(pattern) for path in sorted(installed.glob(each))]
    if len(found) < len(list(_braces(pattern))):
        raise SystemExit(f"nothing matches a part of {pattern}")
    for path in found:
        copy = TARGET / path.relative_to(installed)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def _braces(pattern: str) -> Iterator[str]:
    match = re.search(r"\{(.*)\}", pattern)
    if match is None:
        yield pattern
        return
    for choice in match.group(1).split(","):
        yield pattern[: match.start()] + choice + pattern[match.end() :]


def _licences(installed: Path) -> None:
    """Copy each licence beside its package (the top folder named in the wheel's RECORD)."""
    for info in sorted(installed.glob("*.dist-info")):
        files = [line.split(",")[0] for line in (info / "RECORD").read_text().splitlines()]
        home = next(
            (TARGET / name).parent
            for name in sorted(files)
            if name.endswith("/__init__.py") and (TARGET / name).exists()
        )
        licence = next(path for path in sorted(info.rglob("LICENSE*")) if path.is_file())
        text = licence.read_text(encoding="utf-8")
        (home / "LICENSE").write_text(f"{info.stem}\n\n{text}", encoding="utf-8")


def _extract(module: Path, names: List[str]) -> None:
    """Leave only the named definitions in the module, and the imports they use."""
    text = module.read_text(encoding="utf-8")
    lines = text.splitlines()
    kept: List[str] = []
    used: Set[str] = set()
    imports: List[ast.stmt] = []
    for node in ast.parse(text).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imports.append(node)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in names:
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            kept.append("\n".join(lines[first - 1 : node.end_lineno]))
            used |= {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    if len(kept) != len(names):
        raise SystemExit(f"{module}: not all of {names} are defined")
    head = [
        ast.unparse(node)
        for node in imports
        if isinstance(node, (ast.Import, ast.ImportFrom))
        and any(
            alias.name == "annotations" or (alias.asname or alias.name) in used
            for alias in node.names
        )
    ]
    note = f"# Cut down to {', '.join(names)} (tools/vendor.toml)."
    module.write_text("\n\n\n".join(["\n".join([note, *head]), *kept]) + "\n", encoding="utf-8")


def _change(change: Dict[str, str]) -> None:
    """Apply one change, which must fit exactly once."""
    path = TARGET / change["file"]
    text = path.read_text(encoding="utf-8")
    find = change.get("find") or change["find_from"]
    if text.count(find) != 1:
        raise SystemExit(f"{change['file']}: {text.count(find)} places for: {change['why']}")
    before, _, after = text.partition(find)
    rest = after if "find" in change else ""
    path.write_text(before + change["put"] + rest, encoding="utf-8")


def _complete_packages() -> None:
    """Give each folder an ``__init__``, and take out of each what it imports but was not kept."""
    for folder in sorted(path for path in TARGET.rglob("*") if path.is_dir()):
        door = folder / "__init__.py"
        if not door.exists():
            door.write_text("", encoding="utf-8")
        _trim_door(door)


def _trim_door(door: Path) -> None:
    """Drop ``from .absent import Name`` from an ``__init__``, and what hung on those names."""
    text = door.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    gone: Set[str] = set()
    drop: Set[int] = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            file = door.parent.joinpath(*node.module.split("."))
            if not file.is_dir() and not file.with_suffix(".py").exists():
                gone |= {alias.asname or alias.name for alias in node.names}
                drop |= set(range(node.lineno, (node.end_lineno or 0) + 1))
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Name)
            and node.value.id in gone
        ):
            gone |= {each.id for each in node.targets if isinstance(each, ast.Name)}
            drop |= set(range(node.lineno, (node.end_lineno or 0) + 1))
    if not gone:
        return
    names = "|".join(sorted(map(re.escape, gone)))
    rest = "".join(line for number, line in enumerate(lines, 1) if number not in drop)
    rest = re.sub(rf"""(?m)^\s*["']({names})["'],\n""", "", rest)
    rest = re.sub(rf"""["']({names})["'],\s*|,\s*["']({names})["'](?=\])""", "", rest)
    door.write_text(rest, encoding="utf-8")


def _rewrite(module: Path) -> None:
    """Make imports of vendored packages point into the namespace."""
    packages = "|".join(sorted(path.name for path in TARGET.iterdir() if path.is_dir()))
    text = module.read_text(encoding="utf-8")
    text = re.sub(rf"(?m)^(\s*)from ({packages})\b", rf"\1from {NAMESPACE}.\2", text)
    text = re.sub(
        rf"(?m)^(\s*)import ({packages})(\.\S+)? as ", rf"\1import {NAMESPACE}.\2\3 as ", text
    )
    text = re.sub(rf"(?m)^(\s*)import ({packages})$", rf"\1from {NAMESPACE} import \2", text)
    left = re.search(rf"(?m)^\s*import ({packages})\.\S+$", text)
    if left:
        raise SystemExit(f"{module}: cannot rewrite {left.group(0).strip()}")
    module.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
