"""Web pages and pieces of them that are written otherwise than they should be."""

from __future__ import annotations

import pytest

from cicclo_qgis.ogcapi.pages import is_sign_in_page
from cicclo_qgis.ogcapi.text import plain

ODD = ("<![x[ ]]>", "<![ 1>", "<![x[", "<!>", "<!DOCTYPE html [ <!FOO> ]>")


@pytest.mark.parametrize("odd", ODD)
def test_a_declaration_that_is_none_ends_nothing(odd: str) -> None:
    page = f"<html>{odd}<form><input type='password'></form></html>"
    assert is_sign_in_page(page.encode())
    assert plain(f"<p>Zones</p>{odd}<p>humides</p>").startswith("Zones")


def test_a_part_that_word_has_written_is_left_out() -> None:
    assert plain("<p>Zones</p><![if !supportLists]><b>humides</b><![endif]>") == "Zones\nhumides"
    assert plain("<p>Zones</p><![CDATA[ <b>x</b> ]]>") == "Zones"
