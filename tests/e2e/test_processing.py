"""The algorithms under the real ``qgis_process``, where no window and no dock exist."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path
from typing import Dict, List

import pytest
from osgeo import ogr

from workshop.supervisor import Workshop
from workshop.tour.desktop import base_environment
from workshop.tour.stage import install_plugin

# Debian's own wrapper puts an option first that the program does not know.
QGIS_PROCESS = shutil.which("qgis_process.bin") or "qgis_process"
SETTINGS = "[cicclo]\nshippedPlatforms=false\n\n[PythonPlugins]\ncicclo_qgis=true\n"


@pytest.fixture
def environment(tmp_path: Path, workshop: Workshop, plugin_zip: Path) -> Dict[str, str]:
    profile = tmp_path / "qgis" / "profiles" / "default"
    (profile / "QGIS").mkdir(parents=True)
    (profile / "QGIS" / "QGIS3.ini").write_text(SETTINGS, encoding="utf-8")
    install_plugin(profile, plugin_zip)
    env = base_environment(tmp_path / "home")
    env.update(
        QGIS_CUSTOM_CONFIG_PATH=str(tmp_path / "qgis"),
        QT_QPA_PLATFORM="offscreen",
        CICCLO_REGISTRY=str(workshop.platforms_file),
    )
    return env


def run(env: Dict[str, str], algorithm: str, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [QGIS_PROCESS, "run", algorithm, "--", *words],
        env=env,
        cwd=env["HOME"],
        capture_output=True,
        text=True,
        timeout=120,
    )


def rows(path: Path) -> List[Dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_platform_is_listed(environment: Dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "collections.csv"
    done = run(environment, "cicclo:listcollections", f"OUTPUT={out}")
    assert done.returncode == 0, done.stdout + done.stderr
    told = rows(out)
    assert {row["platform"] for row in told} == {
        "Géo Armor (atelier)",
        "Hexagone (atelier)",
        "Données ouvertes (atelier)",
    }
    access = {row["id"]: row["access"] for row in told}
    assert access["sites_inspection"] == "needs_sign_in"
    assert access["epci"] == "open"
    assert "zones_humides" not in access
    assert "Traceback" not in done.stderr


def test_a_text_and_a_platform_narrow_the_list(environment: Dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "some.csv"
    done = run(environment, "cicclo:listcollections", "TEXT=SITES", f"OUTPUT={out}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [row["id"] for row in rows(out)] == ["sites_inspection"]


def test_all_platforms_down_is_a_failure(environment: Dict[str, str], tmp_path: Path) -> None:
    registry = tmp_path / "nobody.json"
    registry.write_text(
        '{"version": 1, "platforms": [{"id": "nobody", "name": "Nobody", "territory": "",'
        ' "software": "", "landing": "http://127.0.0.1:9/", "landing_status": "documented",'
        ' "source": "test"}]}',
        encoding="utf-8",
    )
    environment["CICCLO_REGISTRY"] = str(registry)
    done = run(environment, "cicclo:listcollections", f"OUTPUT={tmp_path / 'none.csv'}")
    assert done.returncode != 0
    assert "Nobody" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_sessions_are_told_without_secrets(environment: Dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "sessions.csv"
    done = run(environment, "cicclo:sessionstatus", f"OUTPUT={out}")
    assert done.returncode == 0, done.stdout + done.stderr
    told = {row["platform"]: row for row in rows(out)}
    assert set(told) == {"Géo Armor (atelier)", "Hexagone (atelier)"}
    assert {row["state"] for row in told.values()} == {"signed_out"}
    assert out.stat().st_size < 2000


def test_the_examples_of_the_documentation(environment: Dict[str, str], tmp_path: Path) -> None:
    """docs/processing.md, as it stands there."""
    file = tmp_path / "departements.gpkg"
    named = ("PLATFORM=Géo Armor (atelier)", "COLLECTION=departements")
    table = tmp_path / "attributes.csv"
    described = run(environment, "cicclo:describecollection", *named, f"OUTPUT={table}")
    assert described.returncode == 0, described.stdout + described.stderr
    assert "code" in [row["attribute"] for row in rows(table)]
    extent = "EXTENT=-3,-1,47.5,49 [EPSG:4326]"
    done = run(environment, "cicclo:downloadcollection", *named, extent, f"OUTPUT={file}")
    assert done.returncode == 0, done.stdout + done.stderr
    before = features(file)
    assert 0 < before < 101
    again = run(environment, "cicclo:refreshcopy", f"INPUT={file}")
    assert again.returncode == 0, again.stdout + again.stderr
    assert features(file) == before
    assert "Traceback" not in described.stderr + done.stderr + again.stderr


def features(file: Path) -> int:
    opened = ogr.Open(str(file))  # its layers die with it
    return int(opened.GetLayer(0).GetFeatureCount())


def test_a_restricted_copy_without_a_session_says_so(
    environment: Dict[str, str], tmp_path: Path
) -> None:
    named = ("PLATFORM=atelier-hexagone", "COLLECTION=sites_inspection")
    file = tmp_path / "sites.gpkg"
    done = run(environment, "cicclo:downloadcollection", *named, f"OUTPUT={file}")
    assert done.returncode != 0 and not file.exists()
    assert "Sign in" in done.stdout + done.stderr
