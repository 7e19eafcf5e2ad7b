"""Conditions of access and use in the person's words.

Terms of ODRL that are known are translated; others are shown as the policy has them.
"""

from __future__ import annotations

import re
from typing import Dict, List, Tuple

from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.catalogue.rights import Conditions, Constraint, Rule
from cicclo_qgis.gui import facts, term_texts
from cicclo_qgis.gui.text import plain

_WHOLE_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Rights", text)


def lines(told: Conditions) -> List[Tuple[str, str]]:
    """Label and text of each thing that is told; none when nothing is."""
    found: List[Tuple[str, str]] = []
    if told.publisher:
        found.append((_tr("Publisher"), plain(told.publisher, 200)))
    if told.rights:
        found.append((_tr("Access conditions"), term_texts.readable(told.rights)))
    found += [(_kind(rule.kind), _rule(rule)) for rule in told.rules]
    if told.mail:
        found.append((_tr("Contact"), plain(told.mail, 120)))
    return found


def none_told() -> str:
    """Nothing is said about conditions."""
    return _tr("The platform tells no conditions beside the licence.")


def _kind(kind: str) -> str:
    return {
        "permission": _tr("Permitted"),
        "prohibition": _tr("Forbidden"),
        "obligation": _tr("Required"),
    }[kind]


def _rule(rule: Rule) -> str:
    parts = [", ".join(_action(action) for action in rule.actions)]
    if rule.assignee:
        parts.append(_tr("for {whom}").format(whom=plain(rule.assignee, 200)))
    parts += [_constraint(constraint) for constraint in rule.constraints]
    if rule.duties:
        duties = ", ".join(_action(action) for action in rule.duties)
        parts.append(_tr("on condition: {duties}").format(duties=duties))
    return " · ".join(parts)


def _action(name: str) -> str:
    return _actions().get(name, plain(name, 120))


def _actions() -> Dict[str, str]:
    return {
        "use": _tr("use"),
        "read": _tr("read"),
        "display": _tr("display"),
        "present": _tr("show to the public"),
        "reproduce": _tr("copy"),
        "distribute": _tr("distribute"),
        "modify": _tr("change"),
        "derive": _tr("make derived works"),
        "aggregate": _tr("combine with other data"),
        "extract": _tr("extract parts"),
        "transfer": _tr("hand over"),
        "sell": _tr("sell"),
        "commercialize": _tr("commercial use"),
        "CommercialUse": _tr("commercial use"),
        "attribute": _tr("name the source"),
        "attributeAction": _tr("name the source"),
        "Attribution": _tr("name the source"),
        "shareAlike": _tr("share under the same terms"),
        "ShareAlike": _tr("share under the same terms"),
        "inform": _tr("inform the publisher"),
        "obtainConsent": _tr("obtain consent"),
        "delete": _tr("delete after use"),
        "anonymize": _tr("anonymize"),
        "compensate": _tr("pay"),
        "acceptTracking": _tr("accept that use is recorded"),
        "index": _tr("index"),
        "archive": _tr("archive"),
        "execute": _tr("execute"),
    }


def _constraint(one: Constraint) -> str:
    left, right = _subjects().get(one.left, plain(one.left, 80)), plain(one.right, 200)
    if one.left == "dateTime":
        day = facts.day(one.right[:10])
        pattern = _days().get(one.operator)
        if day and pattern is not None and _WHOLE_DAY.match(one.right):
            return pattern.format(day=day)
        right = day or right
    if one.operator in ("eq", "isA"):
        return _tr("{what}: {value}").format(what=left, value=right)
    return f"{left} {_signs().get(one.operator, plain(one.operator, 20) or '=')} {right}"


def _days() -> Dict[str, str]:
    return {
        "lt": _tr("before {day}"),
        "lteq": _tr("until {day}"),
        "gt": _tr("after {day}"),
        "gteq": _tr("from {day} on"),
    }


def _subjects() -> Dict[str, str]:
    return {
        "purpose": _tr("purpose"),
        "dateTime": _tr("date"),
        "elapsedTime": _tr("duration"),
        "spatial": _tr("territory"),
        "count": _tr("number of uses"),
        "recipient": _tr("recipient"),
        "industry": _tr("sector"),
        "product": _tr("product"),
        "language": _tr("language"),
        "fileFormat": _tr("format"),
    }


def _signs() -> Dict[str, str]:
    return {
        "neq": "≠",
        "lt": "<",
        "lteq": "≤",
        "gt": ">",
        "gteq": "≥",
        "isAnyOf": _tr("one of"),
        "isAllOf": _tr("all of"),
        "isNoneOf": _tr("none of"),
        "isPartOf": _tr("within"),
        "hasPart": _tr("holds"),
    }
