"""The real Secret Service: gnome-keyring unlocked, locked, and a bus where nobody is home.

Each case runs in a bus and a home of its own, so that the person's own keyring is never touched.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any, Dict

import pytest

ROOT = Path(__file__).resolve().parents[4]

pytestmark = pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="needs dbus and gnome-keyring",
)

NOBODY_HOME = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:runtime=yes</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>
"""

PROBE = """
    import json, sys, time
    hidden = sys.argv[1].split()
    for name in hidden:
        sys.modules[name] = None
    from cicclo_qgis.signin import KeyringStore, StoreError
    from cicclo_qgis.signin.stores.backends import choose
    told = {"looked": 0}

    def look():
        told["looked"] += 1
        return choose()

    store = KeyringStore(chosen=look)

    def tell(name, question):
        started = time.monotonic()
        try:
            told[name] = question()
        except StoreError as error:
            told[name] = type(error).__name__
        told[name + " s"] = time.monotonic() - started

    long = "jeton-très-long" * 400
    tell("never", lambda: store.get("never"))
    tell("put", lambda: store.put("atelier", long))
    tell("same", lambda: KeyringStore().get("atelier") == long)
    tell("replaced", lambda: store.put("atelier", "court"))
    tell("get", lambda: store.get("atelier"))
    tell("delete", lambda: store.delete("atelier"))
    tell("gone", lambda: store.get("atelier"))
    told["name"] = store.name
    items = store._items
    told["backend"] = type(items._backend).__module__.rsplit(".", 1)[-1] if items else None
    print(json.dumps(told))
"""


@pytest.fixture
def home(tmp_path: Path) -> Dict[str, str]:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {
        **kept,
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHONPATH": str(ROOT),
    }


def probe(home: Dict[str, str], before: str, *bus: str, hidden: str = "") -> Dict[str, Any]:
    script = Path(home["HOME"]) / "probe.py"
    script.write_text(textwrap.dedent(PROBE), encoding="utf-8")
    command = f"{before}\nexec '{sys.executable}' '{script}' '{hidden}'"
    done = subprocess.run(
        ["dbus-run-session", *bus, "--", "bash", "-c", command],
        env=home,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: Dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


UNLOCK = "echo motdepasse | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null"


@pytest.mark.parametrize(
    ("hidden", "backend"), [("", "SecretService"), ("cryptography", "libsecret")]
)
def test_unlocked(home: Dict[str, str], hidden: str, backend: str) -> None:
    _needs(backend)
    told = probe(home, UNLOCK, hidden=hidden)
    assert told["backend"] == backend
    assert told["name"] == "Secret Service"
    assert [told[name] for name in ("never", "put", "same", "get", "delete", "gone")] == [
        None,
        None,
        True,
        "court",
        None,
        None,
    ]


@pytest.mark.parametrize("hidden", ["", "cryptography"])
def test_locked(home: Dict[str, str], hidden: str) -> None:
    """Told at once, and no dialog is asked for: no prompter could answer here."""
    _needs("libsecret" if hidden else "SecretService")
    probe(home, UNLOCK, hidden=hidden)
    told = probe(home, LOCKED, hidden=hidden)
    assert [told[name] for name in ("never", "put", "get", "delete")] == ["StoreLocked"] * 4
    assert told["get s"] < 6


def test_nobody_home(home: Dict[str, str]) -> None:
    config = Path(home["HOME"]) / "empty.conf"
    config.write_text(NOBODY_HOME, encoding="utf-8")
    told = probe(home, "", f"--config-file={config}")
    assert [told[name] for name in ("never", "put", "get")] == ["StoreUnavailable"] * 3
    assert told["backend"] is None
    assert told["looked"] == 1


def test_no_configuration_brings_in_another_backend(home: Dict[str, str]) -> None:
    """Neither the environment nor keyringrc.cfg may choose: ``null`` would forget everything."""
    home["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    config = Path(home["XDG_CONFIG_HOME"]) / "python_keyring" / "keyringrc.cfg"
    config.parent.mkdir(parents=True)
    config.write_text("[backend]\ndefault-keyring=keyring.backends.null.Keyring\n")
    told = probe(home, UNLOCK)
    assert (told["get"], told["name"]) == ("court", "Secret Service")


def _needs(backend: str) -> None:
    if backend == "libsecret":
        gi = pytest.importorskip("gi")
        try:
            gi.require_version("Secret", "1")
        except ValueError:
            pytest.skip("needs libsecret's introspection (gir1.2-secret-1)")
    else:
        pytest.importorskip("cryptography")
