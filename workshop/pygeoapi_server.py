"""Runs one pygeoapi server: ``python -m workshop.pygeoapi_server CONFIG PORT``.

pygeoapi wants its OpenAPI document made beforehand; doing it in the same process saves the
second of imports that a separate ``pygeoapi openapi generate`` costs at every start.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    """Make the OpenAPI document next to the configuration, then serve until stopped."""
    config, port = Path(sys.argv[1]), int(sys.argv[2])
    document = config.with_name(config.stem + "-openapi.yml")
    os.environ["PYGEOAPI_CONFIG"] = str(config)
    os.environ["PYGEOAPI_OPENAPI"] = str(document)
    os.environ.setdefault("SPATIALITE_LIBRARY_PATH", "mod_spatialite.so")

    import uvicorn
    from pygeoapi.openapi import generate_openapi_document

    if not document.exists() or document.stat().st_mtime < config.stat().st_mtime:
        document.write_text(generate_openapi_document(config, "yaml"), "utf-8")
    uvicorn.run("pygeoapi.starlette_app:APP", host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
