"""Hold the plugin against the types of Qt 6.

QGIS 4 stands on Qt 6, and no QGIS of the distribution does. PyQt6's wheels carry the types of every
class, method and enum: what of Qt the plugin uses and Qt 6 has no more is found here, also where no
test goes. QGIS's own classes are of any type here; Qt 5 is what the tests in QGIS run on.

Usage: python -m tools.qt6 [setup]
"""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Iterator, List, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv" / "qt6"
PYTHON = HOME / "bin" / "python"
WANTED = ROOT / "requirements-qt6.txt"
WORK = ROOT / ".cache" / "qt6"
CHECKED = ("cicclo_qgis",)

# Faults that would raise at run time. Whether a value may be None is another question, and what
# types QGIS's methods want nobody says here.
TELLING = {
    *("attr-defined", "name-defined", "call-arg", "call-overload", "arg-type", "index", "operator"),
    *("override", "misc", "import-not-found", "type-var", "abstract", "return-value", "assignment"),
}
_FINDING = re.compile(r"^(?P<place>[^:]+:\d+): error: (?P<text>.*)  \[(?P<code>[a-z-]+)\]$")

# What PyQt6's types leave out: how a signal is connected, buffers, sip's own casts and pointers.
# That ``instance()`` is the application of windows, and an event's class as its type() tells it.
# And the plugin's own protocols, whose signals no type is common to both bindings of.
_KNOWN = re.compile(
    r'of "pyqtBoundSignal"|"bytes" matches argument type "QByteArray"|simplewrapper|wrappertype|'
    r'voidptr|"QCoreApplication" has no attribute|type "QEvent"; expected "QKeyEvent"|'
    r'"cicclo_qgis\.gui\.desk_protocol\.Desk"|desk_protocol\.Desk\]|expected "Provider"'
)
# The fault is one of Qt's types.
_OF_QT = re.compile(r"\bQ[A-Z]\w+|\bQt\b|PyQt6")

_ANYTHING = "from typing import Any\ndef __getattr__(name: str) -> Any: ...\n"
_MODULES = (
    *("QtCore", "QtGui", "QtNetwork", "QtSvg", "QtTest", "QtWidgets", "QtXml", "sip"),
    "QtWebEngineWidgets",
)
_MOVED = ("QAction", "QActionGroup", "QShortcut")
_CORE_OF_WEB = ("QWebEnginePage", "QWebEngineProfile", "QWebEngineSettings")


def prepare() -> None:
    """Make the virtual environment that has Qt 6; it borrows the tools of this one."""
    make = [sys.executable, "-m", "venv", "--clear", "--system-site-packages", str(HOME)]
    subprocess.run(make, check=True)
    pip = (str(PYTHON), "-m", "pip", "install", "--quiet", "--no-deps", "-r", str(WANTED))
    subprocess.run(pip, check=True)
    (folder,) = HOME.glob("lib/python*/site-packages")
    borrowed = sysconfig.get_path("purelib") + "\n"
    (folder / "borrowed.pth").write_text(borrowed, encoding="utf-8")


class Finding(NamedTuple):
    """One fault: ``place`` is file and line, ``code`` mypy's name for its kind."""

    place: str
    code: str
    text: str


def write_stubs(folder: Path) -> None:
    """Write a package ``qgis`` under ``folder`` whose ``qgis.PyQt`` is PyQt6."""
    pyqt = folder / "qgis" / "PyQt"
    pyqt.mkdir(parents=True, exist_ok=True)
    for name in ("core", "gui", "utils"):
        (folder / "qgis" / f"{name}.pyi").write_text(_ANYTHING, encoding="utf-8")
    stubs = {name: f"from PyQt6.{name} import *\n" for name in _MODULES}
    stubs["QtWidgets"] += _reexported("PyQt6.QtGui", _MOVED)
    stubs["QtWebEngineWidgets"] += _reexported("PyQt6.QtWebEngineCore", _CORE_OF_WEB)
    for name, text in {**stubs, "__init__": ""}.items():
        (pyqt / f"{name}.pyi").write_text(text, encoding="utf-8")
    (folder / "qgis" / "__init__.pyi").write_text("", encoding="utf-8")


def _reexported(module: str, names: tuple[str, ...]) -> str:
    return "".join(f"from {module} import {name} as {name}\n" for name in names)


def findings() -> List[Finding]:
    """Return what of the plugin would not work with Qt 6.

    Raises:
        RuntimeError: mypy could not be run.
    """
    folder = WORK
    write_stubs(folder)
    settings = folder / "mypy.ini"
    settings.write_text(_settings(folder), encoding="utf-8")
    command = [
        *(sys.executable, "-m", "mypy", "--config-file", str(settings)),
        *("--python-executable", str(PYTHON), *CHECKED),
    ]
    run = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    if run.returncode not in (0, 1):
        raise RuntimeError(run.stdout)
    return list(_told(run.stdout))


def _told(output: str) -> Iterator[Finding]:
    for line in output.splitlines():
        found = _FINDING.match(line)
        if found is None or found["code"] not in TELLING or _KNOWN.search(found["text"]):
            continue
        if found["place"].startswith(CHECKED) and _OF_QT.search(found["text"]):
            yield Finding(found["place"], found["code"], found["text"])


def _settings(folder: Path) -> str:
    return f"""\
[mypy]
python_version = 3.10
mypy_path = {folder}:{ROOT}
cache_dir = {folder / "cache"}
explicit_package_bases = True
namespace_packages = True
check_untyped_defs = True
strict_optional = False
ignore_missing_imports = True
show_error_codes = True
no_color_output = True
exclude = ^cicclo_qgis/_vendor/
[mypy-cicclo_qgis._vendor.*]
follow_imports = skip
"""


def main() -> int:
    """Print the findings; return 1 if there are any."""
    if sys.argv[1:] == ["setup"]:
        prepare()
        return 0
    found = findings()
    for finding in found:
        print(f"{finding.place}: {finding.text}  [{finding.code}]")
    print(f"Types of Qt 6: {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
