"""Makes ``qgis.PyQt`` mean the Qt binding that has QtWebEngine, in a process without QGIS.

The window's modules import Qt through ``qgis.PyQt``, as plugins do. The real ``qgis`` package
would load the whole of QGIS for that, and may not exist for this Python. Run before anything else
of the plugin is imported.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

_MODULES = ("QtCore", "QtGui", "QtNetwork", "QtWidgets", "sip")


def bind() -> str:
    """Set up ``qgis.PyQt``; returns the binding's name. Raises ImportError without QtWebEngine."""
    for name in ("PyQt6", "PyQt5"):
        try:
            import_module(name + ".QtWebEngineWidgets")
        except ImportError:
            continue
        _alias(name)
        return name
    raise ImportError("no QtWebEngine")


def _alias(binding: str) -> None:
    package, pyqt = ModuleType("qgis"), ModuleType("qgis.PyQt")
    package.__path__, pyqt.__path__ = [], []
    setattr(package, "PyQt", pyqt)  # noqa: B010 - a module made here has no such name to a checker
    sys.modules["qgis"], sys.modules["qgis.PyQt"] = package, pyqt
    for name in _MODULES:
        module = import_module(f"{binding}.{name}")
        setattr(pyqt, name, module)
        sys.modules[f"qgis.PyQt.{name}"] = module
    # Qt 6 moved these; qgis.PyQt keeps them where Qt 5 has them.
    for name in ("QAction", "QShortcut"):
        if not hasattr(pyqt.QtWidgets, name):
            setattr(pyqt.QtWidgets, name, getattr(pyqt.QtGui, name))


def lighten(package: str, folder: Path) -> None:
    """Let modules of ``package`` be imported without running the package's own door."""
    module = ModuleType(package)
    module.__path__ = [str(folder)]
    sys.modules[package] = module
