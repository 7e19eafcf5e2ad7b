"""QGIS's encrypted authentication database as a credential store."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.PyQt.QtCore import QObject


class AuthDbStore(QObject):
    """Keeps secrets in QGIS's encrypted database. Make it in the GUI thread.

    Args:
        allow_prompt: whether QGIS may ask the person for the master password now.
    """

    name = "QGIS"
    lasting = True

    def __init__(self, allow_prompt: Callable[[], bool], parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._allow_prompt = allow_prompt
