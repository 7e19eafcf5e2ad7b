"""A running QGIS asked by another program: a script, and the links of a web page."""

from __future__ import annotations

import contextlib
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from typing import Dict, Iterator, List

import pytest

from cicclo_qgis.asking import place
from tests.e2e.bad_day import Day
from tests.e2e.waiting import until
from tests.qgis.platform_server import Content, OapifPlatform
from tests.qgis.server import LocalServer
from workshop.supervisor import Workshop
from workshop.tour import stage as stages
from workshop.tour.person import Person
from workshop.tour.remote import Remote
from workshop.tour.stage import Stage
from workshop.tour.story import EPCI, OPEN, REGIONS

pytestmark = pytest.mark.slow

# Who opens links on a desktop; without one of them the link is not followed, only read.
OPENERS = [["gio", "open"], ["xdg-open"]]
_PAGE = "next(w for w in QApplication.allWidgets() if hasattr(w, 'links') and w.isVisible())"
_BOX = "next(w for w in QApplication.topLevelWidgets() if w.objectName() == 'QgsOptionsBase')"


@pytest.fixture(scope="module")
def whole_day(
    tmp_path_factory: pytest.TempPathFactory, workshop: Workshop, debugging_port: int
) -> Iterator[Day]:
    home = tmp_path_factory.mktemp("a") / "home"
    env = {"QTWEBENGINE_REMOTE_DEBUGGING": str(debugging_port)}
    with Stage(home, registry=workshop.platforms_file, extra_env=env) as stage:
        running = Day(stage, Person(stage, debugging_port), workshop)
        yield running


@pytest.fixture
def day(whole_day: Day) -> Iterator[Day]:
    """QGIS runs, with its list; nothing is on the map."""
    stage = whole_day.stage
    if stage.qgis is None:
        whole_day.begin()
    whole_day.wait_listing(OPEN, "loaded")
    yield whole_day
    if stage.qgis is not None:
        assert whole_day.troubles() == []
        whole_day.ask("QgsProject.instance().clear()")
        whole_day.clear()


def asking(stage: Stage) -> List[str]:
    """The program, as a web browser would call it."""
    script = stage.profile / "python" / "plugins" / "cicclo_qgis" / "asking"
    return ["/usr/bin/python3", "-I", str(script), "--"]


def ask(stage: Stage, address: str) -> int:
    command = [*asking(stage), address]
    return subprocess.run(command, env=stage.desktop.env, cwd="/", timeout=60).returncode


def address_of(day: Day, title: str) -> str:
    """The address a portal would show for a collection."""
    return str(
        day.ask(
            "next(e.service_url.rstrip('/') + '/collections/' + e.collection.id"
            f" for p in dock()._desk.platforms() for e in dock()._desk.entries(p.id)"
            f" if e.collection.title == {title!r})"
        )
    )


def sockets(day: Day) -> List[Path]:
    return place.entries(place.folder(day.stage.desktop.env), day.stage.profile)


def test_the_collection_appears_and_the_panel_with_it(day: Day, tmp_path: Path) -> None:
    address = address_of(day, REGIONS)
    day.ask("iface.mainWindow().findChild(QDockWidget, 'CiccloDock').setUserVisible(False)")
    day.person.wait("not visible('CiccloPanel')", "the panel to be closed")
    day.ask("iface.mainWindow().showMinimized()")
    day.person.wait("iface.mainWindow().isMinimized()", "QGIS out of sight")
    day.ask("watchdog.restart()")
    assert ask(day.stage, f"cicclo:{address}") == 0
    day.person.wait_layer(REGIONS)
    day.person.wait("visible('CiccloPanel')", "the panel")
    day.person.wait("not iface.mainWindow().isMinimized()", "QGIS in sight")
    day.person.wait("QApplication.activeWindow() is not None", "QGIS before all else")
    day.ask("iface.mainWindow().showMaximized()")


def test_what_is_no_address_changes_nothing(day: Day) -> None:
    before = day.ask("layers()")
    for address in ("file:///etc/passwd", "cicclo:import os", "cicclo:https://a@b.fr/"):
        assert ask(day.stage, address) == 2
    (entry,) = sockets(day)
    lines: List[socket.socket] = []
    for data in (b"\xff" * 100_000, b"project.qgz\n", b"https://x.fr/" + b"y" * 100_000):
        lines.append(socket.socket(socket.AF_UNIX))
        lines[-1].settimeout(20)
        lines[-1].connect(str(entry))
        with contextlib.suppress(ConnectionError):
            lines[-1].sendall(data)
            assert lines[-1].recv(10) == b""
    for line in lines:
        line.close()
    assert day.ask("layers()") == before and day.own_notices() == []


def test_for_a_stranger_there_is_a_question_first(day: Day, tmp_path: Path) -> None:
    with LocalServer() as server:
        stranger = OapifPlatform(server, [Content("bancs", 30, title="Bancs publics")])
        host = server.url.split("/")[2]
        assert ask(day.stage, f"cicclo:{stranger.landing}collections/bancs") == 0
        day.wait_notice(
            f"Un lien mène à {host}, qui n’est pas encore parmi vos plateformes. "
            "L’ajouter et ouvrir la collection ?",
            "Ajouter la plateforme",
        )
        day.stage.pointer.photograph(tmp_path / "question.png")
        assert server.seen == [], "nothing is fetched before the answer"
        day.press("Ajouter la plateforme")
        day.person.wait_layer("Bancs publics")
        assert server.seen


def choose_links(day: Day, on: bool, shot: Path) -> None:
    """In QGIS's options, with the mouse."""
    day.ask("QTimer.singleShot(50, lambda: iface.showOptionsDialog(currentPage='CiccloOptions'))")
    day.person.wait(f"{_PAGE}.isVisible()", "the options")
    box = f"{_PAGE}.links.choice"
    day.person.wait(f"{box}.isEnabled() and {box}.isChecked() is {not on}", "the choice")
    day.ask(
        f"_p = {_PAGE}.links.choice.parent(); _p.parent().parent().parent().ensureWidgetVisible(_p)"
    )
    day.person.pointer.click(day.ask(f"rect_of({box})")[:2] + [30, day.ask(f"{box}.height()")])
    day.person.wait(f"{box}.isChecked() is {on}", "the tick")
    day.stage.pointer.photograph(shot)
    button = f"{_BOX}.findChild(QWidget, 'buttonBox').button(_Ok)"
    day.ask(
        "from qgis.PyQt.QtWidgets import QDialogButtonBox\n_Ok = QDialogButtonBox.StandardButton.Ok"
    )
    day.person.pointer.click(day.ask(f"rect_of({button})"))
    day.person.wait(
        "not [w for w in QApplication.topLevelWidgets()"
        " if w.objectName() == 'QgsOptionsBase' and w.isVisible()]",
        "the options to be closed",
    )


def test_links_of_a_web_page_lead_here_once_it_is_wanted(day: Day, tmp_path: Path) -> None:
    env = day.stage.desktop.env
    entry = Path(env["XDG_DATA_HOME"]) / "applications" / "cicclo-qgis.desktop"
    chosen = Path(env["XDG_CONFIG_HOME"]) / "mimeapps.list"
    assert not entry.exists(), "off until it is wanted"
    choose_links(day, True, tmp_path / "options.png")
    until(entry.exists)
    line = next(one for one in entry.read_text().splitlines() if one.startswith("Exec="))
    words = shlex.split(line.partition("=")[2])
    assert words[-2:] == ["--", "%u"]
    openers = [words[:-1], *(one for one in OPENERS if shutil.which(one[0]))]
    for number, opener in enumerate(openers):
        link = f"cicclo:{address_of(day, EPCI)}/items?limit={number}"
        day.ask("QgsProject.instance().clear()")
        subprocess.run([*opener, link], env=env, cwd="/", timeout=60, check=True)
        day.person.wait_layer(EPCI)
    choose_links(day, False, tmp_path / "options-off.png")
    until(lambda: not entry.exists())
    assert not chosen.exists()


def test_where_no_qgis_runs_one_is_started(day: Day, tmp_path: Path) -> None:
    address = address_of(day, REGIONS)
    assert day.troubles() == []
    left = sockets(day)
    day.stage.kill()  # a crash: its socket stays
    assert sockets(day) == left != []
    port_file, key = tmp_path / "port", secrets.token_urlsafe(16)
    driver = Path(stages.__file__).with_name("driver.py")
    qgis = tmp_path / "qgis"
    qgis.write_text(
        f'#!/bin/sh\nexec qgis --nologo --noversioncheck --lang fr --code "{driver}" "$@"\n'
    )
    qgis.chmod(0o755)
    env: Dict[str, str] = dict(
        day.stage.desktop.env,
        CICCLO_REGISTRY=str(day.workshop.platforms_file),
        CICCLO_STAGE_KEY=key,
        CICCLO_STAGE_PORT=str(port_file),
    )
    command = [*asking(day.stage)[:-1], "--qgis", str(qgis), "--", f"cicclo:{address}"]
    assert subprocess.run(command, env=env, cwd="/", timeout=60).returncode == 0
    until(port_file.exists, 60)
    remote = Remote(int(port_file.read_text()), key)
    process = int(remote("__import__('os').getpid()"))
    try:
        wanted = f"[l for l in layers() if l['name'] == {REGIONS!r} and l['valid']]"
        assert len(remote.until(wanted, REGIONS, 60)) == 1
        assert remote("QgsApplication.qgisSettingsDirPath()").rstrip("/") == str(day.stage.profile)
        assert len(sockets(day)) == 1, "what the crash had left is gone"
        assert ask(day.stage, f"{address}/items?f=html") == 0
        remote.until("len(layers()) == 2", "the second layer", 60)
    finally:
        remote.close()
        os.kill(process, signal.SIGKILL)
