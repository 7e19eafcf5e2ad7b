"""What the sign-in tests share."""

from __future__ import annotations

import time
from typing import Iterator

import pytest

from tests.unit.signin.authserver import AuthServer
from tests.unit.signin.people import SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock(time.time())


@pytest.fixture
def server(clock: SetClock) -> Iterator[AuthServer]:
    with AuthServer(clock.now) as running:
        yield running
