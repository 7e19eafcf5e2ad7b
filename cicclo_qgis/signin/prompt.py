"""What a sign-in by account or by key needs to ask the person. The floors above provide it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Optional, Protocol


class Complaint(str, Enum):
    """Why the person is asked once more."""

    REFUSED = "refused"
    UNSENDABLE = "unsendable"


@dataclass(frozen=True)
class Account:
    """A technical account as typed by the person. ``password`` is secret."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Question:
    """What the person is told when asked.

    ``host``: where the answer will be sent, with its port when it is not the usual one.
    ``header``: the request header that will carry the key; empty for an account. ``username``:
    what was typed the last time, when there is a ``complaint``.
    """

    platform_name: str
    host: str
    help_url: Optional[str] = None
    header: str = ""
    complaint: Optional[Complaint] = None
    username: str = ""


class Prompt(Protocol):
    """Asks the person for a secret. ``ask_...`` is called from a worker and blocks until answered.

    One question per platform at a time.
    """

    def ask_account(self, question: Question) -> Optional[Account]:
        """An account on that platform, or None when the person declines."""

    def ask_key(self, question: Question) -> Optional[str]:
        """The key to send in ``question.header``, or None when the person declines."""

    def cancel(self, platform_name: str) -> None:
        """End that platform's question with None; nothing happens without one. Any thread."""
