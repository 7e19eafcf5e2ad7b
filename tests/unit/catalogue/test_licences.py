from __future__ import annotations

from dataclasses import replace

import pytest

from cicclo_qgis.catalogue.licences import licence_address, licence_name
from cicclo_qgis.ogcapi import Link
from tests.unit.catalogue.listing import entry

PLAIN = entry("lyon", "canal").collection


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("etalab-2.0", "Licence Ouverte 2.0"),
        ("lov2", "Licence Ouverte 2.0"),
        ("Licence Ouverte / Open Licence version 2.0", "Licence Ouverte 2.0"),
        ("Licence Ouverte / Open Licence 2.0", "Licence Ouverte 2.0"),
        ("https://www.etalab.gouv.fr/licence-ouverte-open-licence/", "Licence Ouverte"),
        ("Licence Ouverte version 2.0", "Licence Ouverte 2.0"),
        ("Licence ouverte", "Licence Ouverte"),
        ("ODbL-1.0", "ODbL 1.0"),
        ("Open Database License", "ODbL 1.0"),
        ("CC-BY-SA-4.0", "CC BY-SA 4.0"),
        ("cc by", "CC BY"),
        ("https://creativecommons.org/licenses/by-nc/3.0/fr/", "CC BY-NC 3.0"),
        ("CC0-1.0", "CC0 1.0"),
        ("Usage  interne", "Usage interne"),
        (None, ""),
    ],
)
def test_name(told, expected):
    assert licence_name(told) == expected


def test_address():
    own = Link("https://x.example.fr/licence", "license", "text/html")
    assert licence_address(replace(PLAIN, links=(own,))) == "https://x.example.fr/licence"
    told = replace(PLAIN, links=(), license="https://x.example.fr/l")
    assert licence_address(told) == "https://x.example.fr/l"
    assert "etalab" in licence_address(replace(PLAIN, links=(), license="etalab-2.0"))
    commons = licence_address(replace(PLAIN, links=(), license="CC-BY-SA-4.0"))
    assert commons == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert "odbl" in licence_address(replace(PLAIN, links=(), license="ODbL"))
    assert licence_address(replace(PLAIN, links=(), license="Usage interne")) == ""
