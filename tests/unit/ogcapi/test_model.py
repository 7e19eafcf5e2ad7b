"""Links of a collection are kept small, and read as if they were a tuple."""

from __future__ import annotations

from dataclasses import replace

from cicclo_qgis.ogcapi.model import Collection, Link, Links

ONE = Link("https://x.fr/a", "items", "application/geo+json", "A", 12)
TWO = Link("https://x.fr/b", "license")


def test_links_read_like_a_tuple() -> None:
    links = Links((ONE, TWO))
    assert len(links) == 2 and list(links) == [ONE, TWO]
    assert links[1] == TWO and tuple(links[:1]) == (ONE,)
    assert links == (ONE, TWO) and links == Links([ONE, TWO]) and links != (TWO, ONE)
    assert hash(links) == hash((ONE, TWO))
    assert not Links() and Links(links) == links


def test_a_collection_keeps_its_links_small_however_it_is_made() -> None:
    made = Collection("c", "C", "", (ONE, TWO), "https://x.fr/c/items")
    assert isinstance(made.links, Links)
    other = replace(made, title="D")
    assert other.links == (ONE, TWO) and isinstance(other.links, Links)
    assert replace(other, title="C") == made


def test_links_come_back_whatever_a_server_has_written() -> None:
    odd = (
        Link("https://x.fr/a/b?q=1", "items", "", 'Il a dit "non"\n\\ \0 …'),
        Link("https://x.fr/a", "self", "", "https://x.fr/a/b"),
        Link("", "a", "b", "\ud800", None),
        Link("/\n\0/x", "next", "", "", 0),
        Link("no address at all", "x"),
    )
    for start in range(len(odd)):
        turned = odd[start:] + odd[:start]
        assert tuple(Links(turned)) == turned
        assert Links(turned) == Links(turned) != Links(turned[1:])
