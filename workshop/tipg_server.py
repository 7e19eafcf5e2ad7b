"""A server of PostGIS tables: ``python -m workshop.tipg_server FOLDER PORT``.

tipg, with the tables that the ``*.sql`` of a folder make in a database of its own. The address of
that database, with its password, is in ``database-url`` there while it serves. Settings of tipg are
those of the environment (``TIPG_...``).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from workshop.postgis import Database


def main() -> None:
    """Make the database and fill it, then serve until stopped."""
    folder, port = Path(sys.argv[1]).resolve(), int(sys.argv[2])
    # Asked to end, it ends the database too.
    signal.signal(signal.SIGTERM, _leave)
    with Database(folder) as database:
        asyncio.run(_fill(database.url, folder))
        note = folder / "database-url"
        note.touch(mode=0o600)
        note.write_text(database.url, "utf-8")
        os.environ["DATABASE_URL"] = database.url
        os.environ.setdefault("TIPG_DB_EXCLUDE_FUNCTION_SCHEMAS", '["public"]')
        os.environ.setdefault("TIPG_CATALOG_TTL", "0")

        import uvicorn

        uvicorn.run("tipg.main:app", host="127.0.0.1", port=port, log_level="warning")


def _leave(*_: Any) -> None:
    sys.exit(0)


async def _fill(url: str, folder: Path) -> None:
    import asyncpg

    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CREATE EXTENSION postgis")
        for script in sorted(folder.glob("*.sql")):
            await connection.execute(script.read_text("utf-8"))
    finally:
        await connection.close()


if __name__ == "__main__":
    main()
