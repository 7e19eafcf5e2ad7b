"""Layers that broke off load again by themselves, a few times, and only where that may help."""

from __future__ import annotations

from typing import Any, Callable, Iterator, List

import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.host.layer_uri import PROVIDER, layer_uri
from cicclo_qgis.host.live_layers import LiveLayers
from cicclo_qgis.host.recovery import Recovery
from tests.qgis.platform_server import Content, OapifPlatform
from tests.qgis.server import Answer, LocalServer, Seen, still


class Weather:
    """Whether the platform answers, and how often its items were asked for."""

    fine = True
    asked = 0

    def __call__(self, seen: Seen) -> bool:
        if seen.path.endswith("/items"):
            self.asked += 1
        return self.fine


@pytest.fixture
def weather() -> Weather:
    return Weather()


@pytest.fixture
def platform(server: LocalServer, weather: Weather) -> OapifPlatform:
    return OapifPlatform(
        server,
        [Content("zones", 30)],
        allowed=weather,
        refusal=lambda seen: Answer(503, b"{}", [("Content-Type", "application/json")]),
    )


@pytest.fixture
def live(qgis_new_project: Any) -> Iterator[LiveLayers]:
    layers = LiveLayers()
    layers.start()
    yield layers
    layers.stop()
    QgsProject.instance().clear()


@pytest.fixture
def recover(live: LiveLayers) -> Iterator[Callable[..., Recovery]]:
    made: List[Recovery] = []

    def make(signed_in: bool = True, delays_s: Any = (0.2, 0.2, 0.2)) -> Recovery:
        made.append(Recovery(live, lambda platform_id: signed_in, delays_s))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.stop()
        one.stop()


def put(
    platform: OapifPlatform, beside_gui: Any, restricted: bool = False, **more: str
) -> QgsVectorLayer:
    made: List[QgsVectorLayer] = []

    def build() -> None:
        layer = QgsVectorLayer(layer_uri(platform.landing, "zones", 10, more), "x", PROVIDER)
        layer.setCustomProperty("cicclo/platform", "p")
        layer.setCustomProperty("cicclo/restricted", restricted)
        layer.moveToThread(QCoreApplication.instance().thread())
        made.append(layer)

    beside_gui(build)
    QgsProject.instance().addMapLayer(made[0])
    return made[0]


def rows(layer: QgsVectorLayer) -> int:
    return sum(1 for _ in layer.getFeatures())


def test_it_comes_back_when_the_platform_does(
    platform: OapifPlatform, weather: Weather, recover: Any, live: Any, beside_gui: Any, qtbot: Any
) -> None:
    recover(delays_s=[0.2] * 20)
    layer = put(platform, beside_gui)
    weather.fine = False
    layer.dataProvider().reloadData()
    assert rows(layer) < 30  # the first page may have come before
    qtbot.waitUntil(lambda: live.waiting("p") == (layer.id(),))
    qtbot.wait(500)
    weather.fine = True
    qtbot.waitUntil(lambda: live.waiting("p") == ())
    assert rows(layer) == 30


def test_an_open_layer_of_a_project_that_came_up_broken(
    platform: OapifPlatform, weather: Weather, recover: Any, beside_gui: Any, qtbot: Any
) -> None:
    recover(delays_s=[0.2] * 20)
    weather.fine = False
    layer = put(platform, beside_gui)
    assert not layer.isValid()
    weather.fine = True
    qtbot.waitUntil(layer.isValid)


def test_tries_come_to_an_end(
    platform: OapifPlatform, weather: Weather, recover: Any, beside_gui: Any, qtbot: Any
) -> None:
    recover()
    weather.fine = False
    put(platform, beside_gui)
    qtbot.wait(1500)
    seen = still(qtbot, platform.server)
    qtbot.wait(1500)
    assert len(platform.server.seen) == seen


@pytest.mark.parametrize("why", ["signed out", "a number was set", "stopped"])
def test_where_it_is_no_help(
    platform: OapifPlatform,
    weather: Weather,
    recover: Any,
    beside_gui: Any,
    qtbot: Any,
    why: str,
) -> None:
    recovery = recover(signed_in=why != "signed out")
    more = {"maxNumFeatures": "20"} if why == "a number was set" else {}
    layer = put(platform, beside_gui, restricted=why == "signed out", **more)
    weather.fine = False
    layer.dataProvider().reloadData()
    rows(layer)
    if why == "stopped":
        recovery.stop()
    seen = still(qtbot, platform.server)
    qtbot.wait(1200)
    assert len(platform.server.seen) == seen
