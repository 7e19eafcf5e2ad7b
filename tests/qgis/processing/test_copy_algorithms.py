"""The algorithms on copies, run as QGIS runs them: in a thread, and in the GUI's own."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from qgis.analysis import QgsNativeAlgorithms
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProject,
    QgsVectorLayer,
)

from cicclo_qgis.host.copies import build_copy
from cicclo_qgis.platforms import LandingStatus, Origin, Platform
from cicclo_qgis.transfer import leftovers, read_source
from tests.qgis.platform_server import Content, OapifPlatform


class Feedback(QgsProcessingFeedback):
    """Notes what it is told; cancels when ``when`` says so."""

    def __init__(self, when=lambda: False):
        super().__init__(False)
        self.when = when
        self.told = []
        self.shares = []

    def pushInfo(self, text):
        self.told.append(text)

    def pushWarning(self, text):
        self.told.append(text)

    def reportError(self, text, fatal=False):
        self.told.append(text)

    def setProgress(self, share):
        self.shares.append(share)

    def isCanceled(self):
        return self.when()


@pytest.fixture
def platform(server):
    content = [Content("stations", 2500, title="Stations de mesure"), Content("agents", 30, True)]
    return OapifPlatform(server, content, max_limit=100)


@pytest.fixture
def engine(platform):
    from cicclo_qgis.host.transport import http_session

    known = Platform(
        id="essai",
        name="Essai (atelier)",
        territory="",
        software="",
        landing=platform.landing,
        landing_status=LandingStatus.DOCUMENTED,
        access=(),
        origin=Origin.SHIPPED,
    )
    sessions = SimpleNamespace(
        renew_if_due=lambda url: None, refused=lambda url, status, sent=None: False
    )
    return SimpleNamespace(
        registry=SimpleNamespace(platforms=lambda: (known,)),
        http=http_session,
        sessions=sessions,
        wait_for_sessions=lambda: None,
    )


@pytest.fixture
def run(engine, qgis_app):
    """Run an algorithm to its end: its results, or None when it failed."""
    from cicclo_qgis.processing.describe_collection import DescribeCollection
    from cicclo_qgis.processing.download_collection import DownloadCollection
    from cicclo_qgis.processing.refresh_copy import RefreshCopy

    kinds = {
        "describe": DescribeCollection,
        "download": DownloadCollection,
        "refresh": RefreshCopy,
    }

    def go(name, feedback=None, project=None, **parameters):
        algorithm = kinds[name](engine).create()
        context = QgsProcessingContext()
        if project is not None:
            context.setProject(project)
        told = feedback or Feedback()
        good, why = algorithm.checkParameterValues(parameters, context)
        if not good:
            told.told.append(why)
            return None
        results, ok = algorithm.run(parameters, context, told)
        go.context = context
        return results if ok else None

    return go


def test_a_collection_described(run):
    results = run("describe", PLATFORM="Essai (atelier)", COLLECTION="stations", OUTPUT="memory:")
    assert (results["COUNT"], results["TITLE"]) == (2500, "Stations de mesure")
    assert results["EXTENT"] == "-3,-2,48,49 [EPSG:4326]".replace(
        "-3,-2,48,49", "-3.0,-2.0,48.0,49.0"
    )
    layer = run.context.getMapLayer(results["OUTPUT"])
    rows = {row["attribute"]: row["type"] for row in layer.getFeatures()}
    assert rows == {"number": "integer", "name": "text", "secret": "text"}


def test_a_copy_by_name_by_title_and_by_address(run, platform, tmp_path):
    address = platform.landing + "collections/stations/items?f=json"
    for number, (name, wanted) in enumerate(
        [
            ("Essai (atelier)", "stations"),
            ("Essai (atelier)", "stations de mesure"),
            ("essai", "stations"),
            (None, address),
        ]
    ):
        target = tmp_path / f"{number}.gpkg"
        told = Feedback()
        results = run("download", told, PLATFORM=name, COLLECTION=wanted, OUTPUT=str(target))
        assert results is not None, told.told
        assert (results["COUNT"], results["VERDICT"]) == (2500, "verified")
        assert results["OUTPUT"] == str(target)
        assert QgsVectorLayer(str(target), "x", "ogr").featureCount() == 2500
        assert any("Complete" in text for text in told.told)
        assert told.shares and max(told.shares) <= 100


def test_a_part_only(run, platform, tmp_path):
    target = tmp_path / "part.gpkg"
    results = run(
        "download",
        PLATFORM="Essai (atelier)",
        COLLECTION="stations",
        EXTENT="-3.001,-2.899,47,49 [EPSG:4326]",
        WHERE="name=n1; number = 1",
        ATTRIBUTES="number, name",
        OUTPUT=str(target),
    )
    assert results["COUNT"] == 275
    source = read_source(target)
    assert source.options.bbox == pytest.approx((-3.001, 47, -2.899, 49))
    assert source.options.where == (("name", "n1"), ("number", "1"))
    assert source.options.properties == ("number", "name")


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"PLATFORM": "Essai (atelier)", "COLLECTION": "nothing"}, "no collection"),
        ({"COLLECTION": "stations"}, "Choose a platform"),
        ({"PLATFORM": "Nowhere", "COLLECTION": "x"}, "no platform “Nowhere”. There are: Essai"),
        (
            {"PLATFORM": "Essai (atelier)", "COLLECTION": "stations", "WHERE": "x"},
            "attribute=value",
        ),
        ({"PLATFORM": "Essai (atelier)", "COLLECTION": "stations", "CRS": "EPSG:2154"}, "offer"),
        ({"PLATFORM": "0", "COLLECTION": "stations", "CRS": "EPSG:99999"}, "EPSG:99999"),
        (
            {"PLATFORM": "Essai (atelier)", "COLLECTION": "stations", "WHERE": "nmae=n1"},
            "does not offer nmae. It offers: name, number",
        ),
        (
            {"PLATFORM": "Essai (atelier)", "COLLECTION": "stations", "ATTRIBUTES": "name,nmae"},
            "does not offer nmae",
        ),
        ({"COLLECTION": "http://127.0.0.1:9/collections/x"}, "reached"),
        (
            {"PLATFORM": "Essai (atelier)", "COLLECTION": "stations", "OUTPUT": "/tmp/x.shp"},
            ".gpkg",
        ),
    ],
)
def test_what_is_wrong_is_told_in_words(run, tmp_path, more, word):
    told = Feedback()
    assert run("download", told, **{"OUTPUT": str(tmp_path / "a.gpkg"), **more}) is None
    assert any(word in text for text in told.told), told.told


def test_a_restricted_collection_asks_for_a_session(run, platform, tmp_path):
    platform.allowed = lambda seen: not seen.path.endswith("/items")
    told = Feedback()
    arguments = {"PLATFORM": "Essai (atelier)", "COLLECTION": "agents"}
    assert run("download", told, **arguments, OUTPUT=str(tmp_path / "a.gpkg")) is None
    assert any("Sign in" in text for text in told.told)


def test_cancelled_and_gone_on_with(run, platform, tmp_path):
    seen = platform.server.seen
    gate = threading.Event()
    asked = []

    def hold(request):
        asked.append(request)
        if len(asked) > 8:
            gate.wait(10)

    platform.on_items = hold
    told = Feedback(lambda: len(asked) > 9)
    target = tmp_path / "a.gpkg"
    arguments = {"PLATFORM": "Essai (atelier)", "COLLECTION": "stations", "OUTPUT": str(target)}
    assert run("download", told, **arguments) is None
    assert leftovers(target) and not target.exists()
    gate.set()
    before = len(seen)
    assert run("download", **arguments)["COUNT"] == 2500
    assert len(seen) - before < 26 + 4


def test_in_a_thread_of_processing(run, beside_gui, tmp_path):
    target = str(tmp_path / "a.gpkg")
    arguments = {"PLATFORM": "Essai (atelier)", "COLLECTION": "agents", "OUTPUT": target}
    assert beside_gui(lambda: run("download", **arguments))["COUNT"] == 30


def test_a_copy_refreshed(run, platform, tmp_path):
    target = tmp_path / "a.gpkg"
    run("download", PLATFORM="Essai (atelier)", COLLECTION="agents", OUTPUT=str(target))
    platform.contents[1].count = 55
    results = run("refresh", INPUT=str(target))
    assert (results["COUNT"], results["OUTPUT"]) == (55, str(target))
    assert QgsVectorLayer(str(target), "x", "ogr").featureCount() == 55


def test_a_copy_that_a_layer_shows_is_refreshed_under_it(run, platform, tmp_path):
    target = tmp_path / "a.gpkg"
    run("download", PLATFORM="Essai (atelier)", COLLECTION="stations", OUTPUT=str(target))
    platform.contents[0].count = 2600
    project = QgsProject.instance()
    layer = build_copy(target, read_source(target).table, "Copie")
    project.addMapLayer(layer)
    try:
        list(layer.getFeatures())
        results = run("refresh", project=project, INPUT=str(target))
        assert results["COUNT"] == 2600 == layer.featureCount() == len(list(layer.getFeatures()))
        assert [path.name for path in tmp_path.iterdir()] == ["a.gpkg"]
        layer.startEditing()
        told = Feedback()
        assert run("refresh", told, project=project, INPUT=str(target)) is None
        assert any("edited" in text for text in told.told)
        layer.rollBack()
    finally:
        project.clear()


def test_a_file_that_is_no_copy(run, tmp_path):
    (tmp_path / "a.gpkg").write_bytes(b"SQLite format 3\x00")
    told = Feedback()
    assert run("refresh", told, INPUT=str(tmp_path / "a.gpkg")) is None
    assert any("where it comes from" in text for text in told.told)


def test_a_copy_that_is_not_there(run, tmp_path):
    told = Feedback()
    assert run("refresh", told, INPUT=str(tmp_path / "gone.gpkg")) is None
    assert any("no file" in text for text in told.told)


def test_in_a_model(engine, tmp_path):
    """A copy goes on to the next algorithm as any layer does."""
    from cicclo_qgis.processing.provider import CiccloProvider

    registry = QgsApplication.processingRegistry()
    provider, native = CiccloProvider(engine), QgsNativeAlgorithms(registry)
    registry.addProvider(provider)
    registry.addProvider(native)
    try:
        model = QgsProcessingModelAlgorithm("m", "m")
        source = QgsProcessingModelChildParameterSource
        copy = QgsProcessingModelChildAlgorithm("cicclo:downloadcollection")
        copy.setChildId("copy")
        for name, value in (("PLATFORM", "Essai (atelier)"), ("COLLECTION", "agents")):
            copy.addParameterSources(name, [source.fromStaticValue(value)])
        model.addChildAlgorithm(copy)
        centre = QgsProcessingModelChildAlgorithm("native:retainfields")
        centre.setChildId("fields")
        centre.addParameterSources("INPUT", [source.fromChildOutput("copy", "OUTPUT")])
        centre.addParameterSources("FIELDS", [source.fromStaticValue(["number"])])
        final = QgsProcessingModelOutput("final", "final")
        final.setChildId("fields")
        final.setChildOutputName("OUTPUT")
        centre.setModelOutputs({"final": final})
        model.addChildAlgorithm(centre)
        context, told = QgsProcessingContext(), Feedback()
        name = model.parameterDefinitions()[-1].name()
        target = tmp_path / "out.gpkg"
        _results, ok = model.run({name: str(target)}, context, told)
        assert ok, told.told
        layer = QgsVectorLayer(str(target), "x", "ogr")
        assert layer.featureCount() == 30
        assert "secret" not in [field.name() for field in layer.fields()]
    finally:
        registry.removeProvider(provider)
        registry.removeProvider(native)


def test_every_algorithm_has_help_and_names_that_last(engine):
    from cicclo_qgis.processing.provider import CiccloProvider

    provider = CiccloProvider(engine)
    provider.refreshAlgorithms()
    found = {algorithm.name(): algorithm for algorithm in provider.algorithms()}
    assert set(found) == {
        "listcollections",
        "describecollection",
        "downloadcollection",
        "refreshcopy",
        "sessionstatus",
    }
    for algorithm in found.values():
        assert len(algorithm.shortHelpString()) > 40 and algorithm.displayName()
