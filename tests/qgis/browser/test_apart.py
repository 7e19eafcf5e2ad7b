"""Runs each file of ``apart/`` in a process, on a screen, in a home of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Dict

import pytest

from tests.qgis.browser.apart_run import APART, play

_FILES = sorted(path.name for path in APART.glob("check_*.py"))


@pytest.mark.webengine
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", _FILES)
def test_apart(name: str, apart_environment: Dict[str, str], tmp_path: Path) -> None:
    play(name, apart_environment, tmp_path)
