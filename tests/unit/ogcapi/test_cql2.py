"""Conditions in CQL2 text, as parameters, and in QGIS's expressions: nothing leaves its literal."""

from __future__ import annotations

import pytest

from cicclo_qgis.ogcapi.cql2 import (
    Condition,
    Operator,
    ValueKind,
    ValueProblem,
    canonical,
    cql2_text,
    expression,
    simple_parameters,
)

EVIL = "x' OR 1=1 --"


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Condition("nom", Operator.EQUAL, "l'eau"), "nom = 'l''eau'"),
        (Condition("nom", Operator.EQUAL, EVIL), "nom = 'x'' OR 1=1 --'"),
        (Condition("nom de l'eau", Operator.NOT_EQUAL, "é"), "\"nom de l'eau\" <> 'é'"),
        (Condition('a"b', Operator.EQUAL, "1"), '"a""b" = \'1\''),
        (Condition("date", Operator.EQUAL, "x"), "\"date\" = 'x'"),
        (Condition("pop", Operator.AT_LEAST, "1 200,5", ValueKind.NUMBER), "pop >= 1200.5"),
        (Condition("pop", Operator.LESS, "-3", ValueKind.INTEGER), "pop < -3"),
        (Condition("ok", Operator.EQUAL, "TRUE", ValueKind.BOOLEAN), "ok = true"),
        (
            Condition("jour", Operator.GREATER, "2026-03-31", ValueKind.DATE),
            "jour > DATE('2026-03-31')",
        ),
        (
            Condition("t", Operator.AT_MOST, "2026-03-31T10:30", ValueKind.INSTANT),
            "t <= TIMESTAMP('2026-03-31T10:30:00Z')",
        ),
        (Condition("nom", Operator.CONTAINS, "50%_\\"), "nom LIKE '%50\\%\\_\\\\%'"),
        (Condition("nom", Operator.IS_NULL), "nom IS NULL"),
        (Condition("nom", Operator.NOT_NULL), "nom IS NOT NULL"),
    ],
)
def test_a_condition_in_cql2(condition: Condition, text: str) -> None:
    assert cql2_text([condition]) == text


def test_several_hold_together_and_case_may_not_matter() -> None:
    both = [
        Condition("a", Operator.CONTAINS, "Zone"),
        Condition("b", Operator.EQUAL, "3", ValueKind.INTEGER),
    ]
    assert cql2_text(both, any_case=True) == "CASEI(a) LIKE CASEI('%Zone%') AND b = 3"
    assert cql2_text([]) == ""


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("", ValueKind.NUMBER),
        ("1; DROP", ValueKind.NUMBER),
        ("1e999", ValueKind.NUMBER),
        ("nan", ValueKind.NUMBER),
        ("1.5", ValueKind.INTEGER),
        ("٣", ValueKind.INTEGER),
        ("oui", ValueKind.BOOLEAN),
        ("31/03/2026", ValueKind.DATE),
        ("2026-13-01", ValueKind.DATE),
        ("2026-03-31') OR ('1'='1", ValueKind.DATE),
        ("2026-03-31T25:00", ValueKind.INSTANT),
    ],
)
def test_what_is_no_value_of_the_kind_is_refused(value: str, kind: ValueKind) -> None:
    with pytest.raises(ValueProblem):
        Condition("a", Operator.EQUAL, value, kind)


def test_moments_and_days_stand_in_for_each_other() -> None:
    assert canonical("2026-03-31", ValueKind.INSTANT) == "2026-03-31T00:00:00Z"
    assert canonical("2026-03-31T10:00:00+02:00", ValueKind.DATE) == "2026-03-31"
    assert canonical("2026-03-31T10:00:00+02:00", ValueKind.INSTANT) == "2026-03-31T10:00:00+02:00"


def test_only_equality_of_names_the_server_takes_becomes_parameters() -> None:
    a = Condition("a", Operator.EQUAL, "1,0", ValueKind.NUMBER)
    b = Condition("b", Operator.EQUAL, "é & x")
    assert simple_parameters([a, b], ["a", "b"]) == (("a", "1.0"), ("b", "é & x"))
    assert simple_parameters([a], ["b"]) is None
    assert simple_parameters([b, b], ["b"]) is None
    assert simple_parameters([Condition("b", Operator.NOT_EQUAL, "x")], ["b"]) is None
    assert simple_parameters([Condition("b", Operator.EQUAL, "x*")], ["b"]) is None, "a wildcard"
    assert simple_parameters([Condition("limit", Operator.EQUAL, "1")], ["limit"]) is None


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Condition("a", Operator.EQUAL, EVIL), "\"a\" = 'x'' OR 1=1 --'"),
        (Condition("a", Operator.EQUAL, "x\\' OR 1"), "\"a\" = 'x\\\\'' OR 1'"),
        (Condition('a"', Operator.LESS, "2", ValueKind.INTEGER), '"a""" < 2'),
        (
            Condition("d", Operator.GREATER, "2026-03-31", ValueKind.DATE),
            "to_date(\"d\") > to_date('2026-03-31')",
        ),
        (Condition("a", Operator.CONTAINS, "b"), "\"a\" ILIKE '%b%'"),
        (Condition("a", Operator.IS_NULL), '"a" IS NULL'),
    ],
)
def test_a_condition_in_qgis(condition: Condition, text: str) -> None:
    assert expression([condition]) == text
