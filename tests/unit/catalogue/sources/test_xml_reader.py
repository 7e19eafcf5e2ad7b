"""XML of strangers: what is wanted is found, what does harm is refused."""

from __future__ import annotations

import tracemalloc
from typing import List

import pytest

from cicclo_qgis.catalogue.sources.xml_reader import Node, XmlError, read

LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]><a>&j;</a>"
)


def pieces(text: str, *names: str) -> List[Node]:
    found: List[Node] = []
    read(text.encode("utf-8"), names, found.append)
    return found


def test_only_what_is_wanted_becomes_an_object() -> None:
    text = (
        '<r:root xmlns:r="urn:r" n="7"><other><item>no</item></other>'
        '<r:item k="1"> one <sub>two<sub>three</sub></sub></r:item><item><item/></item></r:root>'
    )
    found: List[Node] = []
    root = read(text.encode(), ("item",), found.append)
    assert (root.name, root.space, root.attributes, root.children) == (
        "root",
        "urn:r",
        {"n": "7"},
        [],
    )
    assert [node.name for node in found] == ["item", "item", "item"]
    assert found[1].attributes == {"k": "1"}
    assert list(found[1].pieces()) == ["one", "two", "three"]
    assert found[1].words("sub", "sub") == "three"
    assert found[1].words("**", "sub", "sub") == "three"
    assert found[1].words("nothing") == "" and found[1].first("nothing") is None
    # The inner one belongs to the outer one.
    assert len(found[2].children) == 1


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]><a/>',
        "<!DOCTYPE a><a/>",
        "<a>&undefined;</a>",
        "<a><b></a>",
        "<a",
        "",
        "   ",
        "not xml at all",
        '{"json": true}',
        "<a/><a/>",
        "<a x='1' x='2'/>",
        "<a>" * 5000,
        '<?xml version="1.0" encoding="no-such-code"?><a/>',
        "<a>\x00</a>",
    ],
)
def test_what_does_harm_or_is_no_xml_is_refused(text: str) -> None:
    with pytest.raises(XmlError):
        pieces(text, "a", "b")


def test_other_encodings_are_read() -> None:
    for code in ("latin-1", "utf-16", "windows-1252", "utf-8-sig"):
        told = code.replace("utf-8-sig", "utf-8")
        found: List[Node] = []
        text = f'<?xml version="1.0" encoding="{told}"?><a>Forêt</a>'
        read(text.encode(code), ("a",), found.append)
        assert found[0].text == "Forêt", code


def test_an_endless_element_is_not_kept_whole() -> None:
    many = "<a>" + "<b/>" * 60_000 + "</a>"
    with pytest.raises(XmlError):
        pieces(many, "a")
    # The same outside of what is wanted costs nothing.
    assert pieces(f"<root>{many}<c>x</c></root>", "c")[0].text == "x"
    long = "<a>" + "x" * 3_000_000 + "</a>"
    tracemalloc.start()
    assert len(pieces(long, "a")[0].text) < 400_000
    tracemalloc.stop()
