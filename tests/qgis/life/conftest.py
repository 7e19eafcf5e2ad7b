"""The workshop's real servers, an agent at a browser, and real layers of QGIS on its map."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any, Callable, Iterator, List

import pytest

from workshop import Workshop, install
from workshop.servers import Options


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    absent = install.missing()
    if absent:
        pytest.skip(f"run `python3 -m workshop setup` first (missing: {', '.join(absent)})")
    folder = tmp_path_factory.mktemp("workshop")
    with Workshop(folder, options=Options(apache=True)) as running:
        yield running


@pytest.fixture
def registry(workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All five platforms in one registry, and no others."""
    from qgis.core import QgsSettings

    document = json.loads(workshop.platforms_file.read_text("utf-8"))
    document["platforms"] += json.loads(workshop.apache_file.read_text("utf-8"))["platforms"]
    path = tmp_path / "registry.json"
    path.write_text(json.dumps(document), "utf-8")
    monkeypatch.setenv("CICCLO_REGISTRY", str(path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    QgsSettings().remove("cicclo")
    QgsSettings().setValue("cicclo/shippedPlatforms", False)
    QgsSettings().setValue("cicclo/userRegistry", str(tmp_path / "user.json"))
    return path


@pytest.fixture
def make_life(
    registry: Path, workshop: Workshop, qgis_new_project: Any, qtbot: Any, beside_gui: Any
) -> Iterator[Callable[..., Any]]:
    """Makes ``Life``; afterwards every fault is off and nobody is signed in anywhere."""
    from tests.qgis.life.life import Life

    made: List[Life] = []

    def make(**options: Any) -> Life:
        made.append(Life(workshop, qtbot, beside_gui, **options))
        return made[-1]

    yield make
    for life in made:
        life.stop()
    for address in workshop.described["faults"].values():
        request = urllib.request.Request(address, method="DELETE")
        urllib.request.urlopen(request, timeout=5.0).close()


@pytest.fixture
def life(make_life: Callable[..., Any]) -> Any:
    """A QGIS whose person is Camille, who may read everything."""
    return make_life()
