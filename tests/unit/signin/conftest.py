"""What the sign-in tests share."""

from __future__ import annotations

import time
from typing import Iterator

import pytest

from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import SetClock


@pytest.fixture
def server() -> Iterator[AuthServer]:
    with AuthServer() as running:
        yield running


@pytest.fixture
def clock() -> SetClock:
    return SetClock(time.time())
