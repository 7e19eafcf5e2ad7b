"""A patient harvest, and who hears it."""

from __future__ import annotations

from typing import Iterator

import pytest

from cicclo_qgis.catalogue import Harvest
from cicclo_qgis.ogcapi import Policy
from tests.unit.catalogue.harvest.ear import Ear, Visitor


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def harvest(ear: Ear, visitor: Visitor) -> Iterator[Harvest]:
    made = Harvest(
        visitor, ear, signed_in=visitor.signed_in, policy=Policy(20.0, 20.0, 40.0), budget_s=60.0
    )
    yield made
    made.stop()
