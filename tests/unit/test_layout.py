"""The house keeps its own rules: what no linter holds is held here."""

from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import List

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cicclo_qgis"
PURE = ("asking", "platforms", "ogcapi", "signin", "catalogue")
SHIPPED = sorted(p for p in PACKAGE.rglob("*.py") if "_vendor" not in p.parts)
TOOLS = sorted(
    path
    for folder in ("tools", "workshop")
    for path in (ROOT / folder).rglob("*.py")
    if "node_modules" not in path.parts
)
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_shipped_code_is_of_python_3_9() -> None:
    for path in SHIPPED:
        ast.parse(path.read_text(encoding="utf-8"), str(path), feature_version=(3, 9))


def test_shipped_code_evaluates_no_newer_union_at_run_time() -> None:
    """An alias such as ``X | None`` fails on Python 3.9, future annotations or not."""
    aliases = [
        f"{_name(path)}:{node.lineno}"
        for path in SHIPPED
        for node in _tree(path).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.BinOp)
        and isinstance(node.value.op, ast.BitOr)
        and any(isinstance(side, ast.Constant) and side.value is None for side in ast.walk(node))
    ]
    assert aliases == []


def test_files_are_read_in_one_sitting() -> None:
    lengths = {
        _name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in [*SHIPPED, *TOOLS]
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_fit_on_a_screen() -> None:
    long = [
        f"{_name(path)}:{node.lineno}: {node.name}"
        for path in [*SHIPPED, *TOOLS]
        for node in ast.walk(_tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_shipped_code_has_no_assert_and_no_old_exec() -> None:
    asserts = [
        f"{_name(path)}:{node.lineno}"
        for path in SHIPPED
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Assert)
        or (isinstance(node, ast.Attribute) and node.attr == "exec_")  # gone with Qt 6
    ]
    assert asserts == []


def test_every_room_has_a_door_that_says_what_it_is_for() -> None:
    rooms = [path for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert len(rooms) > 5
    silent = [room.name for room in rooms if not ast.get_docstring(_tree(room / "__init__.py"))]
    assert silent == []


def _is_gdal_allowed(path: Path, name: str) -> bool:
    """Downloads use GDAL, without QGIS."""
    return name.partition(".")[0] == "osgeo" and path.parent.name == "transfer"


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
                if (name.partition(".")[0] in above and not _is_gdal_allowed(path, name))
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
