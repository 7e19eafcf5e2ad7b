"""Searches what the index does not hold yet, a part of a frame at a time; then the person comes."""

from __future__ import annotations

import math
import time
from typing import Callable, Dict, Sequence

from qgis.PyQt.QtCore import QObject, QTimer

from cicclo_qgis.gui.local_matches import LocalMatches
from cicclo_qgis.gui.tree_nodes import PlatformNode

_SLICE_S = 0.004
# So few rows are searched at once, whether their words have been read before or not.
_FEW = 250
# What is found of one long list is shown before its end.
_MEANWHILE_S = 0.2


class Seeker(QObject):
    """Goes on with the platforms whose rows are searched here, in their order. GUI thread.

    ``found`` hears of each platform that was searched to its end, and of one with a long list now
    and then before; not of those that ``look`` or ``add`` have searched while they were called.
    """

    def __init__(self, found: Callable[[PlatformNode], None], parent: QObject) -> None:
        super().__init__(parent)
        self._found = found
        self._left: Dict[str, PlatformNode] = {}
        self._told = 0.0
        self._slicer = QTimer(self)
        self._slicer.setSingleShot(True)
        self._slicer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether there are rows that have not been looked at."""
        return bool(self._left)

    def look(self, nodes: Sequence[PlatformNode], at_once: bool) -> None:
        """Search the rows of these, and of no others any more; ``at_once``: to the end."""
        self._left = {node.key: node for node in nodes if not node.searched}
        few = sum(_left(node) for node in self._left.values()) <= _FEW
        self._told = time.perf_counter()
        until = math.inf if at_once or few else self._told + _SLICE_S
        for name, node in tuple(self._left.items()):
            if not node.go_on(until):
                break
            del self._left[name]
        self._rest()

    def add(self, node: PlatformNode, at_once: bool) -> bool:
        """Search the rows of this one too; whether that is done."""
        self._left.pop(node.key, None)
        few = at_once or _left(node) <= _FEW
        if node.searched or (few and node.go_on(math.inf)):
            return True
        self._left[node.key] = node
        self._rest()
        return False

    def forget(self, platform_id: str) -> None:
        """That platform is gone."""
        self._left.pop(platform_id, None)

    def _rest(self) -> None:
        if not self._left:
            self._slicer.stop()
        elif not self._slicer.isActive():
            self._slicer.start()

    def _go_on(self) -> None:
        until = time.perf_counter() + _SLICE_S
        while self._left and time.perf_counter() < until:
            node = next(iter(self._left.values()))
            if node.go_on(until):
                del self._left[node.key]
            elif time.perf_counter() < self._told + _MEANWHILE_S:
                break
            self._told = time.perf_counter()
            self._found(node)  # which may have begun another search
        self._rest()


def _left(node: PlatformNode) -> int:
    matching = node.matching
    return matching.left if isinstance(matching, LocalMatches) else 0
