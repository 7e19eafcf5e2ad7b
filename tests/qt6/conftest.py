"""What is tried here is tried on Qt 6; with any other the proof would be none."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def _really_qt6() -> None:
    from qgis.PyQt.QtCore import QT_VERSION_STR

    assert QT_VERSION_STR.startswith("6."), "see `make test-qt6`"
