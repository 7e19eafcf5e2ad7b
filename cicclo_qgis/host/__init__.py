"""Everything that touches QGIS without being seen: network transport, request authorizer,
live layers, worker threads, settings, QGIS's encrypted store.

Never does: widgets (they stand in ``gui``), decisions about sign-in (they stand in ``signin``).
"""
