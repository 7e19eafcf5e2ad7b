"""The connection check, put together: what is looked at where, and how it comes back."""

from __future__ import annotations

import logging
from typing import Callable, Sequence, Tuple

from cicclo_qgis.engine import Engine
from cicclo_qgis.gui.browser.choice import Survey
from cicclo_qgis.gui.checkup_dialog import Found, Run
from cicclo_qgis.host import checkup
from cicclo_qgis.host.checkup import Finding
from cicclo_qgis.signin import KeyringStore

_log = logging.getLogger(__name__)


def runner(engine: Engine, survey: Callable[[], Survey]) -> Run:
    """What a ``CheckupDialog`` runs: looks in a worker thread, calls back in the GUI thread.

    Args:
        engine: its threads, its registry, and its network as a stranger uses it.
        survey: which browsers work here; may block.
    """

    def run(found: Found) -> None:
        """Look in a worker; ``found`` hears of it in the GUI thread."""
        settings = checkup.settings_now()
        keep = engine.settings.keep_sessions

        def look() -> Tuple[Finding, ...]:
            """In a worker: servers and the keyring are asked."""
            usable = _usable(survey)
            return (
                checkup.proxy(settings),
                checkup.certificates(settings, usable),
                *checkup.servers(
                    engine.anonymous_http, engine.registry.platforms(), settings.proxy_user
                ),
                checkup.keyring(KeyringStore(), keep),
                checkup.browser(usable),
            )

        engine.workers.run(look, found)

    return run


def _usable(survey: Callable[[], Survey]) -> Sequence[str]:
    try:
        return survey().usable
    except Exception as error:  # noqa: BLE001 - the check goes on without
        _log.warning("the browsers could not be looked at: %s", type(error).__name__)
        return ()
