"""The plugin loaded anew in a Python that holds what is left of the old one."""

from __future__ import annotations

import subprocess
import sys

from tools.package import ROOT

_TWICE = """
import sys
import cicclo_qgis.signin
from cicclo_qgis.signin import SessionState
import cicclo_qgis._vendor.keyring.errors
# What QGIS forgets: the modules that it saw being imported, not those of importlib.
for name in ("cicclo_qgis", "cicclo_qgis.signin"):
    del sys.modules[name]
assert "cicclo_qgis.signin.state" in sys.modules
import cicclo_qgis
left = [name for name in sys.modules if name.startswith("cicclo_qgis.")]
assert left == [], left
from cicclo_qgis.signin import SessionState as Again, SessionStatus
assert Again is not SessionState
assert type(SessionStatus("p").state) is Again
"""


def test_nothing_of_the_old_plugin_is_left() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TWICE], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
