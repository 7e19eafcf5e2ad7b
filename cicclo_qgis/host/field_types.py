"""The types of fields, as the running QGIS names them."""

from __future__ import annotations

from typing import Any, Dict

from qgis.core import Qgis
from qgis.PyQt import QtCore

from cicclo_qgis.transfer.columns import Kind


def field_types() -> Dict[Kind, Any]:
    """For each kind of column the type that a ``QgsField`` is made with.

    QGIS takes them from QMetaType since 3.38. Qt 6 has no QVariant.Type any more.
    """
    if Qgis.QGIS_VERSION_INT >= 33800:
        types: Any = QtCore.QMetaType.Type
        text, boolean, date, moment = types.QString, types.Bool, types.QDate, types.QDateTime
    else:
        qt: Any = QtCore
        types = qt.QVariant.Type
        text, boolean, date, moment = types.String, types.Bool, types.Date, types.DateTime
    return {
        Kind.UNKNOWN: text,
        Kind.JSON: text,
        Kind.TEXT: text,
        Kind.BOOLEAN: boolean,
        Kind.INTEGER: types.LongLong,
        Kind.REAL: types.Double,
        Kind.DATE: date,
        Kind.DATETIME: moment,
    }
