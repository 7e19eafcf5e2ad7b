"""A platform with a WFS alone, in real QGIS: listed, signed in to, a restricted layer and a copy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from osgeo import ogr

from tests.e2e.bad_day import Day
from tests.e2e.copying import Copyist
from tests.workshop.identity_browser import CAMILLE
from workshop import Workshop
from workshop.registry import HEXAGONE_ID
from workshop.tour.person import Person
from workshop.tour.stage import Stage

pytestmark = [pytest.mark.workshop, pytest.mark.webengine, pytest.mark.slow]

PLATFORM = "Hexagone, par WFS (atelier)"
SITES = "Sites soumis à inspection (exercice)"


def registry_with_wfs(workshop: Workshop, path: Path) -> Path:
    """Hexagone as if it had no OGC API - Features: its WFS, and the same sign-in."""
    records = json.loads(workshop.platforms_file.read_text("utf-8"))["platforms"]
    (record,) = [one for one in records if one["id"] == HEXAGONE_ID]
    wfs = workshop.addresses["hexagone_wfs"]
    record.update(
        id="atelier-wfs",
        name=PLATFORM,
        landing=None,
        landing_status="none",
        wfs=wfs,
        access=[{**record["access"][0], "protects": [wfs]}],
    )
    document = {"version": 1, "platforms": [record]}
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return path


def a_copy(day: Day, folder: Path) -> None:
    """By the menu of the row: whole and checked, page after page, with the session."""
    copyist = Copyist(day)
    copyist.begin()
    copyist.ask_for(SITES)
    copyist.person.wait(
        "widget('CopyDialog').count.text().replace('\\u202f', '') == '5660'", "count"
    )
    day.stage.pointer.photograph(folder / "dialog.png")
    file = folder / "sites.gpkg"
    copyist.confirm(file)
    job = copyist.wait("done", 120)
    assert (job["features"], job["verdict"]) == (5660, "verified"), job
    opened = ogr.Open(str(file))
    layer = opened.GetLayer(0)
    assert layer.GetFeatureCount() == 5660
    ids = {feature.GetField("feature_id") for feature in layer}
    assert len(ids) == 5660
    day.stage.pointer.photograph(folder / "copied.png")


def test_a_restricted_layer_of_a_wfs(
    workshop: Workshop, plugin_zip: Path, tmp_path: Path, debugging_port: int
) -> None:
    (agent,) = [one for one in workshop.agents if one["email"] == CAMILLE]
    stage = Stage(
        tmp_path,
        registry=registry_with_wfs(workshop, tmp_path / "platforms.json"),
        package=plugin_zip,
        extra_env={"QTWEBENGINE_REMOTE_DEBUGGING": str(debugging_port)},
    )
    project = tmp_path / "carte.qgs"
    with stage:
        person = Person(stage, debugging_port)
        stage.start()
        person.wait("visible('CiccloPanel')", "the dock", 60)
        person.wait_listed(PLATFORM, SITES)
        (row,) = [one for one in person.rows() if one["text"] == SITES]
        assert "Connexion nécessaire" in row["accessible"] and "par WFS" in row["accessible"]
        person.add_to_map(SITES)
        person.sign_in(PLATFORM, agent["email"], agent["password"])
        layer = person.wait_layer(SITES)
        assert person.count_features(layer["id"]) == 5660
        kind = f"QgsProject.instance().mapLayer({layer['id']!r}).providerType()"
        assert person.ask(kind) == "WFS"
        person.ask(f"QgsProject.instance().write({str(project)!r})")
        a_copy(Day(stage, person, workshop), tmp_path)
        # The next morning: the session comes back by itself, and the layer with it.
        stage.quit()
        stage.start(project)
        again = person.wait_layer(SITES, 60)
        assert person.count_features(again["id"]) == 5660
        assert "apikey" not in project.read_text("utf-8")
        assert "Bearer" not in project.read_text("utf-8")
        stage.quit()
