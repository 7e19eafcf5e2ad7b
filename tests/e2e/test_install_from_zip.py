"""The zip, installed as a person installs it, works in an empty profile without anything else."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from tools import package
from workshop.tour.stage import Qgis, Stage

ROOT = Path(__file__).resolve().parents[2]
# An empty profile, but for what would put a dialog in the way of a first start.
SETTINGS = """\
[locale]
overrideFlag=true
userLocale=fr

[migration]
fileVersion=2
firstRunVersionFlag=99999
"""
HIDDEN = ("cryptography", "keyring", "authlib", "secretstorage", "jeepney", "jaraco")

INSTALL = """
import pyplugin_installer
from qgis.core import QgsApplication
said = []
QgsApplication.messageLog().messageReceived.connect(lambda text, tag, level: said.append(text))
pyplugin_installer.instance().installFromZipFile({path!r})
"""
WHAT_RUNS = """
import os, sys, importlib.util
import qgis.utils
import cicclo_qgis
value = dict(
    file=os.path.realpath(cicclo_qgis.__file__),
    active="cicclo_qgis" in qgis.utils.active_plugins,
    said="\\n".join(said),
    path=[os.path.realpath(entry) for entry in sys.path],
    loaded=[name for name, module in sys.modules.items()
            if name.partition(".")[0] in {hidden!r} and module is not None],
)
"""


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A computer with QGIS, without the plugin, on which pip has never installed anything."""
    monkeypatch.chdir(tmp_path)  # the checkout must not be found as the current folder
    hide = tmp_path / "hide"
    for name in HIDDEN:
        (hide / name).mkdir(parents=True)
        text = f"raise ModuleNotFoundError('No module named {name}', name={name!r})\n"
        (hide / name / "__init__.py").write_text(text, encoding="utf-8")
    with Stage(tmp_path / "home", extra_env={"PYTHONPATH": str(hide)}) as person:
        settings = person.profile / "QGIS" / "QGIS3.ini"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS, encoding="utf-8")
        yield person


def install(stage: Stage, zip_file: Path) -> Qgis:
    """Start QGIS and install the zip by the plugin manager's own function."""
    qgis = stage.start()
    qgis.remote(INSTALL.format(path=str(zip_file)), timeout=60.0)
    return qgis


@pytest.mark.slow
def test_zip_installs_and_starts_in_an_empty_profile(stage: Stage, tmp_path: Path) -> None:
    qgis = install(stage, package.write(tmp_path))

    seen = qgis.remote(WHAT_RUNS.format(hidden=set(HIDDEN)))

    assert seen["active"], seen["said"]
    assert Path(seen["file"]).is_relative_to(stage.profile.resolve())
    assert not [entry for entry in seen["path"] if Path(entry) == ROOT]
    assert seen["loaded"] == []


@pytest.mark.slow
def test_zip_shows_its_platforms_and_leaves_without_a_trace(stage: Stage, tmp_path: Path) -> None:
    qgis = install(stage, package.write(tmp_path))
    docks = "[dock.objectName() for dock in iface.mainWindow().findChildren(QDockWidget)]"
    assert "CiccloDock" in qgis.remote(docks)

    assert qgis.remote("__import__('qgis.utils').utils.unloadPlugin('cicclo_qgis')")

    qgis.remote.until(f"'CiccloDock' not in {docks}", "the dock to go")
