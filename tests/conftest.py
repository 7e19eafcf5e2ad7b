"""What holds for every test."""

from __future__ import annotations

import importlib.util
import os

# pytest-qt must take the Qt that QGIS takes, whatever else is installed.
os.environ.setdefault("PYTEST_QT_API", "pyqt5" if importlib.util.find_spec("PyQt5") else "pyqt6")
