"""The window's own tests again, in QtWebEngine of Qt 6: real pages, a real keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Dict

import pytest

from tests.qgis.browser.apart_run import play
from tests.qgis.browser.conftest import apart_environment as apart_environment
from tests.qgis.browser.conftest import display as display

_ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.webengine
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["check_window.py", "check_rules.py", "check_window_face.py"])
def test_on_qt6(name: str, apart_environment: Dict[str, str], tmp_path: Path) -> None:
    places = f"{_ROOT / 'tests' / 'qt6' / 'stand_in'}:{_ROOT}"
    play(name, {**apart_environment, "PYTHONPATH": places, "PYTEST_QT_API": "pyqt6"}, tmp_path)
