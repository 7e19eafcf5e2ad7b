"""PyQt6 under the name by which plugins import Qt, as QGIS hands it on."""

from __future__ import annotations

import sys
from importlib import import_module

for _name in ("QtCore", "QtGui", "QtNetwork", "QtSvg", "QtTest", "QtWidgets", "QtXml", "sip"):
    globals()[_name] = sys.modules[f"{__name__}.{_name}"] = import_module(f"PyQt6.{_name}")

from PyQt6 import QtGui, QtWidgets

# Qt 6 moved these; plugins find them where Qt 5 has them.
for _name in ("QAction", "QActionGroup", "QShortcut"):
    setattr(QtWidgets, _name, getattr(QtGui, _name))
