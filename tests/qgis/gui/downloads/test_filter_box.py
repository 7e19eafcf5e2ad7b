"""A platform that takes one value of an attribute at a time: how it is written is shown."""

from __future__ import annotations

from cicclo_qgis.gui.downloads.filter_box import FilterBox
from cicclo_qgis.ogcapi.cql2 import ValueKind
from cicclo_qgis.ogcapi.queryables import Offer, Queryable


def test_a_value_seen_is_shown_as_an_example_and_nothing_is_chosen(qtbot):
    box = FilterBox()
    qtbot.addWidget(box)
    box.show()
    seen = Queryable("code", "Code", ValueKind.TEXT, examples=("01", "22"))
    box.offered(Offer(queryables=(seen,), simple=frozenset({"code", "nom"})))
    heard = []
    box.changed.connect(lambda: heard.append(box.where()))
    assert (box.name.currentText(), box.where()) == ("code", ())
    assert "01" in box.value.placeholderText()
    box.name.setCurrentIndex(1)
    assert heard == [()] and "01" not in box.value.placeholderText()
    box.name.setCurrentIndex(0)
    box.value.setText("35")
    assert box.where() == (("code", "35"),) == heard[-1]
