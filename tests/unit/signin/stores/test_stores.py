"""The stores that need no service: memory, the chain, and long secrets in parts."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import Dict, List, Optional, Tuple

import pytest

from cicclo_qgis.signin import (
    Kept,
    KeyringStore,
    MemoryStore,
    StoreChain,
    StoreError,
    StoreLocked,
    StoreUnavailable,
)
from cicclo_qgis.signin.stores import keyring_store
from cicclo_qgis.signin.stores.backends import SystemItems
from cicclo_qgis.signin.stores.parts import Parts
from tests.unit.signin.store_contract import StoreContract


class TestMemory(StoreContract):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()


class TestChainOfMemory(StoreContract):
    @pytest.fixture
    def store(self) -> StoreChain:
        return StoreChain(())


class TestChainBehindALockedStore(StoreContract):
    @pytest.fixture
    def store(self) -> StoreChain:
        lasting = Switchable("second")
        return StoreChain((Switchable("first", StoreLocked("first is locked")), lasting))

    def test_what_was_never_kept_is_none(self, store: StoreChain) -> None:
        with pytest.raises(StoreLocked):
            store.get("never")


class Backend:
    """As keyring's back-ends are, with the limit of Windows."""

    def __init__(self, limit: int = 1280) -> None:
        self.kept: Dict[Tuple[str, str], str] = {}
        self.limit = limit
        self.stop_after: Optional[int] = None
        self.written = 0

    def get_password(self, service: str, username: str) -> Optional[str]:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, text: str) -> None:
        self._tick()
        assert len(text.encode("utf-16")) <= 2 * self.limit, "Windows would refuse"
        self.kept[service, username] = text
        self.written += 1

    def delete_password(self, service: str, username: str) -> None:
        self._tick()
        del self.kept[service, username]

    def _tick(self) -> None:
        if self.stop_after is not None:
            self.stop_after -= 1
            if self.stop_after < 0:
                raise KeyboardInterrupt


class TestKeyringLikeWindows(StoreContract):
    @pytest.fixture
    def store(self) -> KeyringStore:
        return KeyringStore(chosen=lambda: SystemItems("Fake", Backend(), limit=1200))


class TestKeyringWithoutLimit(StoreContract):
    @pytest.fixture
    def store(self) -> KeyringStore:
        return KeyringStore(chosen=lambda: SystemItems("Fake", Backend(10**6)))


class Switchable:
    """A store that can be locked, absent, or fine."""

    lasting = True

    def __init__(self, name: str, error: Optional[StoreError] = None) -> None:
        self.name, self.error, self.inner = name, error, MemoryStore()

    def _try(self) -> MemoryStore:
        if self.error is not None:
            raise self.error
        return self.inner

    def get(self, key: str) -> Optional[str]:
        return self._try().get(key)

    def put(self, key: str, secret: str) -> None:
        self._try().put(key, secret)

    def delete(self, key: str) -> None:
        self._try().delete(key)


# -- long secrets -------------------------------------------------------------------------------

LENGTHS = (30, 3000, 6000)


@pytest.mark.parametrize("old", LENGTHS)
@pytest.mark.parametrize("new", LENGTHS)
def test_a_stop_at_any_moment_leaves_the_old_secret_or_the_new_one(old: int, new: int) -> None:
    before, after = "o" * old, "n" * new
    stop, done = 0, False
    while not done:
        backend = Backend()
        parts = Parts(SystemItems("Fake", backend, 1200), 1200)
        parts.put("key", before)
        backend.stop_after = stop
        try:
            parts.put("key", after)
            done = True
        except KeyboardInterrupt:
            stop += 1
        backend.stop_after = None
        assert parts.get("key") in (before, after)
        parts.put("key", "short")
        assert parts.get("key") == "short"
        assert len(backend.kept) == 1, "nothing of either is left"
        assert stop < 100
    assert stop > 0


def test_deleting_takes_the_parts_of_an_interrupted_write_too() -> None:
    backend = Backend()
    parts = Parts(SystemItems("Fake", backend, 1200), 1200)
    parts.put("key", "o" * 5000)
    backend.stop_after = 4
    with pytest.raises(KeyboardInterrupt):
        parts.put("key", "n" * 9000)
    backend.stop_after = None
    parts.delete("key")
    assert backend.kept == {}


@pytest.mark.parametrize("damage", ["gone", "changed", "head"])
def test_a_damaged_secret_is_none(damage: str) -> None:
    backend = Backend()
    parts = Parts(SystemItems("Fake", backend, 1200), 1200)
    parts.put("key", "o" * 5000)
    name = next(name for name in backend.kept if "~" in name[0])
    head = next(name for name in backend.kept if "~" not in name[0])
    if damage == "gone":
        del backend.kept[name]
    elif damage == "changed":
        backend.kept[name] = "x" * 600
    else:
        backend.kept[head] = "garbage"
    assert parts.get("key") is None


# -- the keyring's manners ----------------------------------------------------------------------


def test_a_keyring_that_hangs_is_left_alone() -> None:
    asked: List[float] = []
    release = threading.Event()

    def hang() -> SystemItems:
        asked.append(time.monotonic())
        release.wait(60)
        raise RuntimeError

    store = KeyringStore(timeout_s=0.2, chosen=hang)
    started = time.monotonic()
    with pytest.raises(StoreUnavailable, match=r"0\.2 seconds"):
        store.get("key")
    assert time.monotonic() - started < 20
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            store.put("key", "x")
    release.set()
    assert len(asked) == 1


class Slow:
    """A keyring that hangs until ``release`` is set."""

    def __init__(self) -> None:
        self.backend = Backend()
        self.release = threading.Event()

    def choose(self) -> SystemItems:
        self.release.wait(60)
        return SystemItems("Fake", self.backend)


def test_a_keyring_that_was_slow_is_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(keyring_store, "time", SimpleNamespace(monotonic=lambda: now[0]))
    slow = Slow()
    store = KeyringStore(timeout_s=1.0, chosen=slow.choose, pause_s=60)
    with pytest.raises(StoreUnavailable):
        store.get("key")
    slow.release.set()
    with pytest.raises(StoreUnavailable):
        store.get("key")  # it is left in peace for a while
    now[0] += 61
    store.put("key", "x")
    assert store.get("key") == "x"


def test_a_secret_that_lands_late_is_still_deleted() -> None:
    """Kept too late, then signed out: nothing of the session may stay in the keyring."""
    slow = Slow()
    store = KeyringStore(timeout_s=0.1, chosen=slow.choose, pause_s=60)
    with pytest.raises(StoreUnavailable):
        store.put("key", "x")
    with pytest.raises(StoreUnavailable):
        store.delete("key")
    slow.release.set()
    for thread in threading.enumerate():
        if thread.name == "cicclo-keyring":
            thread.join(20)
    assert slow.backend.written == 1
    assert slow.backend.kept == {}


def test_a_keyring_that_is_not_there_may_come_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desktop starts it after QGIS: the sign-in after that is kept there."""
    now = [1000.0]
    monkeypatch.setattr(keyring_store, "time", SimpleNamespace(monotonic=lambda: now[0]))
    asked: List[int] = []
    there: List[SystemItems] = []

    def choose() -> SystemItems:
        asked.append(1)
        if not there:
            raise StoreUnavailable("this computer offers no keyring")
        return there[0]

    store = KeyringStore(chosen=choose, pause_s=60)
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            store.get("key")
    assert len(asked) == 1
    assert store.name == "keyring"
    there.append(SystemItems("Fake", Backend()))
    now[0] += 61
    store.put("key", "x")
    assert (store.get("key"), store.name) == ("x", "Fake")


def test_a_locked_keyring_is_asked_nothing_that_opens_a_dialog() -> None:
    backend = Backend()
    state = {"locked": True}
    items = SystemItems("Fake", backend, locked=lambda: state["locked"])
    store = KeyringStore(chosen=lambda: items)
    for question in (
        lambda: store.get("k"),
        lambda: store.put("k", "x"),
        lambda: store.delete("k"),
    ):
        with pytest.raises(StoreLocked):
            question()
    state["locked"] = False
    store.put("k", "x")
    assert (store.get("k"), store.name) == ("x", "Fake")


def test_errors_of_a_keyring_are_told_without_their_text() -> None:
    class KeyringLocked(Exception):
        pass

    class Loud(Backend):
        error: Exception = ValueError("canary-in-the-error")

        def get_password(self, service: str, username: str) -> Optional[str]:
            raise self.error

    loud = Loud()
    store = KeyringStore(chosen=lambda: SystemItems("Fake", loud))
    with pytest.raises(StoreError) as caught:
        store.get("k")
    assert str(caught.value) == "the keyring refused (ValueError)"
    loud.error = KeyringLocked("canary")
    with pytest.raises(StoreLocked):
        store.get("k")


# -- the chain ----------------------------------------------------------------------------------


def chain() -> Tuple[Switchable, Switchable, StoreChain]:
    first, second = Switchable("first"), Switchable("second")
    ticks = iter(range(1, 1000))
    return first, second, StoreChain((first, second), lambda: float(next(ticks)))


def test_the_best_store_keeps_it() -> None:
    _first, second, both = chain()
    assert both.keep("key", "x") == Kept("first", True)
    assert second.inner.get("key") is None
    assert (both.name, both.lasting) == ("first", True)


@pytest.mark.parametrize(
    ("error", "locked"), [(StoreLocked("x"), ("first",)), (StoreUnavailable("x"), ())]
)
def test_the_next_one_does_when_the_best_cannot(error: StoreError, locked: Tuple[str, ...]) -> None:
    first, second, both = chain()
    first.error = error
    assert both.keep("key", "x") == Kept("second", True, locked)
    second.error = error
    kept = both.keep("key", "y")
    assert (kept.name, kept.lasting) == ("memory", False)
    assert both.get("key") == "y"


def test_an_old_copy_never_comes_back() -> None:
    """Kept while the best was locked, read when it is open again: the newest counts."""
    first, second, both = chain()
    both.keep("key", "old")
    first.error = StoreLocked("x")
    both.keep("key", "new")
    first.error = None
    assert both.get("key") == "new"
    both.keep("key", "newest")
    assert second.inner.get("key") is None


def test_what_was_deleted_while_a_store_was_locked_stays_deleted() -> None:
    first, second, both = chain()
    both.keep("key", "old")
    first.error = StoreLocked("x")
    both.delete("key")
    first.error = None
    assert first.inner.get("key") is not None
    assert both.get("key") is None
    both.delete("key")
    assert (first.inner.get("key"), second.inner.get("key")) == (None, None)


def test_deleting_without_a_keyring_writes_nothing() -> None:
    first, second, both = chain()
    first.error = StoreUnavailable("x")
    both.delete("key")
    assert second.inner.get("key") is None


def test_a_locked_store_is_told_when_no_other_has_it() -> None:
    first, second, both = chain()
    first.error = StoreLocked("x")
    with pytest.raises(StoreLocked):
        both.get("key")
    second.inner.put("key", "1.0|x")
    assert both.get("key") == "x"


def test_what_is_not_ours_is_no_secret() -> None:
    first, _, both = chain()
    first.inner.put("key", "something else")
    assert both.get("key") is None
