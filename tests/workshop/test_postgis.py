"""The database of the workshop: closed to others, and gone with the one who started it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator
from urllib.parse import urlsplit

import pytest
from osgeo import gdal

from workshop import paths, postgis
from workshop.postgis import Database

pytestmark = pytest.mark.workshop

_OWNER = """
import sys, time
from pathlib import Path
from workshop.postgis import Database
with Database(Path(sys.argv[1])) as database:
    print(database.url, flush=True)
    time.sleep(120)
"""


@pytest.fixture(autouse=True)
def programs() -> None:
    if postgis.programs() is None:
        pytest.skip("no PostGIS: `python3 -m workshop setup --tests` says why")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path) as running:
        yield running


def opens(url: str) -> bool:
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        return gdal.OpenEx(url, gdal.OF_VECTOR) is not None
    except RuntimeError:
        return False
    finally:
        gdal.PopErrorHandler()


def listens(url: str) -> bool:
    try:
        socket.create_connection(("127.0.0.1", urlsplit(url).port or 0), 5).close()
    except OSError:
        return False
    return True


def test_only_with_its_password(database: Database, tmp_path: Path) -> None:
    user, _, rest = database.url.partition("@")
    name = user.rpartition(":")[0]
    assert opens(database.url)
    assert not opens(f"{name}@{rest}") and not opens(f"{name}:autre@{rest}")
    secret = (urlsplit(database.url).password or "").encode()
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert files and not any(secret in one.read_bytes() for one in files)
    # Superuser to those who know the password, and to nobody by a socket in the folder.
    assert not [one for one in tmp_path.rglob("*") if one.is_socket()]


def test_it_ends_with_its_owner(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    command = [sys.executable, "-c", _OWNER, str(tmp_path)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        url = owner.stdout.readline().strip()
        assert listens(url)
        owner.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while listens(url):
        assert time.monotonic() < until, "the database outlives its owner"
        time.sleep(0.1)
