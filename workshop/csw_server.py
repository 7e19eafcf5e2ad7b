"""A catalogue that speaks CSW 2.0.2: ``python -m workshop.csw_server FOLDER PORT``.

pycsw, with the ISO 19139 records (``*.xml``) of a folder; its database is made in that folder.
"""

from __future__ import annotations

import configparser
import os
import sys
from pathlib import Path
from typing import Any, Callable, Iterable, List, Tuple
from wsgiref.simple_server import WSGIRequestHandler, make_server

_Start = Callable[[str, List[Tuple[str, str]]], Any]
_METADATA = {
    "identification_title": "Catalogue (atelier)",
    "identification_abstract": "Catalogue d'atelier",
    "identification_keywords": "atelier",
    "identification_keywords_type": "theme",
    "identification_fees": "None",
    "identification_accessconstraints": "None",
    "provider_name": "Atelier CICCLO pour QGIS",
    "provider_url": "http://127.0.0.1/",
    "contact_name": "Atelier",
}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


def _configuration(folder: Path, url: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser()
    read["server"] = {
        "home": str(folder),
        "url": url,
        "mimetype": "application/xml; charset=UTF-8",
        "encoding": "UTF-8",
        "language": "fr-FR",
        "maxrecords": "10",
        "profiles": "apiso",
        "pretty_print": "false",
    }
    read["manager"] = {"transactions": "false"}
    read["metadata:main"] = _METADATA
    read["repository"] = {"database": f"sqlite:///{folder}/records.db", "table": "records"}
    return read


def main() -> None:
    """Load the records, then serve until stopped."""
    folder, port = Path(sys.argv[1]).resolve(), int(sys.argv[2])
    os.environ["PYCSW_ROOT"] = str(folder)
    from pycsw import server
    from pycsw.core import admin
    from pycsw.core.config import StaticContext

    database = f"sqlite:///{folder}/records.db"
    (folder / "records.db").unlink(missing_ok=True)
    admin.setup_db(database, "records", str(folder), False, False)
    admin.load_records(StaticContext(), database, "records", str(folder), False, False)
    configuration = _configuration(folder, f"http://127.0.0.1:{port}/csw")

    def application(environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        environ["local.app_root"] = str(folder)
        status, contents = server.Csw(configuration, environ, "2.0.2").dispatch_wsgi()
        start(status, [("Content-Type", "application/xml"), ("Content-Length", str(len(contents)))])
        return [contents]

    make_server("127.0.0.1", port, application, handler_class=_Quiet).serve_forever()


if __name__ == "__main__":
    main()
