"""Copies for people: the dialog, the panel, the jobs behind them, and refreshing a copy.

Hands out: ``Door``, which is all that the rest of the plugin needs (``Door.download`` opens the
dialog). Its rooms are built when somebody first comes in.
Never does: fetching or writing (``transfer``), credentials (``host.transfer_http``).
"""

from __future__ import annotations

from cicclo_qgis.gui.downloads.door import Door

__all__ = ["Door"]
