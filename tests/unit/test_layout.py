"""The house keeps its own rules: what no linter holds is held here."""

from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Iterator, List

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cicclo_qgis"
PURE = ("platforms", "ogcapi", "signin", "catalogue")
SHIPPED = sorted(p for p in PACKAGE.rglob("*.py") if "_vendor" not in p.parts)
TOOLS = sorted([*(ROOT / "tools").rglob("*.py"), *(ROOT / "workshop").rglob("*.py")])
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


@pytest.mark.parametrize("path", SHIPPED, ids=_name)
def test_shipped_code_is_of_python_3_9(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))


@pytest.mark.parametrize("path", SHIPPED, ids=_name)
def test_shipped_code_evaluates_no_newer_union_at_run_time(path: Path) -> None:
    """``X | None`` outside annotations, and ``type`` aliases, fail on Python 3.9."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    aliases = [
        node
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.BinOp)
        and isinstance(node.value.op, ast.BitOr)
        and any(isinstance(side, ast.Constant) and side.value is None for side in ast.walk(node))
    ]
    assert aliases == []


@pytest.mark.parametrize("path", [*SHIPPED, *TOOLS], ids=_name)
def test_files_and_functions_are_read_in_one_sitting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in _functions(ast.parse(text))
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("path", SHIPPED, ids=_name)
def test_shipped_code_has_no_assert_and_no_old_exec(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(text)))
    assert ".exec_(" not in text  # gone with Qt 6


@pytest.mark.parametrize("folder", sorted(p.name for p in PACKAGE.iterdir() if p.is_dir()))
def test_every_room_has_a_door_that_says_what_it_is_for(folder: str) -> None:
    if folder == "__pycache__":
        return
    door = PACKAGE / folder / "__init__.py"
    assert ast.get_docstring(ast.parse(door.read_text(encoding="utf-8")))


def test_unit_tests_import_neither_qgis_nor_qt() -> None:
    above = {"qgis", "PyQt5", "PyQt6", "osgeo", "processing"}
    rooms = {f"cicclo_qgis.{room}" for room in ("host", "gui", "processing", "plugin", "engine")}
    astray: List[str] = []
    for path in (ROOT / "tests" / "unit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: List[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            astray += [
                f"{_name(path)}: {name}"
                for name in names
                if name.partition(".")[0] in above
                or any(name == room or name.startswith(room + ".") for room in rooms)
            ]
    assert astray == []


def test_pure_floors_import_where_there_is_no_qgis_and_nothing_happens() -> None:
    """Nothing happens at import: no thread, no file opened for writing, no network."""
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for room in PURE
        for path in (PACKAGE / room).rglob("*.py")
    ]
    program = textwrap.dedent(
        """
        import importlib, importlib.abc, sys, threading

        class Hidden(importlib.abc.MetaPathFinder):
            def find_spec(self, fullname, path=None, target=None):
                if fullname.partition(".")[0] in {"qgis", "PyQt5", "PyQt6", "osgeo", "keyring",
                                                  "authlib", "cryptography"}:
                    raise ModuleNotFoundError(fullname, name=fullname)
                return None

        def guard(event, arguments):
            if event in ("socket.connect", "subprocess.Popen", "os.mkdir", "os.remove"):
                raise SystemExit(f"{event} at import: {arguments}")
            if event == "open" and set("wax+") & set(str(arguments[1])):
                raise SystemExit(f"opened for writing at import: {arguments[0]}")

        sys.dont_write_bytecode = True
        sys.meta_path.insert(0, Hidden())
        sys.path.insert(0, sys.argv[1])
        sys.addaudithook(guard)
        for name in sys.argv[2:]:
            try:
                importlib.import_module(name)
            except ModuleNotFoundError as error:  # a module for where cryptography is found
                if error.name != "cryptography":
                    raise
        if threading.active_count() > 1:
            raise SystemExit(f"threads at import: {threading.enumerate()}")
        """
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(ROOT), *modules],
        check=False,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
