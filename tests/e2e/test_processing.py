"""The algorithms under the real ``qgis_process``, where no window and no dock exist."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path
from typing import Dict, List

import pytest

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
