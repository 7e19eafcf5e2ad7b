"""``cicclo:`` links told to the desktop, and taken back without a trace."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import QSettings

from cicclo_qgis.host.web_links import Obstacle, WebLinks

PYTHON = Path("/usr/bin/python3")
SCRIPT = Path("/plugins/cicclo_qgis/asking")
OTHERS = "[Default Applications]\ntext/html=firefox.desktop\n"


@pytest.fixture
def home(tmp_path):
    return {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}


@pytest.fixture
def make(tmp_path, home, qgis_app):
    def links(profile="default", system="linux", pythons=(PYTHON,), program="/usr/bin/qgis.bin"):
        def classes():
            return QSettings(str(tmp_path / "registry.ini"), QSettings.Format.IniFormat)

        folder = tmp_path / "profiles" / profile
        return WebLinks(folder, SCRIPT, lambda: pythons, system, home, program, classes)

    return links


def files(tmp_path):
    return sorted(
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    )


def test_on_and_off_again(make, tmp_path):
    links = make()
    assert links.obstacle() is None and not links.on()
    links.switch(True)
    assert links.on() and make().on()
    entry = (tmp_path / "data/applications/cicclo-qgis.desktop").read_text()
    command = f"{PYTHON} -I {SCRIPT} --profile {tmp_path}/profiles/default --qgis "
    assert f"\nExec={command}" in entry and entry.splitlines()[3].endswith(" -- %u")
    assert "\nMimeType=x-scheme-handler/cicclo;\n" in entry
    links.switch(False)
    assert not links.on() and files(tmp_path) == []


def test_what_others_have_chosen_stays(make, tmp_path):
    chosen = tmp_path / "config" / "mimeapps.list"
    chosen.parent.mkdir()
    chosen.write_text(OTHERS)
    links = make()
    links.switch(True)
    assert "x-scheme-handler/cicclo=cicclo-qgis.desktop\n" in chosen.read_text()
    links.switch(False)
    assert chosen.read_text() == OTHERS and files(tmp_path) == ["config/mimeapps.list"]


def test_they_lead_to_the_profile_that_took_them_last(make):
    mine, other = make("mine"), make("other")
    mine.switch(True)
    assert not other.on()
    other.keep_up()
    assert mine.on(), "another profile's choice is left alone"
    other.switch(True)
    assert other.on() and not mine.on()


def test_they_go_on_after_qgis_has_moved(make, tmp_path):
    make().switch(True)
    moved = Path("/opt/python/bin/python3")
    make(pythons=(moved,)).keep_up()
    assert f"Exec={moved} " in (tmp_path / "data/applications/cicclo-qgis.desktop").read_text()
    make(pythons=()).keep_up()
    assert make().on()


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"system": "darwin"}, Obstacle.MACOS),
        ({"program": "/app/bin/qgis"}, Obstacle.SANDBOX),
        ({"program": "/snap/qgis/1/usr/bin/qgis"}, Obstacle.SANDBOX),
        ({"program": "/tmp/.mount_qgisX/usr/bin/qgis"}, Obstacle.SANDBOX),
        ({"pythons": ()}, Obstacle.NO_PYTHON),
        ({"system": "win32"}, None),
    ],
)
def test_what_stands_in_the_way(make, changes, obstacle):
    assert make(**changes).obstacle() is obstacle


def test_what_cannot_be_written_is_told(make, tmp_path):
    (tmp_path / "config").write_text("a file where the folder should be")
    with pytest.raises(OSError):
        make().switch(True)
    assert not make().on() and files(tmp_path) == ["config"]


def test_windows_by_its_registry(make, tmp_path):
    registry = QSettings(str(tmp_path / "registry.ini"), QSettings.Format.IniFormat)
    registry.setValue("other/shell/open/command/.", "other.exe")
    registry.sync()
    links = make(system="win32", pythons=(tmp_path / "python.exe",), program="C:/QGIS/qgis-bin.exe")
    (tmp_path / "pythonw.exe").touch()
    links.switch(True)
    assert links.on()
    registry.sync()
    assert registry.value("cicclo/.") == "URL:QGIS (CICCLO)"
    assert registry.value("cicclo/URL Protocol") == ""
    line = registry.value("cicclo/shell/open/command/.")
    assert line.startswith(f'"{tmp_path}/pythonw.exe" "-I" "{SCRIPT}" ')
    assert line.endswith('"--qgis" "C:/QGIS/qgis-bin.exe" "--" "%1"')
    links.switch(False)
    registry.sync()
    assert not links.on()
    assert registry.allKeys() == ["other/shell/open/command/."]


@pytest.mark.skipif(shutil.which("gio") is None, reason="needs GLib's gio")
def test_the_desktop_understands_it(make, tmp_path, home):
    make().switch(True)
    asked = subprocess.run(
        ["gio", "mime", "x-scheme-handler/cicclo"],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(tmp_path), **home},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert "cicclo-qgis.desktop" in asked.stdout.splitlines()[0], asked
