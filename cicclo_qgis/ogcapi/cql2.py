"""Simple conditions on attributes, written in CQL2 text (OGC 21-065r2) or as plain parameters.

Only conjunctions of comparisons with a literal: what a person builds row by row. Nothing a person
types can leave its literal.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum
from typing import Dict, Iterable, Optional, Tuple


class Operator(str, Enum):
    """How an attribute is compared with a value."""

    EQUAL = "="
    NOT_EQUAL = "<>"
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    CONTAINS = "contains"
    IS_NULL = "is null"
    NOT_NULL = "is not null"

    @property
    def takes_value(self) -> bool:
        """Whether there is something to compare with."""
        return self not in (Operator.IS_NULL, Operator.NOT_NULL)


class ValueKind(str, Enum):
    """What the values of an attribute are (the types of JSON Schema, and its formats of time)."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"


class ValueProblem(ValueError):
    """What was typed is not a value of that kind."""


@dataclass(frozen=True)
class Condition:
    """One comparison. ``value``: as it was typed; numbers with a point or a comma, ISO 8601 dates.

    Raises:
        ValueProblem: on making it, when ``value`` is none of that kind.
    """

    name: str
    operator: Operator
    value: str = ""
    kind: ValueKind = ValueKind.TEXT

    def __post_init__(self) -> None:
        if self.operator.takes_value:
            canonical(self.value, self.kind)


_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_RESERVED = frozenset(
    (
        *("and", "or", "not", "like", "between", "in", "is", "null", "true", "false", "div"),
        *("date", "timestamp", "interval", "casei", "accenti", "bbox", "point", "polygon"),
        *("linestring", "multipoint", "multipolygon", "multilinestring", "geometrycollection"),
    )
)
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z")
_INSTANT = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?\Z"
)
_BOOLEANS = {"true": "true", "1": "true", "false": "false", "0": "false"}


def canonical(value: str, kind: ValueKind) -> str:
    """``value`` as the standards write it.

    Raises:
        ValueProblem: it is none of that kind.
    """
    text = value.strip()
    if kind is ValueKind.TEXT:
        return value
    if kind in (ValueKind.NUMBER, ValueKind.INTEGER):
        return _number(text, kind)
    if kind is ValueKind.BOOLEAN:
        if text.lower() not in _BOOLEANS:
            raise ValueProblem(kind.value)
        return _BOOLEANS[text.lower()]
    if _DATE.match(text):
        return text if kind is ValueKind.DATE else f"{text}T00:00:00Z"
    if _INSTANT.match(text):
        if kind is ValueKind.DATE:
            return text[:10]
        if len(text) == 16:
            text += ":00"
        return text if text.endswith("Z") or text[-6] in "+-" else text + "Z"
    raise ValueProblem(kind.value)


def _number(text: str, kind: ValueKind) -> str:
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
    if not re.match(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\Z", bare, re.ASCII):
        raise ValueProblem(kind.value)
    number = float(bare)
    if not math.isfinite(number) or (kind is ValueKind.INTEGER and not number.is_integer()):
        raise ValueProblem(kind.value)
    return str(int(bare)) if bare.lstrip("+-").isdecimal() else repr(number)


def cql2_text(conditions: Iterable[Condition], any_case: bool = False) -> str:
    """All conditions at once as CQL2 text; "" for none.

    ``any_case``: the server declares case-insensitive comparison (``CASEI``), which "contains" then
    uses.
    """
    return " AND ".join(_comparison(item, any_case) for item in conditions)


def _comparison(item: Condition, any_case: bool) -> str:
    name = property_name(item.name)
    if item.operator is Operator.IS_NULL:
        return f"{name} IS NULL"
    if item.operator is Operator.NOT_NULL:
        return f"{name} IS NOT NULL"
    if item.operator is Operator.CONTAINS:
        pattern = text_literal(f"%{_unwild(item.value)}%")
        return f"CASEI({name}) LIKE CASEI({pattern})" if any_case else f"{name} LIKE {pattern}"
    return f"{name} {item.operator.value} {_literal(item)}"


def property_name(name: str) -> str:
    """The name of a property (21-065r2, ``propertyName``); quoted unless it is a plain word."""
    if _IDENTIFIER.match(name) and name.lower() not in _RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """A character literal (21-065r2, ``characterLiteral``)."""
    return "'" + text.replace("'", "''") + "'"


def _unwild(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _literal(item: Condition) -> str:
    value = canonical(item.value, item.kind)
    if item.kind is ValueKind.TEXT:
        return text_literal(value)
    if item.kind is ValueKind.DATE:
        return f"DATE({text_literal(value)})"
    if item.kind is ValueKind.INSTANT:
        return f"TIMESTAMP({text_literal(value)})"
    return value


_OWN = frozenset(("bbox", "datetime", "limit", "offset", "startindex", "f", "crs", "bbox-crs"))


def simple_parameters(
    conditions: Iterable[Condition], names: Iterable[str]
) -> Optional[Tuple[Tuple[str, str], ...]]:
    """The conditions as parameters ``name=value`` (17-069r4 section 7.15.5).

    None when that cannot say them: only equality can, once for each of the ``names`` that the
    server takes, and not for names that mean something else in a request.
    """
    allowed, found = frozenset(names), dict[str, str]()
    for item in conditions:
        plain = item.operator is Operator.EQUAL and item.value.strip()
        if not plain or item.name not in allowed or item.name in found:
            return None
        if item.name.lower() in _OWN or "*" in item.value:
            return None
        found[item.name] = canonical(item.value, item.kind)
    return tuple(found.items())


def expression(conditions: Iterable[Condition]) -> str:
    """The conditions in the expression language of QGIS; "" for none."""
    return " AND ".join(_expressed(item) for item in conditions)


_CASTS: Dict[ValueKind, str] = {ValueKind.DATE: "to_date", ValueKind.INSTANT: "to_datetime"}


def _expressed(item: Condition) -> str:
    name = '"' + item.name.replace('"', '""') + '"'
    if item.operator is Operator.IS_NULL:
        return f"{name} IS NULL"
    if item.operator is Operator.NOT_NULL:
        return f"{name} IS NOT NULL"
    if item.operator is Operator.CONTAINS:
        return f"{name} ILIKE {_quoted(f'%{_unwild(item.value)}%')}"
    value = canonical(item.value, item.kind)
    cast = _CASTS.get(item.kind)
    if cast is not None:
        return f"{cast}({name}) {item.operator.value} {cast}({_quoted(value)})"
    return f"{name} {item.operator.value} {_quoted(value) if _is_text(item) else value}"


def _is_text(item: Condition) -> bool:
    return item.kind is ValueKind.TEXT


def _quoted(text: str) -> str:
    """A string of a QGIS expression, where a backslash begins an escape."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
