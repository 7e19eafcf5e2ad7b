"""The details below the list come into sight without taking the row from under the mouse."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QObject, Qt, QTimer
from qgis.PyQt.QtWidgets import QApplication, QTreeView, QWidget


class Reveal(QObject):
    """Shows ``what`` below ``tree``, which then has become shorter.

    A click may be the first half of a double-click: rows stay where they are until it is not.
    """

    def __init__(self, tree: QTreeView) -> None:
        super().__init__(tree)
        self._tree = tree
        self._what: Optional[QWidget] = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._show)

    def show(self, what: QWidget) -> None:
        """Show it now, or once a click is known to be a single one; again does nothing."""
        if not what.isHidden():
            return
        self._what = what
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._show()
        elif not self._wait.isActive():
            self._wait.start(QApplication.doubleClickInterval())

    def _show(self) -> None:
        self._wait.stop()
        if self._what is None or not self._tree.currentIndex().isValid():
            return
        self._what.show()
        QTimer.singleShot(0, self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        """The row that was chosen."""
        self._tree.scrollTo(self._tree.currentIndex())
