"""Columns of the copy: their types widen as pages come, and no value is lost on the way."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from itertools import chain
from operator import itemgetter
from typing import Any, Dict, List, Sequence, Set, Tuple

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_MOMENT = re.compile(
    r"(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[T ]"
    r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d{1,9})?(Z|[+-]\d\d:?[0-5]\d)?"
)
_INT64 = 2**63
# Beyond this a REAL no longer tells whole numbers apart.
_EXACT = 2**53


class Kind(str, Enum):
    """The declared type of a column (OGC 12-128r18 table 1); UNKNOWN holds nulls only."""

    UNKNOWN = "unknown"
    BOOLEAN = "BOOLEAN"
    INTEGER = "INTEGER"
    REAL = "REAL"
    DATE = "DATE"
    DATETIME = "DATETIME"
    JSON = "JSON"
    TEXT = "TEXT"

    @property
    def declared(self) -> str:
        """As SQL writes it."""
        return "TEXT" if self in (Kind.UNKNOWN, Kind.JSON) else self.value


@dataclass
class Column:
    """One attribute: ``name`` is the server's, ``sql_name`` the file's.

    ``widest`` is the largest whole number met, without its sign.
    """

    name: str
    sql_name: str
    kind: Kind = Kind.UNKNOWN
    widest: int = 0


@dataclass(frozen=True)
class Change:
    """A column whose values in the file must follow its new type."""

    column: Column
    before: Kind


@dataclass
class Columns:
    """All attributes, in the order they were first seen; ``taken`` are names in lower case."""

    taken: Set[str]
    known: Dict[str, Column] = field(default_factory=dict)

    def add_new(self, rows: Sequence[Dict[str, Any]]) -> List[Column]:
        """Columns for attributes not seen before."""
        unseen = set().union(*rows) - self.known.keys()
        if not unseen:
            return []
        ordered = dict.fromkeys(name for row in rows for name in row if name in unseen)
        return [self._add(name) for name in ordered]

    def _add(self, name: str) -> Column:
        base = "".join(char for char in name if char >= " " and char != '"') or "attribute"
        sql_name, number = base, 1
        while sql_name.lower() in self.taken:
            number += 1
            sql_name = f"{base}_{number}"
        self.taken.add(sql_name.lower())
        self.known[name] = Column(name, sql_name)
        return self.known[name]

    def take(self, rows: Sequence[Dict[str, Any]]) -> Tuple[List[Sequence[Any]], List[Change]]:
        """Values column by column, ready for the file, and what has to be widened there first."""
        values: List[Sequence[Any]] = []
        changes: List[Change] = []
        for column, found in zip(self.known.values(), self._transposed(rows)):
            before = column.kind
            values.append(_fitted(column, found))
            if column.kind is not before:
                changes.append(Change(column, before))
        return values, changes

    def _transposed(self, rows: Sequence[Dict[str, Any]]) -> List[Sequence[Any]]:
        """The values of each known column, None where a row has none."""
        names = list(self.known)
        if len(names) > 1:
            try:
                # Every row has every column, nearly always: one walk over the rows, in C.
                flat = list(chain.from_iterable(map(itemgetter(*names), rows)))
            except KeyError:
                flat = [row.get(name) for row in rows for name in names]
            return [flat[start :: len(names)] for start in range(len(names))]
        return [[row.get(name) for row in rows] for name in names]


def _fitted(column: Column, values: Sequence[Any]) -> Sequence[Any]:
    """``values`` as the column, widened where needed, holds them."""
    types = set(map(type, values)) - {type(None)}
    kind = _joined(column, _kind_of(column, values, types))
    column.kind = kind
    if kind not in (Kind.DATETIME, Kind.JSON, Kind.TEXT):
        return values
    if kind is Kind.DATETIME:
        known = {value: moment(value) for value in set(values) if value is not None}
        return [known.get(value) for value in values]
    if types <= {str}:
        return values
    return [as_text(value) for value in values]


def _kind_of(column: Column, values: Sequence[Any], types: Set[type]) -> Kind:
    """What these values, of these ``types``, alone would be."""
    if not types:
        return Kind.UNKNOWN
    if types == {bool}:
        return Kind.BOOLEAN
    if types <= {int, float}:
        return _number(column, values, types)
    if types == {str}:
        # A text column stays one: its values need no look.
        return Kind.TEXT if column.kind is Kind.TEXT else _text(values, column.kind)
    return Kind.JSON if types <= {dict, list} else Kind.TEXT


def _number(column: Column, values: Sequence[Any], types: Set[type]) -> Kind:
    wholes = [value for value in values if type(value) is int]
    if wholes:
        column.widest = max(column.widest, max(wholes), -min(wholes))
    if column.widest >= _INT64:
        return Kind.TEXT
    if float in types:
        return Kind.TEXT if column.widest > _EXACT else Kind.REAL
    return Kind.INTEGER


def _text(values: Sequence[Any], now: Kind) -> Kind:
    texts = set(values) - {None}
    first = next(iter(texts))
    if now in (Kind.UNKNOWN, Kind.DATE) and _DATE.fullmatch(first):
        return Kind.DATE if all(map(_DATE.fullmatch, texts)) else Kind.TEXT
    if now in (Kind.UNKNOWN, Kind.DATETIME) and _MOMENT.fullmatch(first):
        return Kind.DATETIME if all(map(_MOMENT.fullmatch, texts)) else Kind.TEXT
    return Kind.TEXT


def _joined(column: Column, new: Kind) -> Kind:
    now = column.kind
    if now is new or new is Kind.UNKNOWN:
        return now
    if now is Kind.UNKNOWN:
        return new
    if {now, new} == {Kind.INTEGER, Kind.REAL}:
        return Kind.TEXT if column.widest > _EXACT else Kind.REAL
    return Kind.TEXT


def moment(text: str) -> str:
    """A moment as a GeoPackage writes it, in UTC (a moment without zone is taken as it stands)."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text
    clock, fraction, zone = found.group(1).replace(" ", "T"), found.group(2) or "", found.group(3)
    if not fraction[4:].strip("0"):
        # Milliseconds are what the standard has (12-128r18 table 1); more only where it tells more.
        fraction = fraction[:4]
    if zone and zone != "Z" and zone.strip("+-0:"):
        minutes = int(zone[1:3]) * 60 + int(zone[-2:])
        ahead = timedelta(minutes=-minutes if zone[0] == "-" else minutes)
        try:
            clock = (datetime.fromisoformat(clock) - ahead).isoformat()
        except (ValueError, OverflowError):
            return text
    return f"{clock}{fraction}Z"


def as_text(value: Any) -> Any:
    """Any JSON value as text: a text as it is, all else as JSON."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def rewritten(before: Kind, value: Any) -> Any:
    """A stored value of a column that was ``before`` and is text now."""
    if value is None or isinstance(value, str):
        return value
    return ("true" if value else "false") if before is Kind.BOOLEAN else as_text(value)
