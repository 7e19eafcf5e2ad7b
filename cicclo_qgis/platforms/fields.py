"""Reading members of a JSON object, with one plain complaint when a member is wrong."""

from __future__ import annotations

import re
from typing import Dict, List, Mapping, Optional, Tuple
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_TEXT_LIMIT = 2000
_NOT_IN_URLS = re.compile("[\x00-\x20\x7f]")


class RecordError(ValueError):
    """A record is not usable. ``member`` says where, ``reason`` why; both are for the log."""

    def __init__(self, member: str, reason: str) -> None:
        super().__init__(f"{member} {reason}")
        self.member = member
        self.reason = reason


def check_url(url: str, member: str) -> str:
    """``url`` itself when it may stand in a registry.

    Only https is allowed, and http on the loopback interface; never with a name or a secret in
    the authority part (RFC 3986 section 3.2.1).

    Raises:
        RecordError: any other address.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        _ = parts.port
    except ValueError:
        raise RecordError(member, "is not an address") from None
    if not host or _NOT_IN_URLS.search(url):
        raise RecordError(member, "is not an absolute address")
    if parts.username is not None or parts.password is not None:
        raise RecordError(member, "must not hold a user name")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise RecordError(member, "must begin with https://")
    return url


class Fields:
    """The members of one JSON object; every method raises RecordError on a wrong type."""

    def __init__(self, value: object, where: str = "") -> None:
        if not isinstance(value, Mapping):
            raise RecordError(where or "record", "must be an object")
        self._value: Mapping[str, object] = value
        self._where = where

    def _name(self, member: str) -> str:
        return f"{self._where}.{member}" if self._where else member

    def text(self, member: str, default: Optional[str] = None) -> str:
        """A text on one line; ``default`` when absent, required and not empty without it."""
        value = self._value.get(member)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise RecordError(self._name(member), "must be a text")
        text = " ".join(value.split())
        if not text and default is None:
            raise RecordError(self._name(member), "must not be empty")
        if len(text) > _TEXT_LIMIT or not text.isprintable():
            raise RecordError(self._name(member), "is too long or holds control characters")
        return text

    def flag(self, member: str, default: bool) -> bool:
        """A boolean; ``default`` when absent or null."""
        value = self._value.get(member)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise RecordError(self._name(member), "must be true or false")
        return value

    def url(self, member: str) -> str:
        """A required address (see ``check_url``)."""
        return check_url(self.text(member), self._name(member))

    def optional_url(self, member: str) -> Optional[str]:
        """An address, or None when absent or null."""
        return None if self._value.get(member) is None else self.url(member)

    def items(self, member: str) -> List[object]:
        """A list, empty when absent or null."""
        value = self._value.get(member)
        if value is None:
            return []
        if not isinstance(value, list):
            raise RecordError(self._name(member), "must be a list")
        return list(value)

    def texts(self, member: str, default: Tuple[str, ...] = ()) -> Tuple[str, ...]:
        """A list of texts; ``default`` when absent or null."""
        if self._value.get(member) is None:
            return default
        values = self.items(member)
        wrapped = [Fields({"item": value}, self._name(member)) for value in values]
        return tuple(fields.text("item") for fields in wrapped)

    def urls(self, member: str) -> Tuple[str, ...]:
        """A list of at least one address."""
        values = self.texts(member)
        if not values:
            raise RecordError(self._name(member), "must not be empty")
        return tuple(check_url(value, self._name(member)) for value in values)

    def text_map(self, member: str) -> Dict[str, str]:
        """An object whose members are all texts; empty when absent or null."""
        value = self._value.get(member)
        if value is None:
            return {}
        inner = Fields(value, self._name(member))
        return {str(key): inner.text(key) for key in inner._value}

    def optional_object(self, member: str) -> Optional[Fields]:
        """An object, or None when absent or null."""
        value = self._value.get(member)
        return None if value is None else Fields(value, self._name(member))
