"""The table of collections: what is missing from it is told."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from qgis.core import QgsProcessingContext

from cicclo_qgis.gui.sentences import problem_code
from cicclo_qgis.ogcapi import ProblemCode
from cicclo_qgis.processing import list_collections
from cicclo_qgis.signin.state import SessionStatus
from tests.qgis.gui import fake_desk as fake
from tests.qgis.processing.test_copy_algorithms import Feedback


class NeverAnswers:
    """A harvest of platforms that take longer than anyone waits."""

    def __init__(self, *_told, **_more):
        self.stopped = False

    def start(self, platforms):
        """Nothing comes of it."""

    def stop(self):
        self.stopped = True


@pytest.fixture
def engine():
    return SimpleNamespace(
        registry=SimpleNamespace(platforms=lambda: (fake.ARMOR, fake.OUVERT)),
        http=lambda: None,
        anonymous_http=lambda: None,
        sessions=SimpleNamespace(status=SessionStatus),
        wait_for_sessions=lambda: None,
    )


def test_a_platform_that_takes_too_long_is_named(engine, monkeypatch, qgis_app):
    monkeypatch.setattr(list_collections, "_PATIENCE_S", 0.0)
    monkeypatch.setattr("cicclo_qgis.catalogue.Harvest", NeverAnswers)
    told = Feedback()
    algorithm = list_collections.ListCollections(engine).create()
    _results, ok = algorithm.run({"OUTPUT": "TEMPORARY_OUTPUT"}, QgsProcessingContext(), told)
    assert not ok
    why = problem_code(ProblemCode.TIMED_OUT)
    for platform in (fake.ARMOR, fake.OUVERT):
        assert f"{platform.name}: {why}" in told.told
