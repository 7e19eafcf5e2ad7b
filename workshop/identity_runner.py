"""Keeps one identity server running: ``python -m workshop.identity_runner proconnect|hexagone``.

The servers' settings come in the environment variable ``WORKSHOP_CONFIG``: they hold secrets.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, Dict

from workshop.identity_process import (
    HexagoneConfig,
    ProConnectClient,
    ProConnectConfig,
    Running,
    start_hexagone,
    start_proconnect,
)


def _start(kind: str, config: Dict[str, Any]) -> Running:
    log = Path("/dev/stderr")
    if kind == "proconnect":
        clients = [ProConnectClient(**one) for one in config.pop("clients")]
        return start_proconnect(ProConnectConfig(clients=clients, **config), log=log)
    proconnect = ProConnectClient(**config.pop("proconnect"))
    return start_hexagone(HexagoneConfig(proconnect=proconnect, **config), log=log)


def main() -> None:
    """Start the server and stay until it ends or until told to stop."""
    server = _start(sys.argv[1], json.loads(os.environ.pop("WORKSHOP_CONFIG")))

    # raised in the wait below: stopping in the handler itself would wait for the wait
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    try:
        sys.exit(server.process.wait())
    finally:
        server.stop()


def _end(_signal: int, _frame: object) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
