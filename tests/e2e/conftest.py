"""Real parts for the whole story: the workshop's servers, and QGIS with the zip installed."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any, Iterator

import pytest

from tools import package
from workshop.servers import Options
from workshop.supervisor import Workshop

HIDDEN = ("cryptography", "keyring", "authlib", "secretstorage", "jeepney", "jaraco")


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """The three platforms, and two behind Apache that only some tests list; started once."""
    folder = tmp_path_factory.mktemp("workshop")
    with Workshop(folder, options=Options(apache=True)) as running:
        yield running


@pytest.fixture(scope="session")
def plugin_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip a user installs, made from this checkout."""
    return package.write(tmp_path_factory.mktemp("zip"))


@pytest.fixture(scope="session")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PYTHONPATH that hides what pip or the distribution may have installed."""
    folder = tmp_path_factory.mktemp("hidden")
    for name in HIDDEN:
        (folder / name).mkdir()
        text = f"raise ModuleNotFoundError('No module named {name}', name={name!r})\n"
        (folder / name / "__init__.py").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def debugging_port() -> int:
    """A free port for QtWebEngine to tell which page it shows."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_REPORT = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Remember that a test failed, so that its fixtures can tell what they saw."""
    report = yield
    if report.failed:
        item.stash[_REPORT] = True
    return report


def failed(node: pytest.Item) -> bool:
    """Whether that test has failed."""
    return bool(node.stash.get(_REPORT, False))
