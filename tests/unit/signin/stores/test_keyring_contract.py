"""The real gnome-keyring does what every credential store must do, by both of its doors.

The contract runs in a process of its own, on a bus and in a home of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict

import pytest

from cicclo_qgis.signin import KeyringStore, StoreUnavailable
from tests.unit.signin.store_contract import StoreContract
from tests.unit.signin.stores.test_keyring_real import (
    NOBODY_HOME,
    ROOT,
    UNLOCK,
    _needs,
    home,  # noqa: F401 - fixture
    probe,
    pytestmark,  # noqa: F401 - the same needs
)

_INSIDE = "CICCLO_KEYRING_CONTRACT"


if _INSIDE in os.environ:

    class TestInside(StoreContract):
        @pytest.fixture
        def store(self) -> Any:
            if os.environ[_INSIDE] == "libsecret":
                sys.modules["cryptography"] = None  # type: ignore[assignment]
            store = KeyringStore()
            for key in ("key", "a", "b", "never"):
                store.delete(key)
            return store


@pytest.mark.parametrize("door", ["SecretService", "libsecret"])
def test_the_contract(home: Dict[str, str], door: str) -> None:  # noqa: F811 - the fixture
    _needs(door)
    pytest_command = (
        f"exec '{sys.executable}' -m pytest -q -p no:cacheprovider -p no:pytest_qgis"
        f" -p no:pytest-qt '{__file__}::TestInside'"
    )
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", f"{UNLOCK}\n{pytest_command}"],
        env={**home, _INSIDE: door},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "passed" in done.stdout and "skipped" not in done.stdout


PLAIN_TEXT = '''
from pathlib import Path
from keyring.backend import KeyringBackend


class PlaintextKeyring(KeyringBackend):
    """As in keyrings.alt: takes anything, keeps it readable in a file."""

    priority = 99

    def set_password(self, service, username, password):
        Path("secrets.cfg").write_text(password)

    def get_password(self, service, username):
        return None

    def delete_password(self, service, username):
        pass
'''


def test_a_backend_in_plain_text_is_never_taken(home: Dict[str, str]) -> None:  # noqa: F811
    """Installed, of the highest priority, and named in the settings: all the same."""
    folder = Path(home["HOME"]) / "site"
    (folder / "keyrings_alt").mkdir(parents=True)
    (folder / "keyrings_alt" / "__init__.py").write_text(PLAIN_TEXT, encoding="utf-8")
    home["PYTHONPATH"] += os.pathsep + str(folder)
    home["PYTHON_KEYRING_BACKEND"] = "keyrings_alt.PlaintextKeyring"
    bus = Path(home["HOME"]) / "empty.conf"
    bus.write_text(NOBODY_HOME, encoding="utf-8")
    told = probe(home, f"cd '{home['HOME']}'", f"--config-file={bus}")
    assert [told[name] for name in ("put", "get")] == [StoreUnavailable.__name__] * 2
    assert not list(Path(home["HOME"]).rglob("secrets.cfg"))
