"""One running workshop for the tests that only look at it."""

from __future__ import annotations

from typing import Iterator

import pytest

from workshop import Workshop, install


@pytest.fixture(scope="session")
def set_up() -> None:
    absent = install.missing()
    if absent:
        pytest.skip(f"run `python3 -m workshop setup` first (missing: {', '.join(absent)})")


@pytest.fixture(scope="session")
def workshop(set_up: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with Workshop(tmp_path_factory.mktemp("workshop")) as running:
        yield running
