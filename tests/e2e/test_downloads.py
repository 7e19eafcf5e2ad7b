"""Copies as an agent makes them: a restricted one, on days when everything is cut off."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Iterator

import pytest
from osgeo import ogr

from tests.e2e.bad_day import Day
from tests.e2e.conftest import failed
from tests.e2e.copying import Copyist
from tests.e2e.waiting import until
from tests.e2e.words import SIGN_IN
from workshop.supervisor import Workshop
from workshop.tour.person import Person
from workshop.tour.stage import Stage
from workshop.tour.story import HEXAGONE, OPEN, REGIONS, SITES

pytestmark = pytest.mark.slow
POINTS = "États et provinces du monde (points)"


def count(file: Path) -> int:
    """Features of the copy, and no two alike."""
    opened = ogr.Open(str(file))
    layer = opened.GetLayer(0)
    ids = {feature.GetField("feature_id") for feature in layer}
    assert len(ids) == layer.GetFeatureCount()
    return len(ids)


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, workshop: Workshop, debugging_port: int
) -> Iterator[Day]:
    home = tmp_path_factory.mktemp("copies") / "home"
    env = {"QTWEBENGINE_REMOTE_DEBUGGING": str(debugging_port)}
    with Stage(home, registry=workshop.platforms_file, extra_env=env) as stage:
        running = Day(stage, Person(stage, debugging_port), workshop)
        running.begin()
        yield running


@pytest.fixture
def day(shared: Day, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Day]:
    shared.tidy()
    yield shared
    if failed(request.node):
        print(shared.state_of_things())
        shared.stage.pointer.photograph(Path("out") / f"{request.node.name}.png")
    shared.workshop_in_order()
    assert shared.troubles() == []


@pytest.fixture
def copyist(day: Day) -> Iterator[Copyist]:
    copyist = Copyist(day)
    copyist.begin()
    yield copyist
    day.ask("[door().rooms.downloads.remove(job['id']) for job in jobs()]")


def sign_in_and_begin(copyist: Copyist, file: Path) -> None:
    copyist.ask_for(SITES)
    copyist.day.sign_in(HEXAGONE)
    copyist.confirm(file)


def test_a_restricted_copy_after_the_sign_in_it_needs(copyist: Copyist, tmp_path: Path) -> None:
    day, person, file = copyist.day, copyist.person, tmp_path / "sites.gpkg"
    sign_in_and_begin(copyist, file)
    done = copyist.wait("done")
    assert done["verdict"] == "verified" and done["features"] == count(file) > 5000
    assert copyist.line().startswith("Complète et vérifiée")
    layer = person.wait_layer(file.stem)
    assert (layer["provider"], layer["count"]) == ("ogr", done["features"])
    assert "refresh_copy" in day.ask(f"copy_actions({layer['id']!r})")
    rights = f"QgsProject.instance().mapLayer({layer['id']!r}).metadata()"
    assert day.ask(f"{rights}.rights()") and day.ask(f"{rights}.identifier()")
    assert not list(tmp_path.glob("*.part*"))

    # Refreshed: the same layer on the same file, with the colour that the person gave it.
    colour = f"QgsProject.instance().mapLayer({layer['id']!r}).renderer().symbol()"
    day.ask(f"{colour}.setColor(type({colour}.color())('#ff0000'))")
    before = file.stat().st_ino
    day.ask(f"door().refresh(QgsProject.instance().mapLayer({layer['id']!r}))")
    until(lambda: len(copyist.jobs()) == 2)
    copyist.wait("done")
    assert file.stat().st_ino != before and count(file) == done["features"]
    again = person.wait_layer(file.stem)
    assert (again["id"], again["source"]) == (layer["id"], layer["source"])
    assert day.ask(f"{colour}.color().name()") == "#ff0000"
    assert [path.name for path in tmp_path.iterdir()] == ["sites.gpkg"]


def test_the_style_of_the_live_layer_goes_along(copyist: Copyist, tmp_path: Path) -> None:
    day, person = copyist.day, copyist.person
    person.add_to_map(REGIONS)
    live = person.wait_layer(REGIONS)
    colour = "QgsProject.instance().mapLayer({!r}).renderer().symbol()"
    mine = colour.format(live["id"])
    day.ask(f"{mine}.setColor(type({mine}.color())('#00aa00'))")
    copyist.ask_for(REGIONS)
    copyist.confirm(tmp_path / "régions.gpkg")
    copyist.wait("done")
    person.wait("[l for l in layers() if l['provider'] == 'ogr']", "the copy")
    copy = next(one for one in person.layers() if one["provider"] == "ogr")
    assert day.ask(colour.format(copy["id"]) + ".color().name()") == "#00aa00"
    property_of = f"QgsProject.instance().mapLayer({copy['id']!r}).customProperty"
    assert day.ask(f"{property_of}('cicclo/platform')") is None, "it is no live layer"


def test_short_tokens_are_renewed_in_the_middle(copyist: Copyist, tmp_path: Path) -> None:
    copyist.day.workshop.fault("hexagone-as", "short_access_token")
    copyist.day.workshop.fault("hexagone", "slow")
    file = tmp_path / "sites.gpkg"
    sign_in_and_begin(copyist, file)
    done = copyist.wait("done", 240.0)
    assert done["verdict"] == "verified" and count(file) == done["features"]


def asked_or_signed_in(day: Day) -> bool:
    """ProConnect's page is in sight, or knew the person: then the window may be gone already."""
    page = day.person.page()
    at_proconnect = page is not None and "ProConnect" in page["title"]
    return at_proconnect or day.session(HEXAGONE)["state"] == "signed_in"


def test_a_session_that_ends_in_the_middle(copyist: Copyist, tmp_path: Path) -> None:
    day, workshop, file = copyist.day, copyist.day.workshop, tmp_path / "sites.gpkg"
    workshop.fault("hexagone", "slow")
    sign_in_and_begin(copyist, file)
    copyist.wait_pages(file)
    workshop.fault("hexagone-as", "kill_sessions")
    workshop.fault("hexagone", "refuse_tokens")
    stopped = copyist.wait("paused", 90.0)
    assert stopped["pause"] == "sign_in"
    assert (
        copyist.line()
        == "Votre session est terminée. Connectez-vous : le téléchargement reprendra où il s’est"
        " arrêté."
    )
    assert not file.exists()
    workshop.fault("hexagone", "refuse_tokens", False)
    workshop.fault("hexagone", "slow", False)
    day.clear()
    copyist.press("sign_in")
    until(lambda: asked_or_signed_in(day), 40.0)
    if day.session(HEXAGONE)["state"] != "signed_in":
        day.sign_in(HEXAGONE)
    done = copyist.wait("done", 90.0)
    assert done["verdict"] == "verified" and count(file) == done["features"]
    assert SIGN_IN not in [text for one in day.ask("notices()") for text in one["buttons"]]


def test_killed_in_the_middle_and_gone_on_with(copyist: Copyist, tmp_path: Path) -> None:
    day, workshop, file = copyist.day, copyist.day.workshop, tmp_path / "points.gpkg"
    workshop.fault("hexagone", "slow")
    sign_in_and_begin(copyist, file)
    copyist.wait_pages(file)
    day.stage.kill()
    assert not file.exists(), "half a file is never shown as whole"
    workshop.fault("hexagone", "slow", False)
    day.begin()
    copyist.begin()
    day.wait_session(HEXAGONE, "signed_in", 40.0)
    day.wait_notice("Téléchargements interrompus par la fermeture de QGIS : points.", "Reprendre")
    assert copyist.job()["pause"] == "interrupted"
    day.press("Reprendre")
    done = copyist.wait("done", 90.0)
    assert done["verdict"] == "verified" and count(file) == done["features"] > 5000
    assert "resumed" in done["notes"]
    assert day.person.wait_layer("points")["provider"] == "ogr"


def test_closed_in_the_middle_it_is_offered_again(copyist: Copyist, tmp_path: Path) -> None:
    day, file = copyist.day, tmp_path / "sites.gpkg"
    day.workshop.fault("hexagone", "slow")
    sign_in_and_begin(copyist, file)
    copyist.wait_pages(file)
    day.stage.quit()
    day.workshop.fault("hexagone", "slow", False)
    day.begin()
    copyist.begin()
    day.wait_session(HEXAGONE, "signed_in", 40.0)
    until(lambda: bool(copyist.jobs()))
    copyist.press("cancel")
    copyist.wait("cancelled")
    until(lambda: list(tmp_path.iterdir()) == [])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a disk can be mounted by root alone")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_and_room_made(copyist: Copyist, small_disk: Path) -> None:
    file = small_disk / "points.gpkg"
    copyist.ask_for(POINTS)
    copyist.confirm(file)
    stopped = copyist.wait("failed")
    assert stopped["code"] == "disk_full" and not file.exists()
    assert copyist.line().startswith("Le disque est plein.")
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    copyist.day.clear()
    copyist.press("retry")
    done = copyist.wait("done")
    assert done["verdict"] == "verified" and count(file) == done["features"] == 4556


def test_the_network_goes_and_comes_back(copyist: Copyist, tmp_path: Path) -> None:
    day, file = copyist.day, tmp_path / "points.gpkg"
    day.workshop.stop_server("ouvert")
    try:
        copyist.ask_for(POINTS)
        copyist.confirm(file)
        copyist.wait("failed", 90.0)
        assert copyist.line().startswith("La plateforme est injoignable.")
    finally:
        day.workshop.start_server("ouvert")
    day.wait_listing(OPEN, "loaded")
    copyist.press("retry")
    assert copyist.wait("done")["features"] == count(file) == 4556


def test_the_gui_is_never_held(copyist: Copyist, tmp_path: Path) -> None:
    copyist.ask_for(POINTS)
    copyist.person.wait("visible('CopyDialog')", "the dialog", 30)
    copyist.day.ask("widget('CopyDialog').add.setChecked(False)")
    time.sleep(1.0)
    copyist.day.ask("watchdog.restart()")
    copyist.confirm(tmp_path / "points.gpkg")
    copyist.wait("done")
    held = float(copyist.day.ask("watchdog.longest_ms"))
    assert held < 250, f"{held:.0f} ms"


def test_qgis_process_with_the_stored_session(copyist: Copyist, tmp_path: Path) -> None:
    """The session of the panel serves scripts: it is read from the person's keyring."""
    day, file = copyist.day, tmp_path / "sites.gpkg"
    day.person.choose_account(HEXAGONE)
    day.sign_in(HEXAGONE)
    day.wait_session(HEXAGONE, "signed_in")
    until(lambda: day.kept(HEXAGONE))
    default = day.stage.profile.parent / "default"
    if not default.exists():
        default.symlink_to(day.stage.profile)
    program = shutil.which("qgis_process.bin") or "qgis_process"
    env = dict(
        day.stage.desktop.env,
        QGIS_CUSTOM_CONFIG_PATH=str(day.stage.profiles),
        QT_QPA_PLATFORM="offscreen",
        CICCLO_REGISTRY=str(day.workshop.platforms_file),
    )
    words = [f"PLATFORM={HEXAGONE}", f"COLLECTION={SITES}", f"OUTPUT={file}"]
    for algorithm, arguments in (("downloadcollection", words), ("refreshcopy", [f"INPUT={file}"])):
        done = subprocess.run(
            [program, "run", f"cicclo:{algorithm}", "--", *arguments],
            env=env,
            cwd=env["HOME"],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        assert "Traceback" not in done.stderr
        assert count(file) > 5000
