"""For pytest (``-p``): the fixtures of pytest-qgis, in an application of Qt 6 without QGIS."""

from __future__ import annotations

from typing import Any, Iterator, List

import pytest
from qgis._absent import QgisIsNotHereError
from qgis.core import QgsApplication

_held: List[QgsApplication] = []


def pytest_sessionstart() -> None:
    """Before pytest-qt would make a plain one."""
    _held.append(QgsApplication(["pytest"]))


@pytest.fixture(scope="session")
def qgis_app(qapp: Any) -> Any:
    return qapp


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """A test that turns out to need QGIS itself is left out, and said to be."""
    outcome: Any = yield
    if outcome.excinfo is not None and isinstance(outcome.excinfo[1], QgisIsNotHereError):
        outcome.force_exception(pytest.skip.Exception(f"needs QGIS: {outcome.excinfo[1]}"))
