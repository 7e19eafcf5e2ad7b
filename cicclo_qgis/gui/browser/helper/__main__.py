"""The helper's script: ``python -I .../helper/__main__.py``. Speaks the protocol on its pipes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[3]


def main() -> int:
    """Run until the input ends. Returns the exit status; 3 when there is no QtWebEngine."""
    # What libraries print must not get among the messages: they get standard error instead.
    pipe = os.dup(1)
    os.dup2(2, 1)
    sys.path.insert(0, str(_PACKAGE.parent))
    from cicclo_qgis.gui.browser.helper import bindings

    # The sign-in floor's door brings its dependencies; only its plain values are needed here.
    bindings.lighten("cicclo_qgis.signin", _PACKAGE / "signin")
    try:
        engine = bindings.bind()
    except ImportError:
        from cicclo_qgis.gui.browser import protocol

        os.write(pipe, protocol.encode(protocol.Unable("no-webengine")))
        return 3
    from cicclo_qgis.gui.browser.helper.application import run

    return run(pipe, engine)


if __name__ == "__main__":
    sys.exit(main())
