"""What tells a free desktop which program opens the links of one scheme: texts of two files.

The program's entry (Desktop Entry Specification 1.5), and the person's ``mimeapps.list``
(Association between MIME types and applications 1.0), of which all that is not ours stays as it is.
"""

from __future__ import annotations

import re
from typing import Callable, List, Sequence

_DEFAULT, _ADDED = "Default Applications", "Added Associations"
_RESERVED = re.compile("[\\s\"'\\\\><~|&;$*?#()`]")
_TO_ESCAPE = re.compile('(["`$\\\\])')


def entry(name: str, command: Sequence[str], mime_type: str, more: Sequence[str] = ()) -> str:
    """The text of the entry of a program that is given one address after ``command``.

    Args:
        name: as a web browser shows it.
        command: the program and what it is given; absolute paths.
        mime_type: ``x-scheme-handler/<scheme>``.
        more: lines to add.
    """
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        f"Name={name}",
        f"Exec={' '.join(map(_argument, command))} %u",
        "Terminal=false",
        "NoDisplay=true",
        f"MimeType={mime_type};",
        *more,
    ]
    return "\n".join(lines) + "\n"


def with_default(text: str, mime_type: str, program: str) -> str:
    """``mimeapps.list`` in which ``program`` (the name of its entry) opens ``mime_type``."""

    def first(known: List[str]) -> List[str]:
        return [program, *(name for name in known if name != program)]

    for section in (_ADDED, _DEFAULT):
        text = _changed(text, section, mime_type, first)
    return text


def without_default(text: str, mime_type: str, program: str) -> str:
    """``mimeapps.list`` in which ``program`` does not."""

    def rest(known: List[str]) -> List[str]:
        return [name for name in known if name != program]

    for section in (_ADDED, _DEFAULT):
        text = _changed(text, section, mime_type, rest)
    return text


def _argument(text: str) -> str:
    """One word of an ``Exec`` line.

    Quoted only where it must be: some of those who read such lines know no quotes.
    """
    if _RESERVED.search(text):
        text = '"' + _TO_ESCAPE.sub(r"\\\1", text) + '"'
    return text.replace("\\", "\\\\").replace("%", "%%")


def _changed(text: str, section: str, key: str, change: Callable[[List[str]], List[str]]) -> str:
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if line.strip() == f"[{section}]"), None)
    if start is None:
        start = len(lines)
        lines.append(f"[{section}]")
    end = next(
        (i for i in range(start + 1, len(lines)) if lines[i].lstrip()[:1] == "["), len(lines)
    )
    inside = lines[start + 1 : end]
    places = [i for i, line in enumerate(inside) if line.partition("=")[0].strip() == key]
    known = [name for i in places for name in inside[i].partition("=")[2].split(";")]
    names = change([name.strip() for name in known if name.strip()])
    rest = [line for i, line in enumerate(inside) if i not in places]
    if names:
        value = ";".join(names)
        mine = [f"{key}={value}" + (";" if section == _ADDED or len(names) > 1 else "")]
        at = places[0] if places else len(rest) - _blank_at_end(rest)
        rest[at:at] = mine
    kept = [lines[start], *rest] if any(line.strip() for line in rest) else []
    whole = "\n".join([*lines[:start], *kept, *lines[end:]]).strip("\n")
    return whole + "\n" if whole else ""


def _blank_at_end(lines: List[str]) -> int:
    return len(lines) - len("\n".join(lines).rstrip().splitlines()) if lines else 0
