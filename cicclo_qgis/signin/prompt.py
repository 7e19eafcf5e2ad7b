"""What a sign-in by account or by key needs to ask the person. The floors above provide it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional, Protocol


@dataclass(frozen=True)
class Account:
    """A technical account as typed by the person. ``password`` is secret."""

    username: str
    password: str = field(repr=False)


class Prompt(Protocol):
    """Asks the person for a secret. Called from a worker thread, blocks until answered."""

    def ask_account(self, platform_name: str, help_url: Optional[str]) -> Optional[Account]:
        """An account on that platform, or None when the person declines."""

    def ask_key(self, platform_name: str, header: str, help_url: Optional[str]) -> Optional[str]:
        """The key to send in ``header``, or None when the person declines."""
