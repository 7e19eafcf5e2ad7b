"""The plugin taken down where one part of it cannot be: all else goes all the same."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from qgis.core import QgsApplication, QgsSettings

from cicclo_qgis.plugin import CiccloPlugin


@pytest.fixture
def plugin(qgis_app: Any, tmp_path: Any) -> Any:
    QgsSettings().setValue("cicclo/userRegistry", str(tmp_path / "user.json"))
    QgsSettings().setValue("cicclo/keepSessions", False)
    plugin = CiccloPlugin(None)
    plugin.initProcessing()
    yield plugin
    plugin.unload()
    QgsSettings().remove("cicclo")


def test_what_cannot_be_undone_keeps_nothing_else(
    plugin: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    undone = []

    def broken() -> None:
        raise RuntimeError("wrapped C/C++ object has been deleted")

    engine = plugin.engine
    assert QgsApplication.processingRegistry().providerById("cicclo") is not None
    plugin._undo[:0] = [lambda: undone.append("earlier")]
    plugin._undo.append(broken)
    monkeypatch.setattr(engine, "stop", _then(engine.stop, broken))
    with caplog.at_level(logging.ERROR):
        plugin.unload()
    assert undone == ["earlier"]
    assert QgsApplication.processingRegistry().providerById("cicclo") is None
    assert plugin.engine is None and "has been deleted" in caplog.text


def _then(first: Any, second: Any) -> Any:
    def both() -> None:
        first()
        second()

    return both
