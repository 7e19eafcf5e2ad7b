"""QGIS's tree of layers, as the main window has it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Iterator, Optional

from qgis.core import QgsLayerTreeModel, QgsProject
from qgis.gui import QgsLayerTreeView
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QWidget


@contextmanager
def tree_view(window: Optional[QWidget] = None) -> Iterator[QgsLayerTreeView]:
    """A view of the project's tree, taken down on leaving: no later than the tree it looks at.

    The model is its child: the view does not keep it, and Python would take it down at once.
    """
    view = QgsLayerTreeView(window)
    view.setModel(QgsLayerTreeModel(QgsProject.instance().layerTreeRoot(), view))
    try:
        yield view
    finally:
        if not sip.isdeleted(view):
            sip.delete(view)
