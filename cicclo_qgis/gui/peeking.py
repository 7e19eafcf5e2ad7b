"""A look into a collection, read beside the GUI thread over the session's own credential."""

from __future__ import annotations

from collections import OrderedDict
from enum import Enum
from typing import Any, Callable, Tuple

import requests

from cicclo_qgis.catalogue.model import Entry
from cicclo_qgis.gui.preview_map import drawing_of
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.ogcapi import OgcApiError, Policy

Done = Callable[[Any], None]
Failed = Callable[[OgcApiError], None]
_Key = Tuple[str, str, str, str]

_KEPT = 24
_POLICY = Policy(connect_s=8.0, read_s=15.0, total_s=25.0, max_bytes=8 * 1024 * 1024)


class Look(str, Enum):
    """What is looked at."""

    SAMPLE = "sample"
    SCHEMA = "schema"
    CONDITIONS = "conditions"


class Peeking:
    """GUI thread only; returns at once. What was read is kept while QGIS runs.

    Args:
        http: makes a session for one look; it is closed to stop the look.
        workers: where it is read.
    """

    def __init__(self, http: Callable[[], requests.Session], workers: Workers) -> None:
        self._http = http
        self._workers = workers
        self._known: OrderedDict[_Key, Any] = OrderedDict()

    def ask(
        self, look: Look, entry: Entry, whose: str, done: Done, failed: Failed
    ) -> Callable[[], None]:
        """Read; ``done`` hears the ``Drawing``, the ``Attribute``s or the ``Conditions``.

        ``whose``: tells one session there from another; "" for a stranger. Returns "cancel", after
        which neither is called. What is known is told before it returns.
        """
        # What one person saw is not shown to the next.
        key = (look.value, entry.platform_id, entry.collection.id, whose)
        if key in self._known:
            self._known.move_to_end(key)
            done(self._known[key])
            return lambda: None
        session = self._http()

        def told(result: Any) -> None:
            session.close()
            self._known[key] = result
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
            done(result)

        def broken(error: Exception) -> None:
            session.close()
            if not isinstance(error, OgcApiError):
                raise error
            failed(error)

        job = self._workers.run(lambda: _read(session, look, entry), told, broken)

        def cancel() -> None:
            job.cancel()
            session.close()

        return cancel


def _read(session: requests.Session, look: Look, entry: Entry) -> Any:
    from cicclo_qgis.catalogue import peek, rights

    if look is Look.SAMPLE:
        return drawing_of(peek.sample(session, entry.collection, _POLICY))
    if look is Look.SCHEMA:
        return peek.schema(session, entry.collection, entry.landing, _POLICY)
    return rights.conditions(session, entry.collection, entry.landing, _POLICY)
