"""A running QGIS asked, by another program, to open the address of a collection.

Hands out: ``asked_address`` (what may be asked for), ``place`` (where a running QGIS listens), and
a program, ``python3 .../cicclo_qgis/asking ADDRESS``, which is started outside QGIS: by a web
browser for ``cicclo:`` links, by scripts.
Never does: anything but hand over one address of the web; it fetches nothing, and knows neither
QGIS nor Qt nor any package but Python's own.
"""

from __future__ import annotations

from cicclo_qgis.asking.address import LONGEST, SCHEME, asked_address

__all__ = ["LONGEST", "SCHEME", "asked_address"]
