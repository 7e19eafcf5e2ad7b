"""What tests without QGIS share."""

from __future__ import annotations

from typing import Iterator

import pytest
import requests

from cicclo_qgis.ogcapi.session import new_session
from tests.unit.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def other() -> Iterator[Site]:
    """Another host."""
    with Site() as running:
        yield running


@pytest.fixture
def http() -> Iterator[requests.Session]:
    with new_session("QGIS CICCLO tests") as session:
        session.trust_env = False
        yield session
