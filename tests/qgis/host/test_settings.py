from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsSettings

from cicclo_qgis.host.paths import profile_folder
from cicclo_qgis.host.settings import BrowserChoice, Settings


@pytest.fixture(autouse=True)
def _clean(qgis_app: Any) -> Any:
    QgsSettings().remove("cicclo")
    yield
    QgsSettings().remove("cicclo")


def test_as_installed() -> None:
    settings = Settings()
    assert settings.browser is BrowserChoice.AUTOMATIC
    assert settings.keep_sessions is True and settings.use_qgis_store is False
    assert settings.user_registry == profile_folder() / "platforms.json"


def test_kept() -> None:
    settings = Settings()
    settings.browser = BrowserChoice.SYSTEM
    settings.keep_sessions = False
    settings.user_registry = Path("/somewhere/platforms.json")
    again = Settings()
    assert again.browser is BrowserChoice.SYSTEM and again.keep_sessions is False
    assert again.user_registry == Path("/somewhere/platforms.json")


def test_what_an_ini_file_or_a_hand_left_there() -> None:
    for text, meant in (("false", False), ("true", True), ("1", True), ("0", False)):
        QgsSettings().setValue("cicclo/keepSessions", text)
        assert Settings().keep_sessions is meant
    QgsSettings().setValue("cicclo/browser", "netscape")
    assert Settings().browser is BrowserChoice.AUTOMATIC


def test_the_extra_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CICCLO_REGISTRY", raising=False)
    assert Settings().extra_registry is None
    monkeypatch.setenv("CICCLO_REGISTRY", "/x/y.json")
    assert Settings().extra_registry == Path("/x/y.json")


def test_the_folder_is_private() -> None:
    assert profile_folder().is_dir()
