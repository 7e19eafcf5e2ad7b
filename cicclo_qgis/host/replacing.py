"""A file that layers show is replaced by a newer one; the layers stay, with style and order.

On Windows an open file cannot be replaced, and everywhere SQLite would go on with the journal of
the old one. So the layers let go of it first: for a moment they show an empty layer in memory.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Callable, List, Optional

from qgis.core import QgsDataProvider, QgsProject, QgsVectorLayer, QgsWkbTypes
from qgis.PyQt.QtCore import QTimer

from cicclo_qgis.host.copies import copies_at, give_style, style_of

_TRIES = 25
_PAUSE_MS = 120


@dataclass(frozen=True)
class _Held:
    """What a layer showed before, and how."""

    layer_id: str
    source: str
    name: str
    provider: str
    style: str


class Replacing:
    """GUI thread; several files may be replaced at once."""

    def __init__(self, project: QgsProject) -> None:
        self._project = project
        self._over = False

    def replace(
        self, old: Path, new: Path, done: Callable[[], None], busy: Callable[[], None]
    ) -> None:
        """Put ``new`` in the place of ``old``, and let the layers show it.

        Calls ``done``; or ``busy`` when a layer is being edited or another program holds the file:
        then both files stand where they stood.
        """
        layers = copies_at(old, self._project)
        if any(layer.isEditable() for layer in layers):
            busy()
            return
        held: List[_Held] = []
        end, give_up = partial(self._end, held, done), partial(self._end, held, busy)
        go_on = partial(self._try, old, new, end, give_up)
        self._let_go([layer.id() for layer in layers], held, go_on, give_up)

    def _let_go(
        self,
        layer_ids: List[str],
        held: List[_Held],
        go_on: Callable[[], None],
        give_up: Callable[[], None],
    ) -> None:
        """One layer a turn: the window is served in between, and somebody may begin to edit."""
        for number, layer_id in enumerate(layer_ids, 1):
            layer: Optional[QgsVectorLayer] = self._project.mapLayer(layer_id)
            if layer is None:
                continue
            if layer.isEditable():
                give_up()
                return
            held.append(_let_go(layer))
            _soon(partial(self._let_go, layer_ids[number:], held, go_on, give_up))
            return
        go_on()

    def stop(self) -> None:
        """The plugin goes: the next try is the last."""
        self._over = True

    def _try(
        self,
        old: Path,
        new: Path,
        done: Callable[[], None],
        busy: Callable[[], None],
        left: int = _TRIES,
    ) -> None:
        if _is_free(old) and _moved(new, old):
            done()
        elif left and not self._over:
            # A map being drawn may hold the file a moment longer.
            again = partial(self._try, old, new, done, busy, left - 1)
            QTimer.singleShot(_PAUSE_MS, again)
        else:
            busy()

    def _end(self, held: List[_Held], then: Callable[[], None]) -> None:
        """Again one layer a turn; those that are gone were taken off the map meanwhile."""
        while held:
            one = held.pop(0)
            layer: Optional[QgsVectorLayer] = self._project.mapLayer(one.layer_id)
            if layer is not None:
                _take_up(layer, one)
                _soon(partial(self._end, held, then))
                return
        then()


def _soon(step: Callable[[], None]) -> None:
    QTimer.singleShot(0, step)


def replace_now(project: QgsProject, old: Path, new: Path) -> bool:
    """The same without waiting: whether ``new`` stands in the place of ``old``. GUI thread."""
    layers = copies_at(old, project)
    if any(layer.isEditable() for layer in layers):
        return False
    held = [_let_go(layer) for layer in layers]
    moved = _is_free(old) and _moved(new, old)
    for layer, one in zip(layers, held):
        _take_up(layer, one)
    return moved


def _let_go(layer: QgsVectorLayer) -> _Held:
    held = _Held(layer.id(), layer.source(), layer.name(), layer.providerType(), style_of(layer))
    if layer.isValid():
        # QGIS keeps connections it has read with open for a minute; this lets go of them.
        layer.dataProvider().reloadData()
    kind = QgsWkbTypes.displayString(layer.wkbType())
    crs = layer.crs().authid()
    empty = f"{'None' if kind == 'NoGeometry' else kind}?crs={crs}"
    layer.setDataSource(empty, held.name, "memory", QgsDataProvider.ProviderOptions(), False)
    return held


def _take_up(layer: QgsVectorLayer, held: _Held) -> None:
    options = QgsDataProvider.ProviderOptions()
    layer.setDataSource(held.source, held.name, held.provider, options, False)
    give_style(layer, held.style)
    layer.triggerRepaint()


def _is_free(path: Path) -> bool:
    """Whether nobody writes to it: SQLite's journal of another program is gone."""
    return not any(path.with_name(path.name + end).exists() for end in ("-wal", "-journal"))


def _moved(new: Path, old: Path) -> bool:
    try:
        os.replace(new, old)
    except OSError:
        return False
    return True
