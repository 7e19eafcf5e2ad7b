"""The commands: one object for one action, offered where it makes sense, and doing what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtWidgets import QMenu

from cicclo_qgis.gui import commands
from cicclo_qgis.gui.commands import Target
from cicclo_qgis.ogcapi.errors import ProblemCode
from cicclo_qgis.platforms.model import AccessKind, Origin
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui import fake_desk as fake

WETLANDS = Target("atelier-armor", "zonages_humides_2025")
ARMOR = Target("atelier-armor")


def names(desk, target):
    every = (*commands.OF_COLLECTION, *commands.OF_PLATFORM, commands.REMOVE)
    return [command.name for command in commands.offered(dict.fromkeys(every), desk, target)]


def test_a_collection_offers_what_can_be_done_now(desk):
    assert names(desk, WETLANDS) == [
        *("add", "star", "open_page", "copy_address", "refresh", "sign_in")
    ]
    desk.download = lambda *asked: desk.asked.append(("download", *asked))
    desk.add_with_options = lambda *asked: desk.asked.append(("options", *asked))
    assert names(desk, WETLANDS)[:3] == ["add", "add_with_options", "copy"]
    for command in (commands.ADD, commands.ADD_WITH_OPTIONS, commands.COPY, commands.REFRESH):
        command.run(desk, WETLANDS)
    key = ("atelier-armor", "zonages_humides_2025")
    assert desk.asked == [
        ("add_to_map", *key),
        ("options", *key),
        ("download", *key, None),
        ("refresh", "atelier-armor"),
    ]


def test_a_collection_that_is_gone_offers_nothing_of_its_own(desk):
    assert not {"add", "copy"} & set(names(desk, Target("atelier-armor", "gone")))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (SessionState.SIGNED_OUT, {"sign_in"}),
        (SessionState.WAITING, {"cancel_sign_in"}),
        (SessionState.SIGNED_IN, {"renew", "sign_out", "sign_out_everywhere"}),
        (SessionState.EXPIRED, {"sign_in"}),
    ],
)
def test_the_session_decides(desk, state, expected):
    desk.has_session("atelier-armor", state, kind=AccessKind.OIDC)
    session = {"sign_in", "cancel_sign_in", "renew", "sign_out", "sign_out_everywhere"}
    assert set(names(desk, ARMOR)) & session == expected


def test_an_open_platform_has_no_session(desk):
    assert set(names(desk, Target("atelier-ouvert"))) == {"refresh", "open_page", "copy_address"}


def test_what_the_person_added_can_be_removed(desk):
    desk.gains(replace(fake.OUVERT, id="mine", origin=Origin.USER))
    assert names(desk, Target("mine"))[-1] == "remove"


def test_the_platform_is_named_and_an_ampersand_is_not_a_shortcut(desk):
    desk.gains(replace(fake.ARMOR, id="rd", name="R&D {x}"))
    menu = QMenu()
    commands.menu_of(menu, desk, Target("rd"))
    texts = [action.text() for action in menu.actions()]
    assert "Refresh R&&D {x}" in texts and "Sign in to R&&D {x}…" in texts
    desk.fails("rd", ProblemCode.TIMED_OUT)
    assert commands.REFRESH.text(desk, Target("rd")) == "Try R&D {x} again"


def test_several_ways_in_are_a_submenu(desk):
    ways = [*fake.ARMOR.access, *fake.HEXAGONE.access]
    desk.gains(replace(fake.ARMOR, id="two", access=tuple(ways)))
    menu = QMenu()
    commands.fill(menu, (commands.SIGN_IN,), desk, Target("two"))
    inside = menu.actions()[0].menu()
    inside.actions()[1].trigger()
    assert desk.asked == [("sign_in", "two", ways[1])]


def test_the_address_is_what_other_software_wants(desk):
    commands.COPY_ADDRESS.run(desk, WETLANDS)
    assert QGuiApplication.clipboard().text().endswith("collections/zonages_humides_2025/items")
    assert commands.page_of(desk, WETLANDS) == "https://portail.example.gouv.fr/fiche/zh"
    assert commands.page_of(desk, ARMOR) == fake.ARMOR.landing


def test_every_command_has_a_name_of_its_own():
    every = [value for value in vars(commands).values() if isinstance(value, commands.Command)]
    assert len({command.name for command in every}) == len(every) > 10
