"""QGIS's encrypted database as a store, each time with a real one."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Iterator, List

import pytest
from qgis.core import QgsApplication

from cicclo_qgis.host.authdb import AuthDbStore
from cicclo_qgis.signin.store import StoreError, StoreLocked


@pytest.fixture
def manager(qgis_app: Any) -> Iterator[Any]:
    """A database that has never had a master password."""

    def empty() -> None:
        manager.clearMasterPassword()
        with closing(sqlite3.connect(QgsApplication.qgisAuthDatabaseFilePath())) as database:
            for table in ("auth_pass", "auth_settings"):
                database.execute(f"DELETE FROM {table}")
            database.commit()

    manager = QgsApplication.authManager()
    manager.existsAuthSetting("any")  # newer versions of QGIS make the tables when first asked
    empty()
    yield manager
    empty()


@pytest.fixture
def master() -> str:
    return secrets.token_urlsafe(12)


def test_keeps_and_forgets(manager: Any, master: str) -> None:
    manager.setMasterPassword(master, True)
    store = AuthDbStore(lambda: False)
    secret = secrets.token_urlsafe(3000) + "é|"
    assert store.get("a") is None
    store.put("a", secret)
    store.put("b", "other")
    assert (store.get("a"), store.get("b")) == (secret, "other")
    store.put("a", "newer")
    assert store.get("a") == "newer"
    store.delete("a")
    store.delete("a")
    assert store.get("a") is None and store.get("b") == "other"
    assert store.lasting and store.name


def test_encrypted_on_disk(manager: Any, master: str) -> None:
    manager.setMasterPassword(master, True)
    secret = secrets.token_urlsafe(30)
    AuthDbStore(lambda: False).put("a", secret)
    database = Path(QgsApplication.qgisAuthDatabaseFilePath())
    assert b"cicclo/a" in database.read_bytes()
    assert secret.encode() not in database.read_bytes()


def test_from_a_worker_thread(manager: Any, master: str, beside_gui: Any) -> None:
    manager.setMasterPassword(master, True)
    store = AuthDbStore(lambda: False)

    def work() -> Any:
        store.put("t", "1")
        return store.get("t")

    assert beside_gui(work) == "1"
    assert store.get("t") == "1"


def test_locked_asks_nothing(manager: Any, master: str, beside_gui: Any) -> None:
    manager.setMasterPassword(master, True)
    store = AuthDbStore(lambda: False)
    store.put("a", "1")
    manager.clearMasterPassword()
    for call in (lambda: store.get("a"), lambda: store.put("a", "2")):
        with pytest.raises(StoreLocked):
            call()
        with pytest.raises(StoreLocked):
            beside_gui(call)
    # What is not there needs no password to be known as not there, nor to be forgotten.
    assert store.get("never") is None
    store.delete("a")


def test_asks_when_allowed_and_only_in_the_gui_thread(
    manager: Any, master: str, beside_gui: Any, answers: Any
) -> None:
    store = AuthDbStore(lambda: True)
    answers.append(master)
    beside_gui(lambda: store.put("a", "1"))
    assert answers == []
    assert store.get("a") == "1"


def test_the_person_declines(manager: Any, beside_gui: Any, answers: Any) -> None:
    store = AuthDbStore(lambda: True)
    with pytest.raises(StoreLocked):
        beside_gui(lambda: store.put("a", "1"))
    with pytest.raises(StoreLocked):
        store.put("a", "1")


def test_another_master_password_is_no_answer(manager: Any, master: str) -> None:
    manager.setMasterPassword(master, True)
    store = AuthDbStore(lambda: False)
    store.put("a", "1")
    manager.clearMasterPassword()
    manager.setMasterPassword("wrong" + master, True)
    with pytest.raises(StoreError):
        store.get("a")


@pytest.fixture
def answers(qgis_app: Any) -> Iterator[List[str]]:
    """What the person will type when QGIS asks for the master password; nothing means Cancel."""
    from qgis.core import QgsCredentials
    from qgis.PyQt.QtCore import QThread

    given: List[str] = []

    class Person(QgsCredentials):
        def requestMasterPassword(self, password: str, stored: bool) -> Any:
            assert QThread.currentThread() == qgis_app.thread()
            return (True, given.pop()) if given else (False, "")

        def request(self, realm: str, username: str, password: str, message: str = "") -> Any:
            return False, "", ""

    person = Person()
    person.setInstance(person)
    yield given
