"""``python3 .../cicclo_qgis/asking ADDRESS``: QGIS opens it; started first where none runs.

Ends with 0 when QGIS has the address, 1 when it has not, 2 when it is no address of the web.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import List, Optional

_PACKAGE = Path(os.path.abspath(__file__)).parents[1]  # noqa: PTH100 - links are kept as they are


def own_profile(package: Path = _PACKAGE) -> Optional[Path]:
    """The QGIS profile that the plugin is installed in; None for one that lies elsewhere."""
    plugins = package.parent
    installed = (plugins.name, plugins.parent.name) == ("plugins", "python")
    return plugins.parent.parent if installed else None


def main(given: Optional[List[str]] = None) -> int:
    """Do what the command line says; the exit status."""
    if str(_PACKAGE.parent) not in sys.path:
        sys.path.append(str(_PACKAGE.parent))  # last: other plugins lie there too
    from cicclo_qgis.asking.address import asked_address
    from cicclo_qgis.asking.calling import Answer, ask
    from cicclo_qgis.asking.starting import start

    parser = argparse.ArgumentParser(
        prog="asking",
        description="Open the address of a collection in QGIS, by CICCLO.",
        allow_abbrev=False,
    )
    parser.add_argument("address", help="https://..., or the same behind cicclo:")
    parser.add_argument("--profile", type=Path, help="folder of the QGIS profile to ask")
    parser.add_argument("--qgis", default="qgis", help="what to start where no QGIS runs")
    wanted = parser.parse_args(given)
    address = asked_address(wanted.address)
    if address is None:
        _say("This is no address of the web (http or https).")
        return 2
    profile = wanted.profile or own_profile()
    _let_come_forward()
    try:
        answer = ask(address, profile)
        if answer is Answer.NOBODY:
            answer = start(address, profile, wanted.qgis)
    except OSError as error:
        _say(f"QGIS could not be started: {error.strerror or error}")
        return 1
    if answer is Answer.REFUSED:
        _say("QGIS did not take the address.")
    return 1 if answer is Answer.REFUSED else 0


def _say(text: str) -> None:
    if sys.stderr is not None:  # pythonw of Windows has none
        sys.stderr.write(text + "\n")


def _let_come_forward() -> None:
    """On Windows, let the QGIS that is asked raise its window over the one that is in use."""
    if sys.platform == "win32":
        import ctypes

        anybody = -1
        getattr(ctypes, "windll").user32.AllowSetForegroundWindow(anybody)  # noqa: B009


if __name__ == "__main__":
    sys.exit(main())
