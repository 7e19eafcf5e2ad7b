"""Which Pythons are tried on each system, never QGIS itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cicclo_qgis.gui.browser.python_finder import find_pythons, is_unwanted


def test_here_the_python_of_qgis_comes_first_and_runs() -> None:
    first = find_pythons()[0]
    said = subprocess.run(
        [str(first), "-I", "-c", "import sys; print(sys.version_info[0])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said == "3\n"


def test_same_python_is_tried_once() -> None:
    found = find_pythons(platform="linux", prefixes=("/usr", "/usr"))
    assert len({path.resolve() for path in found}) == len(found)


def test_windows_looks_beside_qgis() -> None:
    found = find_pythons(
        platform="win32",
        prefixes=("/osgeo/apps/Python312",),
        environment={"OSGEO4W_ROOT": "/osgeo"},
        exists=lambda path: True,
    )
    assert Path("/osgeo/apps/Python312/python3.exe") in found
    assert Path("/osgeo/bin/python3.exe") in found
    assert not any("qgis" in path.name for path in found)


def test_macos_looks_in_the_bundle() -> None:
    found = find_pythons(
        platform="darwin",
        prefixes=("/Applications/QGIS.app/Contents/Frameworks",),
        exists=lambda path: True,
    )
    assert Path("/Applications/QGIS.app/Contents/MacOS/bin/python3") in found


def test_the_running_program_is_never_taken_for_a_python(monkeypatch) -> None:
    monkeypatch.setattr(sys, "executable", "/usr/bin/qgis")
    assert all("qgis" not in path.name for path in find_pythons())


def test_variables_that_mislead_another_python() -> None:
    assert is_unwanted("PYTHONHOME")
    assert is_unwanted("PythonPath")
    assert not is_unwanted("PATH")
    assert not is_unwanted("QTWEBENGINE_DISABLE_SANDBOX")
