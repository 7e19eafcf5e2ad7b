"""Records that only those who are signed in may read, and addresses typed at two places at once."""

from __future__ import annotations

import pytest
import requests
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtWidgets import QAbstractButton

from cicclo_qgis.catalogue import record_opening
from cicclo_qgis.gui import record_finding
from cicclo_qgis.gui.address_opening import AddressOpening
from cicclo_qgis.gui.record_finding import RecordFinding
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.platforms.model import Catalogue, GatewayAccess, LandingStatus, Platform
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui.dock_hands import page_texts
from tests.unit.site import Reply
from workshop.iso_records import Online, Sheet, iso

ARMOR = "https://atelier-armor.example.gouv.fr/ogc/features/v1/"
PORTAL = "portail"
COMMUNES = ("add_to_map", "atelier-armor", "communes")


@pytest.fixture
def page(site, desk):
    """The address of a record's page on the portal of a platform with a sign-in."""
    way = GatewayAccess(site.url("/login"), site.url("/whoami"), (site.url("/geonetwork"),))
    catalogue = Catalogue("csw", site.url("/geonetwork/srv/fre/csw"))
    documented = LandingStatus.DOCUMENTED
    desk.gains(Platform(PORTAL, "Portail", "", "", None, documented, (way,), catalogue))
    desk.lists(PORTAL)

    def put(name, collection, closed=True, before=0.0):
        online = (Online(f"{ARMOR}collections/{collection}", "OGC API Features"),)

        def answer(heard):
            if closed and "X-Agent" not in heard.headers:
                return Reply({"message": "Forbidden"}, 403)
            text = iso(Sheet(name, "Fiche", online))
            return Reply(text, type="application/xml", before=before)

        site.routes[f"/geonetwork/srv/api/records/{name}/formatters/xml"] = answer
        return site.url(f"/geonetwork/srv/fre/catalog.search#/metadata/{name}")

    return put


def session():
    made = requests.Session()
    made.trust_env = False
    return made


@pytest.fixture
def opening(desk, monkeypatch):
    monkeypatch.setattr(record_finding, "_TYPING_MS", 30)
    workers = Workers()

    def member(_url):
        if not desk.session(PORTAL).state.usable:
            return None
        made = session()
        made.headers["X-Agent"] = "camille"
        return made

    def read(address, cancelled):
        with session() as http:
            return record_opening.read(
                http, address, desk.platforms(), member=member, cancelled=cancelled
            )

    opening = AddressOpening(desk, workers, RecordFinding(desk, workers, read))
    desk.find_address = opening.find_keys
    yield opening
    opening.stop()
    workers.stop()


def asked(desk, qtbot, number=1):
    qtbot.waitUntil(lambda: len(desk.asked) >= number, timeout=20_000)
    return desk.asked


def enter(desk, *states):
    for state in states:
        desk.has_session(PORTAL, state)


def test_a_closed_record_says_so_and_is_opened_after_the_sign_in(opening, desk, page, qtbot):
    opening.open(page("fiche-1", "communes"))
    ((what, _level, text, label),) = asked(desk, qtbot)
    assert (what, text, label) == ("tell", "Sign in to Portail to read this record.", "Sign in")
    desk.told()
    assert desk.asked[1:] == [("sign_in", PORTAL)]
    enter(desk, SessionState.OPENING, SessionState.SIGNED_IN)
    assert len(desk.asked) == 2, "its list is awaited first"
    desk.waits(PORTAL)
    desk.lists(PORTAL)
    assert asked(desk, qtbot, 3)[2:] == [COMMUNES]


def test_a_sign_in_that_is_given_up_opens_nothing_later(opening, desk, page, qtbot):
    opening.open(page("fiche-2", "communes"))
    asked(desk, qtbot)
    desk.told()
    enter(desk, SessionState.OPENING, SessionState.SIGNED_OUT, SessionState.SIGNED_IN)
    desk.waits(PORTAL)
    desk.lists(PORTAL)
    assert opening._closed == {} and opening._waiting == {}
    assert desk.asked[1:] == [("sign_in", PORTAL)]


def test_an_account_that_may_not_read_it_is_told(opening, desk, page, qtbot, site):
    address = page("fiche-3", "communes")
    site.routes["/geonetwork/srv/api/records/fiche-3/formatters/xml"] = Reply({}, 403)
    enter(desk, SessionState.SIGNED_IN)
    opening.open(address)
    ((what, level, text, label),) = asked(desk, qtbot)
    assert (what, level, label) == ("tell", "warning", "")
    assert text == "Portail does not show this record to your account."


def test_what_a_record_told_to_a_session_ends_with_it(opening, desk, page, qtbot, site):
    address = page("fiche-4", "communes")
    enter(desk, SessionState.SIGNED_IN)
    opening.open(address)
    assert asked(desk, qtbot) == [COMMUNES]
    assert opening._records.told(address)
    enter(desk, SessionState.SIGNED_OUT)
    assert opening._records.told(address) is None
    opening.open(address)
    assert asked(desk, qtbot, 2)[1][2] == "Sign in to Portail to read this record."


def test_pasted_into_the_panel_it_leads_to_the_sign_in(opening, desk, page, make_dock, qtbot):
    address = page("fiche-5", "communes")
    dock = make_dock(desk)
    dock.search.setText(address)
    qtbot.waitUntil(lambda: "Sign in to read this record" in page_texts(dock), timeout=20_000)
    assert "Portail shows it to those who are signed in." in page_texts(dock)
    qtbot.mouseClick(dock.empty.findChild(QAbstractButton), Qt.MouseButton.LeftButton)
    assert desk.asked == [("sign_in", PORTAL)]
    enter(desk, SessionState.SIGNED_IN)
    desk.lists(PORTAL)
    qtbot.waitUntil(lambda: dock.model.tally().matching == 1, timeout=20_000)


def test_two_places_to_type_at_do_not_spoil_each_other(opening, desk, page, qtbot, site):
    one = page("fiche-6", "communes", closed=False, before=0.2)
    two = page("fiche-7", "ref_epci", closed=False)
    panel, window, heard = QObject(), QObject(), []
    opening.find_keys(one[:-1], lambda keys, _closed: heard.append((one[:-1], keys)), panel)
    opening.find_keys(one, lambda keys, _closed: heard.append((one, keys)), panel)
    opening.find_keys(two, lambda keys, _closed: heard.append((two, keys)), window)
    qtbot.waitUntil(lambda: len(heard) == 3, timeout=20_000)
    found = dict(heard)
    assert found[one] == [("atelier-armor", "communes")]
    assert found[two] == [("atelier-armor", "ref_epci")]
    assert found[one[:-1]] == [], "typed on: it is not looked for"
    assert not any("fiche-/" in heard.path for heard in site.heard)
