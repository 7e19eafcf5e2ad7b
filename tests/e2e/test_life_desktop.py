"""Every day after the first, as far as only a desktop shows it."""

from __future__ import annotations

import base64
import json
import secrets
import time
from pathlib import Path
from typing import Any, Iterator

import pytest

from tests.e2e.bad_day import Day
from tests.e2e.waiting import until
from tests.qgis.platform_server import JSON, Content, OapifPlatform
from tests.qgis.server import Answer, LocalServer, Seen
from workshop.supervisor import Workshop
from workshop.tour.person import Person
from workshop.tour.stage import Stage

pytestmark = pytest.mark.slow

LYON = "Compte technique"
USERNAME, PASSWORD = "agent", secrets.token_urlsafe(9)
_DIALOGS = (
    "[w.objectName() for w in QApplication.topLevelWidgets()"
    " if w.metaObject().className() == 'QgsCredentialDialog' and w.isVisible()]"
)


def basic(seen: Seen) -> Answer:
    return Answer(401, b"{}", [JSON, ("WWW-Authenticate", 'Basic realm="Donnees"')])


@pytest.fixture(scope="module")
def account_server() -> Iterator[OapifPlatform]:
    """A platform that opens with a technical account, like Grand Lyon's."""
    token = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
    with LocalServer() as server:
        yield OapifPlatform(
            server,
            [Content("arbres", 40), Content("bancs", 30)],
            allowed=lambda seen: seen.headers.get("Authorization") == f"Basic {token}",
            refusal=basic,
        )


@pytest.fixture
def day(
    tmp_path: Path, workshop: Workshop, account_server: OapifPlatform, debugging_port: int
) -> Iterator[Day]:
    document = json.loads(workshop.platforms_file.read_text("utf-8"))
    document["platforms"].append(
        {
            "id": "compte",
            "name": LYON,
            "territory": "",
            "software": "",
            "landing": account_server.landing,
            "landing_status": "documented",
            "access": [{"kind": "account", "protects": [account_server.landing.rstrip("/")]}],
            "restricted": ["*"],
            "quirks": [],
            "source": "essai",
        }
    )
    registry = tmp_path / "registry.json"
    registry.write_text(json.dumps(document), "utf-8")
    env = {"QTWEBENGINE_REMOTE_DEBUGGING": str(debugging_port)}
    with Stage(tmp_path / "home", registry=registry, extra_env=env) as stage:
        running = Day(stage, Person(stage, debugging_port), workshop)
        running.begin()
        yield running
        stage.pointer.photograph(tmp_path / "end.png")
        assert running.troubles() == []


def add_layer(day: Day, landing: str, collection: str, mark: bool = True) -> None:
    """Put a native layer on the map, as a project that is opened does; the GUI goes on."""
    day.ask(
        "from qgis.core import QgsVectorLayer\n"
        "def _add(landing, collection, mark):\n"
        "    source = f\"typename='{collection}' url='{landing}' restrictToRequestBBOX='1'\"\n"
        "    layer = QgsVectorLayer(source, collection, 'OAPIF')\n"
        "    if mark:\n"
        "        layer.setCustomProperty('cicclo/platform', 'compte')\n"
        "        layer.setCustomProperty('cicclo/restricted', True)\n"
        "    QgsProject.instance().addMapLayer(layer)\n"
        f"QTimer.singleShot(50, lambda: _add({landing!r}, {collection!r}, {mark!r}))"
    )


def visible_dialogs(day: Day) -> Any:
    return day.ask(_DIALOGS)


def turned_away(day: Day) -> bool:
    """Press Esc as long as QGIS asks: it may do so for each of a layer's requests."""
    if visible_dialogs(day) != []:
        day.person.pointer.key("Escape")
        time.sleep(0.5)
    return visible_dialogs(day) == []


def check_the_connection(day: Day, folder: Path) -> None:
    """From the menu: every line is in order, and the report can be copied."""
    day.ask(
        "from qgis.PyQt.QtWidgets import QAction, QDialog\n"
        "QTimer.singleShot(50, next(a for a in iface.mainWindow().findChildren(QAction)"
        " if a.text() == 'Vérifier ma connexion…').trigger)"
    )
    window = day.person.pointer.wait_window("Vérifier ma connexion")
    dialog = "iface.mainWindow().findChild(QDialog, 'CiccloCheckup')"
    day.person.wait(f"{dialog}.copy_button.isEnabled()", "the findings", 60)
    day.stage.pointer.photograph(folder / "connection.png")
    report = str(day.ask(f"{dialog}.report()"))
    assert "[!]" not in report and "Secret Service" in report, report
    assert day.workshop.addresses["proconnect"].split("/")[2] in report
    day.person.pointer.focus(window)
    day.person.pointer.key("Escape")
    day.person.pointer.wait_gone("Vérifier ma connexion")


def test_no_password_dialog_of_qgis_for_an_account(
    day: Day, account_server: OapifPlatform, tmp_path: Path
) -> None:
    """Two layers of a platform with a technical account, nobody signed in: one question, ours."""
    for collection in ("arbres", "bancs"):
        add_layer(day, account_server.landing, collection)
        day.person.wait(f"[l for l in layers() if l['name'] == {collection!r}]", collection)
        assert visible_dialogs(day) == []
    own = [text for text in day.own_notices() if LYON in text]
    assert len(own) == 1, own
    day.stage.pointer.photograph(tmp_path / "waiting.png")

    day.press("Se connecter")
    window = day.person.pointer.wait_window(LYON)
    day.person.pointer.focus(window)
    time.sleep(0.3)
    day.person.pointer.type(USERNAME)
    day.person.pointer.key("Tab")
    day.person.pointer.type(PASSWORD)
    day.person.pointer.key("Return")
    for collection in ("arbres", "bancs"):
        day.person.wait_layer(collection)

    check_the_connection(day, tmp_path)

    # Any other server's question is QGIS's own business.
    with LocalServer() as stranger:
        other = OapifPlatform(
            stranger, [Content("x", 1)], allowed=lambda seen: False, refusal=basic
        )
        add_layer(day, other.landing, "x", mark=False)
        until(lambda: visible_dialogs(day) != [], 20.0)
        until(lambda: turned_away(day), 20.0)
