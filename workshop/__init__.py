"""A small federation of data platforms on one's own machine, for workshops, demos and tests.

Three real platforms (pygeoapi, QGIS Server, MapServer) stand behind the kinds of access that French
platforms use: a gateway with a web session, an authorization server with bearer tokens, and
open access. A stand-in of ProConnect signs the demo agents in. Everything listens on the
loopback interface alone.

Hands out :class:`~workshop.supervisor.Workshop`. It is never part of the plugin's package.
"""

from __future__ import annotations

from workshop.supervisor import Workshop, WorkshopError

__all__ = ["Workshop", "WorkshopError"]
