"""Whether a server compares dates as they are meant: QGIS Server finds none, MapServer any.

Both answer without an error. What some features hold tells how many there are at least on either
side of the comparison; a server that says less has not understood it, nor has one that has more on
both sides together than there are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, Iterable, List, Mapping, Optional, Sequence, Tuple

from cicclo_qgis.ogcapi.cql2 import Condition, Operator, ValueKind, canonical
from cicclo_qgis.transfer.columns import moment

Hits = Callable[[Tuple[Condition, ...]], Optional[int]]

_OPPOSITES = {
    Operator.LESS: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.LESS,
    Operator.GREATER: Operator.AT_MOST,
    Operator.AT_MOST: Operator.GREATER,
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.NOT_EQUAL: Operator.EQUAL,
}


def dated(conditions: Iterable[Condition]) -> List[Condition]:
    """Those that compare dates or moments."""
    kinds = (ValueKind.DATE, ValueKind.INSTANT)
    return [one for one in conditions if one.kind in kinds and one.operator in _OPPOSITES]


def takes_dates(
    conditions: Sequence[Condition], rows: Sequence[Mapping[str, Any]], hits: Hits
) -> bool:
    """Whether the numbers of features that ``hits`` tells fit what ``rows`` show.

    ``conditions``: those that are ``dated``; ``rows``: some features, whatever they are.
    """
    for one in conditions:
        yes, no = _sides(one, [row.get(one.name) for row in rows])
        if not yes and not no:
            continue
        opposite = replace(one, operator=_OPPOSITES[one.operator])
        found, others, total = hits((one,)), hits((opposite,)), hits(())
        if found is None or others is None or total is None:
            continue
        if found < yes or others < no or found + others > total:
            return False
    return True


def _sides(condition: Condition, values: Iterable[object]) -> Tuple[int, int]:
    """How many of ``values`` fulfil it, and how many do not."""
    wanted = canonical(condition.value, condition.kind)[:10]
    yes = no = 0
    for value in values:
        day = moment(value)[:10] if isinstance(value, str) else ""
        # The same day is left open: servers count hours by clocks of their own.
        if len(day) < 10 or (day == wanted and condition.kind is ValueKind.INSTANT):
            continue
        if _holds(day, condition.operator, wanted):
            yes += 1
        else:
            no += 1
    return yes, no


def _holds(one: str, operator: Operator, other: str) -> bool:
    if operator in (Operator.EQUAL, Operator.NOT_EQUAL):
        return (one == other) is (operator is Operator.EQUAL)
    if operator in (Operator.LESS, Operator.AT_MOST):
        return one < other or (one == other and operator is Operator.AT_MOST)
    return one > other or (one == other and operator is Operator.AT_LEAST)
