"""Links that are plainly of the document's own origin are not taken to pieces."""

from __future__ import annotations

import pytest

from cicclo_qgis.ogcapi import urls
from cicclo_qgis.ogcapi.urls import resolve


@pytest.mark.parametrize("base", ["https://a.fr/c", "http://a.fr:81/c", "http://u@a.fr/", "x"])
def test_what_is_left_alone_at_a_glance_would_be_left_alone(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = ("https://a.fr", "http://a.fr", "http://a.fr:81", "HTTPS://a.fr", "http://u@a.fr", "")
    rests = ("/a", "", "/a/../b", "/.b", "/a.b?f=json", "/a?", "/a#b", "/é", "/a b", "/%20", "/{a}")
    links = [home + rest for home in homes for rest in rests] + ["/a?x=/../b", "https://a.fr.b/a"]
    quickly = [resolve(base, link) for link in links]
    monkeypatch.setattr(urls, "_home", lambda _base: "")
    assert quickly == [resolve(base, link) for link in links]
