"""The part of a feature type that is wanted, in the words of its service."""

from __future__ import annotations

from typing import Tuple

from cicclo_qgis.ogcapi.cql2 import Condition, property_name, text_literal
from cicclo_qgis.transfer.model import Options, TransferCode, TransferError
from cicclo_qgis.transfer.wfs.conditions import conditions_in
from cicclo_qgis.transfer.wfs.request import Part
from cicclo_qgis.transfer.wfs.schema import NOTHING, Schema


def needs_schema(options: Options) -> bool:
    """Whether the name of the geometry has to be known, for a choice of attributes or a filter."""
    filters = options.filter or options.where
    return bool(options.properties or (options.bbox and filters))


def part_of(options: Options, schema: Schema = NOTHING) -> Part:
    """What ``options`` want.

    Raises:
        TransferError: FILTER, it cannot be said to a Web Feature Service.
    """
    names = options.properties
    if names and schema.geometry and schema.geometry not in names:
        names = (*names, schema.geometry)
    return Part(options.bbox, _conditions(options), names, schema.geometry)


def _conditions(options: Options) -> Tuple[Condition, ...]:
    pairs = [f"{property_name(name)} = {text_literal(value)}" for name, value in options.where]
    found = conditions_in(" AND ".join(filter(None, (options.filter, *pairs))))
    if found is None or options.datetime:
        raise TransferError(TransferCode.FILTER)
    return found
