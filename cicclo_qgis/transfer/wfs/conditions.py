"""The conditions a person built row by row, out of the CQL2 text that ``cql2_text`` made of them.

A Web Feature Service takes no CQL2; more than these simple conjunctions is not understood here.
"""

from __future__ import annotations

import re
from typing import List, Optional, Tuple

from cicclo_qgis.ogcapi.cql2 import Condition, Operator, ValueKind, ValueProblem

_NAME = r'(?:"(?P<quoted>(?:[^"]|"")+)"|(?P<name>[A-Za-z_][A-Za-z0-9_]*))'
_TEXT = r"'(?P<{0}>(?:[^']|'')*)'"
_LITERAL = (
    rf"(?:DATE\(\s*{_TEXT.format('date')}\s*\)|TIMESTAMP\(\s*{_TEXT.format('instant')}\s*\)"
    rf"|{_TEXT.format('text')}|(?P<number>[+-]?[0-9.]+(?:[eE][+-]?\d+)?)|(?P<truth>true|false))"
)
_COMPARED = re.compile(rf"{_NAME}\s*(?P<operator><>|<=|>=|=|<|>)\s*{_LITERAL}", re.I)
_NULL = re.compile(rf"{_NAME}\s+IS\s+(?P<negated>NOT\s+)?NULL", re.I)
_LIKE = re.compile(rf"{_NAME}\s+LIKE\s+'%(?P<pattern>(?:[^'%_\\]|''|\\.)*)%'", re.I)
_CASED = re.compile(
    rf"CASEI\(\s*{_NAME}\s*\)\s+LIKE\s+CASEI\(\s*'%(?P<pattern>(?:[^'%_\\]|''|\\.)*)%'\s*\)", re.I
)
_AND = re.compile(r"\s+AND\s+", re.I)
_KINDS = {
    "date": ValueKind.DATE,
    "instant": ValueKind.INSTANT,
    "text": ValueKind.TEXT,
    "number": ValueKind.NUMBER,
    "truth": ValueKind.BOOLEAN,
}


def conditions_in(text: str) -> Optional[Tuple[Condition, ...]]:
    """The conditions that ``text`` joins by AND; None when it says anything else."""
    found: List[Condition] = []
    rest = text.strip()
    while rest:
        read = _next(rest)
        if read is None:
            return None
        condition, end = read
        found.append(condition)
        joint = _AND.match(rest, end)
        if joint is None:
            return None if rest[end:].strip() else tuple(found)
        rest = rest[joint.end() :]
        if not rest:
            return None
    return tuple(found)


def _next(text: str) -> Optional[Tuple[Condition, int]]:
    for form in (_NULL, _CASED, _LIKE, _COMPARED):
        found = form.match(text)
        if found is None:
            continue
        quoted = found.group("quoted")
        name = found.group("name") if quoted is None else quoted.replace('""', '"')
        try:
            return _condition(name, found), found.end()
        except ValueProblem:
            return None
    return None


def _condition(name: str, found: re.Match[str]) -> Condition:
    told = found.groupdict()
    if "negated" in told:
        return Condition(name, Operator.NOT_NULL if told["negated"] else Operator.IS_NULL)
    if "pattern" in told:
        plain = re.sub(r"\\(.)", r"\1", told["pattern"].replace("''", "'"))
        return Condition(name, Operator.CONTAINS, plain)
    group, kind = next((one, kind) for one, kind in _KINDS.items() if told[one] is not None)
    value = told[group].replace("''", "'")
    return Condition(name, Operator(told["operator"]), value, kind)
