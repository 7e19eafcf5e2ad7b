"""Real QGIS for the tests of this folder, in a profile and a disk cache of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Callable, Iterator, List

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# pytest-qgis makes a profile for the tests; the disk cache would still be the person's own.
_CACHE = Path(tempfile.gettempdir()) / f"cicclo-qgis-tests-{os.getpid()}"
os.environ["XDG_CACHE_HOME"] = str(_CACHE)
# From 3.44 on QGIS keeps its master password in the desktop's safe: never the person's own.
os.environ["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"

# What comes at all may come late on a machine that does much else beside: 5 s is too short there.
for _wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitCallback):
    _wait.__kwdefaults__["timeout"] = 20_000

pytest.importorskip("qgis.core", reason="needs the Python that QGIS uses")

from tests.qgis.server import LocalServer  # noqa: E402 - needs QGIS


@pytest.fixture(scope="session", autouse=True)
def _clean_cache() -> Iterator[None]:
    yield
    shutil.rmtree(_CACHE, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_shared_cache(qgis_app: Any) -> None:
    """Each test begins with an empty disk cache."""
    from qgis.core import QgsNetworkAccessManager

    QgsNetworkAccessManager.instance().cache().clear()


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer() as local:
        yield local


@pytest.fixture
def other_server() -> Iterator[LocalServer]:
    """Another origin."""
    with LocalServer() as local:
        yield local


class BesideGui:
    """Runs work in plain Python threads while the GUI thread serves its events."""

    def __init__(self, qtbot: Any) -> None:
        self._qtbot = qtbot

    def __call__(self, *works: Callable[[], Any], timeout_s: float = 30.0) -> Any:
        results: List[Any] = [None] * len(works)
        errors: List[BaseException] = []

        def one(index: int, work: Callable[[], Any]) -> None:
            try:
                results[index] = work()
            except BaseException as error:
                errors.append(error)

        threads = [
            threading.Thread(target=one, args=item, daemon=True) for item in enumerate(works)
        ]
        for thread in threads:
            thread.start()
        self._qtbot.waitUntil(
            lambda: not any(thread.is_alive() for thread in threads), timeout=int(timeout_s * 1000)
        )
        if errors:
            raise errors[0]
        return results[0] if len(works) == 1 else results


@pytest.fixture
def beside_gui(qtbot: Any) -> BesideGui:
    return BesideGui(qtbot)


def pytest_report_header() -> str:
    from qgis.core import Qgis

    return f"QGIS {Qgis.QGIS_VERSION}, Python {sys.version.split()[0]}"


@pytest.fixture
def qgis_settings() -> Iterator[Callable[[Any], None]]:
    """Set QGIS settings for the length of a test."""
    from qgis.core import QgsSettings

    keys: List[str] = []

    def put(values: Any) -> None:
        for key, value in values.items():
            keys.append(key)
            QgsSettings().setValue(key, value)

    yield put
    for key in keys:
        QgsSettings().remove(key)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key, in one PEM file made now."""
    pem = tmp_path_factory.mktemp("tls") / "server.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=127.0.0.1",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
    ]
    key, cert = pem.with_suffix(".key"), pem.with_suffix(".crt")
    subprocess.run(
        [*command, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True
    )
    pem.write_bytes(key.read_bytes() + cert.read_bytes())
    return pem
