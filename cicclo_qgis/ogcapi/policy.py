"""How long to wait, how much to read, how often to follow, and what to say of ourselves."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Callable, ContextManager, Iterator, Tuple

Breathe = Callable[[], None]
Reading = Callable[[], ContextManager[Breathe]]


def _never() -> bool:
    return False


def _on() -> None:
    return None


@contextmanager
def _freely() -> Iterator[Breathe]:
    yield _on


@dataclass(frozen=True)
class Policy:
    """Limits every request is held to.

    ``connect_s``, ``read_s``, ``total_s``: seconds to connect, between two bytes, and for one
    document in all. ``max_bytes``: size of one document once decompressed; ``read_bytes``: so many
    are read at once. ``max_pages``: pages followed in one listing. ``max_redirects``: redirects
    followed for one document. ``cancelled`` is asked between two reads, from the calling thread.
    ``reading`` surrounds the work on a long document; what it hands out is called again and again
    in it, so that others get their turn. ``waiting`` surrounds what waits for the network.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    total_s: float = 120.0
    max_bytes: int = 64 * 1024 * 1024
    read_bytes: int = 16 * 1024
    max_pages: int = 500
    max_redirects: int = 5
    cancelled: Callable[[], bool] = _never
    reading: Reading = _freely
    waiting: Callable[[], ContextManager[None]] = nullcontext

    @property
    def timeout(self) -> Tuple[float, float]:
        """The pair ``requests`` wants."""
        return (self.connect_s, self.read_s)


DEFAULT_POLICY = Policy()
