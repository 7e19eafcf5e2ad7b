"""The page of a record, pasted, typed or dropped: opened on a real server, compared with the lists."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import requests

from cicclo_qgis.catalogue import record_opening
from cicclo_qgis.gui import record_finding
from cicclo_qgis.gui.address_opening import AddressOpening
from cicclo_qgis.gui.drops import DropHandler
from cicclo_qgis.gui.finding import Finding
from cicclo_qgis.gui.record_finding import RecordFinding
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.platforms.model import Catalogue, LandingStatus, Platform
from tests.qgis.gui import fake_desk as fake
from tests.unit.api import serve
from tests.unit.site import Reply
from workshop.iso_records import Online, Sheet, iso

ARMOR = "https://atelier-armor.example.gouv.fr/ogc/features/v1/"
STRANGE = "https://inconnue.example.gouv.fr/ogc/features/v1/"
ZONAGES = ("add_to_map", "atelier-armor", "zonages_humides_2025")
COMMUNES = ("add_to_map", "atelier-armor", "communes")


@pytest.fixture
def record(site, desk):
    """Puts a record on the portal of a platform; the address of its page."""
    url = site.url("/geonetwork/srv/fre/csw")
    portal = Platform(
        "portail", "Portail", "", "", None, LandingStatus.DOCUMENTED, (), Catalogue("csw", url)
    )
    desk.gains(portal)
    desk.lists("portail")

    def put(name, *online):
        path = f"/geonetwork/srv/api/records/{name}/formatters/xml"
        site.routes[path] = Reply(iso(Sheet(name, "Fiche", online)), type="application/xml")
        return site.url(f"/geonetwork/srv/fre/catalog.search#/metadata/{name}")

    return put


@pytest.fixture
def opening(desk, monkeypatch):
    monkeypatch.setattr(record_finding, "_TYPING_MS", 30)
    workers = Workers()

    def read(address, cancelled):
        with requests.Session() as http:
            http.trust_env = False
            return record_opening.read(http, address, desk.platforms(), cancelled=cancelled)

    opening = AddressOpening(desk, workers, RecordFinding(desk, workers, read))
    desk.find_address = opening.find_keys
    yield opening
    opening.stop()
    workers.stop()


def asked(desk, qtbot, number=1):
    qtbot.waitUntil(lambda: len(desk.asked) >= number, timeout=20_000)
    return desk.asked


def zonages():
    return Online(ARMOR + "collections/zonages_humides_2025", "OGC API Features")


def test_a_dropped_page_opens_its_collection(opening, desk, record, qtbot):
    page = record("fiche-1", zonages())
    drops = DropHandler(lambda: desk, opening.is_ours, opening.open)
    from qgis.PyQt.QtCore import QMimeData, QUrl

    data = QMimeData()
    data.setUrls([QUrl(page)])
    assert drops.canHandleMimeData(data) and drops.handleMimeDataV2(data)
    assert asked(desk, qtbot) == [ZONAGES]


def test_a_record_of_several_opens_the_first_of_them(opening, desk, record, qtbot):
    names = ("zonages_humides_2025", "communes", "ref_epci", "sites_militaires")
    page = record("fiche-2", *(Online(f"{ARMOR}collections/{name}") for name in names))
    opening.open(page)
    asked(desk, qtbot, 4)
    assert desk.asked[:2] == [ZONAGES, COMMUNES] and len(desk.asked) == 4
    assert "4 collections" in desk.asked[3][2]


def test_a_pasted_page_shows_all_its_collections(opening, desk, record, make_dock, qtbot, site):
    page = record("fiche-3", zonages(), Online(ARMOR + "collections/communes"))
    dock = make_dock(desk)
    dock.search.setText(page)
    assert dock.search.showSpinner()
    qtbot.waitUntil(lambda: dock.model.tally().matching == 2, timeout=20_000)
    assert len(site.heard) == 1 and not dock.search.showSpinner()
    desk.lists("atelier-ouvert", *fake.OUVERT_ENTRIES)
    dock.search.clear()
    dock.search.setText(page)
    qtbot.waitUntil(lambda: dock.model.tally().matching == 2, timeout=20_000)
    assert len(site.heard) == 1, "what it has told is remembered"


def test_a_service_alone_lets_the_person_choose(opening, desk, record, make_dock, qtbot):
    page = record("fiche-service", Online(ARMOR, "OGC API Features"))
    dock = make_dock(desk)
    dock.search.setText(page)
    qtbot.waitUntil(lambda: dock.model.tally().matching == 4, timeout=20_000)
    opening.open(page)
    assert asked(desk, qtbot)[0][0] != "add_to_map", "nobody has chosen"


def test_while_it_is_typed_nothing_is_asked(opening, desk, record, make_dock, qtbot, site):
    page = record("fiche-4", zonages())
    dock = make_dock(desk)
    for end in range(len(page) - 6, len(page) + 1):
        dock.search.setText(page[:end])
    qtbot.waitUntil(lambda: dock.model.tally().matching == 1, timeout=20_000)
    assert [heard.path.split("/")[-3] for heard in site.heard] == ["fiche-4"]
    turn = opening._records.typed_on(dock)
    opening._records.typed_on(dock)
    told = []
    other = record("fiche-overtaken", zonages())
    opening._records.find(other, told.append, turn)
    qtbot.waitUntil(lambda: told == [[]], timeout=20_000)
    assert len(site.heard) == 1, "what is overtaken is not asked"


def test_the_platform_of_its_service_is_listed_first(opening, desk, record, qtbot):
    entries = desk.entries("atelier-armor")
    desk._entries["atelier-armor"] = ()
    desk.waits("atelier-armor")
    opening.open(record("fiche-5", zonages()))
    assert asked(desk, qtbot) == [("refresh", "atelier-armor")]
    desk.lists("atelier-armor", *entries)
    assert asked(desk, qtbot, 2)[1:] == [ZONAGES]


def test_a_strange_service_is_offered_and_not_asked(opening, desk, record, qtbot):
    page = record("fiche-6", Online(STRANGE + "collections/routes", "OGC API Features"))
    opening.open(page)
    ((what, _level, text, label),) = asked(desk, qtbot)
    assert (what, label) == ("tell", "Add the platform") and "inconnue.example.gouv.fr" in text
    desk.told()
    assert desk.asked[1:] == [("add_platform", STRANGE)]
    desk.gains(fake.platform("inconnue", "Inconnue"))
    desk.answer_addition(platform_id="inconnue")
    assert asked(desk, qtbot, 3)[2:] == [("refresh", "inconnue")]
    desk.lists("inconnue", fake.entry("inconnue", "routes"))
    assert asked(desk, qtbot, 4)[3:] == [("add_to_map", "inconnue", "routes")]


def test_a_record_that_leads_nowhere_says_so(opening, desk, record, qtbot):
    opening.open(record("fiche-7", Online("https://x.fr/doc.pdf")))
    first = asked(desk, qtbot)
    assert first[0][0] in ("refresh", "tell")


def test_a_platform_is_added_by_the_page_of_a_record(site, desk):
    """The person has given that address: its portal may be asked, and the service it names."""
    landing = serve(site, ["routes"])
    path = "/geonetwork/srv/api/records/fiche-9/formatters/xml"
    online = Online(landing + "collections/routes", "OGC API Features")
    site.routes[path] = Reply(iso(Sheet("fiche-9", "Fiche", (online,))), type="application/xml")

    def http():
        made = requests.Session()
        made.trust_env = False
        return made

    engine = SimpleNamespace(
        http=http, anonymous_http=http, registry=SimpleNamespace(platforms=lambda: ())
    )
    found, ways = Finding(engine)(site.url("/datahub/dataset/fiche-9"))
    assert (found.url, ways) == (landing, ())
    with pytest.raises(OgcApiError) as caught:
        Finding(engine)(site.url("/datahub/dataset/fiche-10"))
    assert caught.value.code in (ProblemCode.NOT_FOUND, ProblemCode.NOT_OGC_API)
    assert not Finding(engine).record(site.url("/datahub/dataset/fiche-9"), lambda: False)


def test_hosts_of_no_platform_are_left_alone(opening, desk, site, qtbot):
    page = site.url("/geonetwork/srv/fre/catalog.search#/metadata/fiche-8")
    assert not opening.is_ours(page)
    opening.open(page)
    ((what, *_),) = asked(desk, qtbot)
    assert what == "tell" and site.heard == []
