"""The connection check as a person sees it."""

from __future__ import annotations

import re
from typing import Any, List, Tuple

import pytest
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QDialog, QLabel

from cicclo_qgis.gui import checkup_texts
from cicclo_qgis.gui.checkup_dialog import CheckupDialog
from cicclo_qgis.gui.options_page import OptionsPage
from cicclo_qgis.host.checkup import Finding, Topic, Verdict
from cicclo_qgis.host.settings import Settings

_FACTS = {"name": "Géo Armor", "host": "sso.example.fr", "place": "proxy.example:3128"}
CODES = {
    Topic.PROXY: ("no_proxy", "system_proxy", "proxy", "proxy_with_account"),
    Topic.CERTIFICATES: (
        "system_authorities",
        "added_authorities",
        "not_in_window",
        "no_encryption",
    ),
    Topic.SERVER: (
        "no_sign_in",
        "reached",
        "out_of_order",
        "certificate",
        "proxy_refused",
        "proxy_sign_in",
        "proxy",
        "no_answer",
        "unreachable",
    ),
    Topic.CLOCK: ("right", "ahead", "behind", "unknown"),
    Topic.KEYRING: ("found", "not_wanted", "locked", "absent"),
    Topic.BROWSER: ("window", "system_only", "none"),
}
ALL = [(topic, code) for topic, codes in CODES.items() for code in codes]


def finding(topic: Topic, code: str, verdict: Verdict = Verdict.GOOD, **more: str) -> Finding:
    return Finding(topic, verdict, code, {**_FACTS, "seconds": "7200", "count": "2", **more})


@pytest.mark.parametrize(("topic", "code"), ALL)
def test_each_finding_is_a_plain_sentence(qgis_app: Any, topic: Topic, code: str) -> None:
    found, step = checkup_texts.words(finding(topic, code))
    assert found.endswith((".", ".")) and not re.search(r"[{}]", found + step)
    assert checkup_texts.title(topic)


@pytest.mark.parametrize(
    ("host", "name"),
    [("auth.agentconnect.gouv.fr", "ProConnect"), ("sso.example.fr", "sso.example.fr")],
)
def test_a_server_that_platforms_lead_to_has_a_name(qgis_app: Any, host: str, name: str) -> None:
    found, _ = checkup_texts.words(finding(Topic.SERVER, "reached", name="", host=host))
    assert found.startswith(name)


def test_every_code_that_is_found_has_its_sentence() -> None:
    """The codes in the module that finds are those listed here."""
    from pathlib import Path

    from cicclo_qgis.host import checkup

    text = Path(checkup.__file__).read_text("utf-8")
    told = set(re.findall(r'"([a-z_]+)"', text.partition("def proxy(")[2]))
    known = {code for _, code in ALL}
    assert known <= told


class Runner:
    def __init__(self) -> None:
        self.waiting: List[Any] = []

    def __call__(self, found: Any) -> None:
        self.waiting.append(found)

    def tell(self, *findings: Finding) -> None:
        self.waiting[-1](findings)


def seen(dialog: QDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


@pytest.fixture
def opened(qtbot: Any) -> Tuple[CheckupDialog, Runner]:
    run = Runner()
    dialog = CheckupDialog(run)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog, run


def test_it_says_what_to_do_and_can_be_copied(opened: Tuple[CheckupDialog, Runner]) -> None:
    dialog, run = opened
    assert not dialog.copy_button.isEnabled()
    run.tell(
        finding(Topic.PROXY, "proxy_with_account"),
        finding(Topic.SERVER, "certificate", Verdict.BAD),
        finding(Topic.CLOCK, "behind", Verdict.BAD),
    )
    text = seen(dialog)
    assert "2 h behind" in text and "Géo Armor shows a certificate" in text
    assert "Something stands in the way" in dialog.head.text()
    dialog.copy_button.click()
    report = QgsApplication.clipboard().text()
    assert report.count("[!]") == 2 and "(sso.example.fr)" in report
    assert report.splitlines()[0].startswith("CICCLO ")


def test_again_and_late_answers(opened: Tuple[CheckupDialog, Runner]) -> None:
    dialog, run = opened
    first = run.waiting[-1]
    run.tell(finding(Topic.CLOCK, "ahead", Verdict.NOTE))
    assert "worth knowing" in dialog.head.text()
    dialog.again_button.click()
    first((finding(Topic.CLOCK, "behind", Verdict.BAD),))  # of the turn before
    assert "Looking" in dialog.head.text()
    run.tell(finding(Topic.CLOCK, "right"))
    assert "All is well" in dialog.head.text()


def test_an_answer_after_qt_has_deleted_the_window(qgis_app: Any) -> None:
    run = Runner()
    sip.delete(CheckupDialog(run))
    run.tell(finding(Topic.CLOCK, "right"))


def test_the_options_offer_it(qtbot: Any, qgis_app: Any) -> None:
    run = Runner()
    page = OptionsPage(Settings(), lambda: None, make_checkup=lambda page: CheckupDialog(run, page))
    qtbot.addWidget(page)
    assert not page.checkup_button.isHidden()
    page.checkup_button.click()
    assert len(run.waiting) == 1
    without = OptionsPage(Settings(), lambda: None)
    qtbot.addWidget(without)
    assert without.checkup_button.isHidden()
