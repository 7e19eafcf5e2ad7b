"""One download by the plugin's engine: ``python -m bench.ours LANDING TARGET``; tells as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import requests

from cicclo_qgis.ogcapi import collections, new_session, open_landing
from cicclo_qgis.transfer import download


def http() -> requests.Session:
    """A session for 127.0.0.1."""
    session = new_session("QGIS CICCLO bench")
    session.trust_env = False
    return session


def main() -> None:
    """Copy the first collection."""
    address, target = sys.argv[1:]
    with http() as session:
        landing = open_landing(session, address)
        collection = next(iter(collections(session, landing)))
    result = download(http, landing, collection, Path(target))
    told = {
        "first_feature_s": result.first_feature_s,
        "seconds": result.seconds,
        "features": result.features,
        "verdict": result.verdict.value,
        "strategy": result.strategy.value,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
