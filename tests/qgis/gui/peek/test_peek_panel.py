"""Conditions, attributes, first rows and sketch, from a real server through QGIS's network."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QApplication

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.gui import facts
from cicclo_qgis.ogcapi.model import ItemKind, Link, ServiceKind
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui.peek.cases import ITEMS, body, choose, entry, serve
from tests.qgis.server import Answer


def test_nothing_is_read_before_it_is_wanted(server, open_dock, qtbot):
    dock = open_dock(entry(server, "zh"))
    choose(dock, "zh")
    qtbot.wait(500)
    assert server.seen == []


def test_first_rows(server, open_dock, qtbot):
    serve(server, "zh")
    dock = open_dock(entry(server, "zh"))
    choose(dock, "zh")
    rows, table = dock.details.peek.rows, dock.details.peek.row_table
    rows.heading.setFocus()
    qtbot.keyClick(rows.heading, Qt.Key.Key_Space)
    assert rows.sentence == "Reading…"
    qtbot.waitUntil(lambda: rows.shown)
    assert [table.horizontalHeaderItem(n).text() for n in range(3)] == [
        "nom",
        "surface",
        "observation",
    ]
    assert table.rowCount() == 10
    assert table.item(1, 0).text() == "Marais n° 1"
    assert table.item(0, 2).text() == "no value"
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "Marais n° 1\t1.5\tno value"


def test_one_page_serves_all(server, open_dock, qtbot):
    serve(server, "zh", numberMatched=4321)
    server.routes["/ogc/collections/zh/queryables"] = lambda seen: body({}, 404)
    dock = open_dock(entry(server, "zh"))
    choose(dock, "zh")
    peek = dock.details.peek
    peek.rows.heading.click()
    qtbot.waitUntil(lambda: peek.rows.shown)
    peek.sketch.heading.click()
    assert peek.sketch.shown  # what is known is not asked for again
    assert "The first 12 of 4,321 features" in texts(peek)
    peek.attributes.heading.click()
    qtbot.waitUntil(lambda: peek.attributes.shown)
    assert peek.attribute_table.item(1, 1).text() == "number"
    assert [seen.path for seen in server.seen].count(ITEMS.format("zh")) == 1


def texts(peek):
    from cicclo_qgis.gui.flow_text import FlowText

    return [line.toPlainText() for line in peek.findChildren(FlowText) if line.isVisible()]


def test_the_sketch_is_drawn(server, open_dock, qtbot):
    serve(server, "zh")
    dock = open_dock(entry(server, "zh"))
    choose(dock, "zh")
    peek = dock.details.peek
    peek.sketch.heading.click()
    qtbot.waitUntil(lambda: peek.sketch.shown)
    qtbot.wait(20)
    picture = peek.map.grab().toImage()
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    }
    assert len(colours) > 2


def test_attributes_as_the_server_describes_them(server, open_dock, qtbot):
    schema = {"properties": {"nom": {"type": "string", "title": "Nom du site", "description": "x"}}}
    server.routes["/ogc/collections/zh/queryables"] = lambda seen: body(schema)
    dock = open_dock(entry(server, "zh"))
    choose(dock, "zh")
    peek = dock.details.peek
    peek.attributes.heading.click()
    qtbot.waitUntil(lambda: peek.attributes.shown)
    cells = [peek.attribute_table.item(0, n).text() for n in range(3)]
    assert cells == ["nom", "text", "Nom du site. x"]


def test_conditions_and_where_to_ask(server, open_dock, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    policy = {
        "permission": [
            {
                "action": "use",
                "constraint": [
                    {"leftOperand": "purpose", "operator": "eq", "rightOperand": "Police de l’eau"},
                    {
                        "leftOperand": "dateTime",
                        "operator": "lteq",
                        "rightOperand": {"@value": "2027-12-31", "@type": "xsd:date"},
                    },
                ],
            }
        ],
        "prohibition": [{"action": ["distribute", "gloat"]}],
    }
    document = {
        "rights": "Réservé aux <b>agents</b>",
        "hasPolicy": policy,
        "publisher": "DDTM 22",
        "links": [{"href": "https://datapass.api.gouv.fr/zh", "rel": "related"}],
    }
    server.routes["/ogc/collections/zh"] = lambda seen: body(document)
    dock = open_dock(entry(server, "zh", Padlock.NO_RIGHT))
    choose(dock, "zh")
    peek = dock.details.peek
    peek.conditions.heading.click()
    qtbot.waitUntil(lambda: peek.conditions.shown)
    assert texts(peek.conditions) == [
        "Publisher: DDTM 22",
        "Access conditions: Réservé aux agents",
        f"Permitted: use · purpose: Police de l’eau · until {facts.day('2027-12-31')}",
        "Forbidden: distribute, gloat",
    ]
    peek.ask_button.click()
    assert opened == ["https://datapass.api.gouv.fr/zh"]


def test_the_way_to_ask_for_access_is_shown_once(server, open_dock, qtbot):
    links = (Link("https://datapass.api.gouv.fr/zh", "related", "text/html"),)
    told = {"links": [{"href": "https://datapass.api.gouv.fr/zh", "rel": "related"}]}
    server.routes["/ogc/collections/zh"] = lambda seen: body(told)
    dock = open_dock(entry(server, "zh", Padlock.NO_RIGHT, links=links))
    choose(dock, "zh")
    peek = dock.details.peek
    peek.conditions.heading.click()
    qtbot.waitUntil(lambda: peek.conditions.shown)
    assert "Ask for access" in dock.details._links.text()
    assert not peek.ask_button.isVisible()


def test_no_conditions_are_said(server, open_dock, qtbot):
    server.routes["/ogc/collections/zh"] = lambda seen: body({"id": "zh"})
    dock = open_dock(entry(server, "zh"))
    choose(dock, "zh")
    peek = dock.details.peek
    peek.conditions.heading.click()
    qtbot.waitUntil(lambda: peek.conditions.shown)
    assert texts(peek.conditions) == ["The platform tells no conditions beside the licence."]
    assert not peek.ask_button.isVisible()


def test_an_address_that_is_none_is_no_button(server, open_dock, qtbot):
    links = [{"href": "javascript:alert(1)", "rel": "request-access"}]
    server.routes["/ogc/collections/zh"] = lambda seen: body({"links": links, "rights": "x"})
    dock = open_dock(entry(server, "zh"))
    choose(dock, "zh")
    peek = dock.details.peek
    peek.conditions.heading.click()
    qtbot.waitUntil(lambda: peek.conditions.shown)
    assert not peek.ask_button.isVisible()


def test_a_failure_is_a_sentence_and_can_be_tried_again(server, open_dock, qtbot):
    server.routes[ITEMS.format("zh")] = lambda seen: body({"code": "x"}, 500)
    dock = open_dock(entry(server, "zh"))
    choose(dock, "zh")
    rows = dock.details.peek.rows
    rows.heading.click()
    qtbot.waitUntil(lambda: "internal error" in rows.sentence)
    serve(server, "zh")
    rows.heading.click()
    rows.heading.click()
    qtbot.waitUntil(lambda: rows.shown)


def test_another_row_stops_what_is_under_way(server, open_dock, qtbot):
    answered = []

    def slow(seen):
        return Answer(
            200,
            b"",
            [("Content-Type", "application/json")],
            pause=lambda: (qtbot_wait(), answered.append(True)),
        )

    import threading

    gate = threading.Event()

    def qtbot_wait():
        gate.wait(20)

    server.routes[ITEMS.format("slow")] = slow
    serve(server, "quick")
    dock = open_dock(entry(server, "slow"), entry(server, "quick"))
    choose(dock, "slow")
    rows = dock.details.peek.rows
    rows.heading.click()
    qtbot.waitUntil(lambda: len(server.seen) == 1)
    choose(dock, "quick")
    assert rows.open and rows.sentence == "Reading…"
    qtbot.waitUntil(lambda: rows.shown)
    gate.set()
    qtbot.wait(200)
    assert rows.shown and dock.details.peek.row_table.rowCount() == 10


def test_passing_over_rows_asks_for_none_of_them(server, open_dock, qtbot):
    names = ("a", "b", "c")
    for name in names:
        serve(server, name)
    dock = open_dock(*(entry(server, name) for name in names))
    choose(dock, "a")
    rows = dock.details.peek.rows
    rows.heading.click()
    qtbot.waitUntil(lambda: rows.shown)
    choose(dock, "b")
    QApplication.processEvents()
    choose(dock, "c")
    qtbot.waitUntil(lambda: rows.shown)
    assert [seen.path for seen in server.seen] == [ITEMS.format("a"), ITEMS.format("c")]


def test_an_empty_collection_and_a_table(server, open_dock, qtbot):
    serve(server, "zh", 0)
    server.routes[ITEMS.format("ref")] = lambda seen: body({"records": [{"code": "22"}]})
    dock = open_dock(entry(server, "zh"), entry(server, "ref", item_kind=ItemKind.TABLE))
    choose(dock, "zh")
    peek = dock.details.peek
    peek.rows.heading.click()
    qtbot.waitUntil(lambda: peek.rows.sentence == "The collection is empty for now.")
    assert peek.sketch.isVisible()
    choose(dock, "ref")
    qtbot.waitUntil(lambda: peek.rows.shown)
    assert not peek.sketch.isVisible()


def test_a_wfs_without_geojson(server, open_dock, qtbot):
    server.routes[ITEMS.format("zh")] = lambda seen: Answer(
        200, b"<wfs:FeatureCollection/>", [("Content-Type", "text/xml")]
    )
    dock = open_dock(entry(server, "zh", service_kind=ServiceKind.WFS))
    choose(dock, "zh")
    rows = dock.details.peek.rows
    rows.heading.click()
    qtbot.waitUntil(lambda: "only once they are on the map" in rows.sentence)


def test_a_platform_has_none_of_this(server, open_dock):
    dock = open_dock(entry(server, "zh"))
    choose(dock, "zh")
    assert dock.details.peek.isVisible()
    dock.tree.select(dock.model.index_of("atelier-armor"))
    assert not dock.details.peek.isVisible()


def test_asking_for_access_is_a_link_at_once(server, open_dock):
    links = (Link("https://datapass.api.gouv.fr/zh", "related", "text/html"),)
    dock = open_dock(entry(server, "zh", Padlock.NO_RIGHT, links=links, publisher="DDTM 22"))
    choose(dock, "zh")
    assert "Ask for access" in dock.details._links.text()
    shown = [line.toPlainText() for line in dock.details._facts._lines]
    assert "Publisher: DDTM 22" in shown


def test_what_one_person_saw_is_not_shown_to_the_next(server, open_dock, qtbot):
    serve(server, "zh")
    dock = open_dock(entry(server, "zh", Padlock.YOURS))
    for who, reads in (("Camille Durand", 1), ("Noé Léger", 2), ("Camille Durand", 2)):
        dock.desk.has_session("atelier-armor", SessionState.SIGNED_IN, who=who)
        choose(dock, "zh")
        if not dock.details.peek.rows.open:
            dock.details.peek.rows.heading.click()
        qtbot.waitUntil(lambda: dock.details.peek.rows.shown)
        assert len(server.seen) == reads


def test_another_row_is_read_from_its_beginning(server, open_dock, qtbot):
    serve(server, "a")
    dock = open_dock(entry(server, "a"), entry(server, "b"))
    dock.resize(400, 500)
    choose(dock, "a")
    bar = dock.details._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 20)
    bar.setValue(20)
    choose(dock, "b")
    assert bar.value() == 0
    # Unless the person compares what is unfolded.
    dock.details.peek.rows.heading.click()
    bar.setValue(20)
    choose(dock, "a")
    assert bar.value() == 20
