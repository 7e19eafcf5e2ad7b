"""The QtWebEngine classes, wherever this PyQt keeps them. Importing this module may fail.

Import it lazily: QtWebEngine is often not installed, and where the application was made without
``AA_ShareOpenGLContexts`` PyQt refuses to load it. Both are ordinary, and an ImportError here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QCoreApplication, Qt

__all__ = [
    "QWebEnginePage",
    "QWebEngineProfile",
    "QWebEngineSettings",
    "QWebEngineView",
    "can_share_contexts",
]


def can_share_contexts() -> bool:
    """The running application was made as QtWebEngine needs it (QGIS 3.36 and later)."""
    return QCoreApplication.testAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)


def _binding() -> str:
    """``PyQt5`` or ``PyQt6``, as ``qgis.PyQt`` has chosen."""
    return QCoreApplication.__module__.partition(".")[0]


if QCoreApplication.instance() is not None and not can_share_contexts():
    raise ImportError("the application was made without AA_ShareOpenGLContexts")

if TYPE_CHECKING:
    from qgis.PyQt.QtWebEngineWidgets import (
        QWebEnginePage,
        QWebEngineProfile,
        QWebEngineSettings,
        QWebEngineView,
    )
else:
    _widgets = import_module(_binding() + ".QtWebEngineWidgets")
    # Qt 6 moved the classes that are no widgets.
    _core = (
        _widgets
        if hasattr(_widgets, "QWebEnginePage")
        else import_module(_binding() + ".QtWebEngineCore")
    )
    QWebEngineView = _widgets.QWebEngineView
    QWebEnginePage = _core.QWebEnginePage
    QWebEngineProfile = _core.QWebEngineProfile
    QWebEngineSettings = _core.QWebEngineSettings
