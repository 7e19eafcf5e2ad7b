"""The choice of links among the options: off at first, done at OK, undone without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicclo_qgis.gui.link_choice import LinkChoice, web_links
from cicclo_qgis.gui.options_page import OptionsPage
from cicclo_qgis.host.settings import Settings
from cicclo_qgis.host.web_links import WebLinks


@pytest.fixture
def page(qtbot, tmp_path):
    home = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}

    def make(system="linux"):
        pythons = (Path("/usr/bin/python3"),)
        links = WebLinks(tmp_path, Path("/asking"), lambda: pythons, system, home, "/usr/bin/qgis")
        page = OptionsPage(
            Settings(),
            lambda: None,
            make_links=lambda parent: LinkChoice(
                links, lambda level, text: page.told.append((level.value, text)), parent
            ),
        )
        page.told = []
        qtbot.addWidget(page)
        return page

    return make


def test_off_until_it_is_wanted_and_gone_when_it_is_not(page, tmp_path):
    shown = page().links
    assert not shown.choice.isChecked() and shown.choice.isEnabled()
    first = page()
    first.links.choice.setChecked(True)
    assert not list(tmp_path.rglob("*.desktop")), "nothing before OK"
    first.apply()
    assert list(tmp_path.rglob("*.desktop"))
    second = page()
    assert second.links.choice.isChecked()
    second.links.choice.setChecked(False)
    second.apply()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_where_it_cannot_be_it_says_why(page):
    shown = page("darwin").links
    assert not shown.choice.isEnabled() and "macOS" in shown.note.text()


def test_a_failure_is_told_once_and_tried_again(page, tmp_path):
    (tmp_path / "config").write_text("in the way")
    shown = page()
    shown.links.choice.setChecked(True)
    shown.apply()
    ((level, text),) = shown.told
    assert level == "error" and text.startswith("The links from web browsers could not be changed")
    (tmp_path / "config").unlink()
    shown.apply()
    assert len(shown.told) == 1 and page().links.choice.isChecked()


def test_the_real_one_names_the_program(qgis_app):
    links = web_links()
    command = links._command()
    assert Path(command[2]).joinpath("__main__.py").is_file() and not links.on()
