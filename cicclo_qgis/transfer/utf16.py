"""Answers in UTF-16, as some servers on Windows write XML, in the bytes that the rest reads."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from cicclo_qgis.ogcapi.fetch import Answer

# With a mark of the order of bytes, and without: "<?" (XML 1.0, appendix F).
_BEGINNINGS = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\x00": "utf-16-le",
    b"\x00<": "utf-16-be",
}
_DECLARED = re.compile(r"""(<\?xml[^>]{0,60}encoding\s*=\s*["'])utf-16\w{0,2}(["'])""", re.I)


def in_utf8(answer: Answer) -> Answer:
    """``answer`` in UTF-8 where it is in UTF-16; as it is where it is not, or is cut short."""
    encoding = _BEGINNINGS.get(answer.body[:2])
    if encoding is None:
        return answer
    try:
        text = answer.body.decode(encoding)
    except UnicodeDecodeError:
        return answer
    return replace(answer, body=_DECLARED.sub(r"\1utf-8\2", text, count=1).encode("utf-8"))
