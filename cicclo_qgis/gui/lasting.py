"""How long a notice tells the truth: what the message bar asks of it again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

if TYPE_CHECKING:
    from cicclo_qgis.gui.desk_protocol import Desk

Holds = Callable[[], bool]
"""Whether a notice is still so. Cheap, never raises; GUI thread."""


def same_session(desk: Desk, platform_id: str) -> Holds:
    """Until another session, of the same agent or another, or none takes the place of this one."""
    told = desk.session(platform_id)

    def holds() -> bool:
        now = desk.session(platform_id)
        if now.state.busy:
            return True  # it may come to nothing
        return (now.state.usable, now.since) == (told.state.usable, told.since)

    return holds


def once_seen(condition: Holds) -> Holds:
    """Until ``condition``, which may not be true yet, is not true any more."""
    seen = False

    def holds() -> bool:
        nonlocal seen
        now = condition()
        over, seen = seen and not now, seen or now
        return not over

    return holds
