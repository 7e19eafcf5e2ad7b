"""What every credential store must do. Inherit ``StoreContract`` and give it a ``store`` fixture."""

from __future__ import annotations

import secrets
from typing import Any

import pytest


class StoreContract:
    """The fixture ``store`` hands in an empty store that works."""

    def test_it_has_a_name_and_says_whether_it_lasts(self, store: Any) -> None:
        assert isinstance(store.name, str)
        assert store.name
        assert isinstance(store.lasting, bool)

    def test_what_was_never_kept_is_none(self, store: Any) -> None:
        assert store.get("never") is None

    @pytest.mark.parametrize("length", [1, 43, 1279, 1280, 1281, 2560, 9000])
    def test_any_length(self, store: Any, length: int) -> None:
        secret = secrets.token_urlsafe(length)[:length]
        store.put("key", secret)
        assert store.get("key") == secret

    @pytest.mark.parametrize(
        "secret",
        [
            "é",
            "𝄞" * 700,
            "a\nb\r\n\tc",
            '{"a":"b"}',
            "%s %(x)s ${y}",
            "'\"\\;--",
            " x ",
            "1:",
            "2:a:1:x",
        ],
    )
    def test_any_text(self, store: Any, secret: str) -> None:
        store.put("key", secret)
        assert store.get("key") == secret

    @pytest.mark.parametrize("key", ["a-b", "a.b/c d", "clé", "k" * 150, "a'b\"c", "%x"])
    def test_any_key(self, store: Any, key: str) -> None:
        store.put(key, "x")
        assert store.get(key) == "x"
        store.delete(key)
        assert store.get(key) is None

    def test_the_last_one_counts(self, store: Any) -> None:
        for secret in ("first", "x" * 4000, "y" * 9000, "last"):
            store.put("key", secret)
            assert store.get("key") == secret

    def test_keys_are_apart(self, store: Any) -> None:
        store.put("a", "1")
        store.put("b", "2")
        store.delete("a")
        assert (store.get("a"), store.get("b")) == (None, "2")

    def test_deleting_twice_is_nothing(self, store: Any) -> None:
        store.put("key", "z" * 4000)
        store.delete("key")
        store.delete("key")
        assert store.get("key") is None

    def test_the_secret_is_not_in_its_repr(self, store: Any) -> None:
        canary = secrets.token_urlsafe(32)
        store.put("key", canary)
        assert canary not in repr(store)
