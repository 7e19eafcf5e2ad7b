"""Where the workshop finds and keeps its files."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
CACHE = ROOT / ".cache"

DEFAULT_STATE = CACHE / "workshop"
"""The running workshop's folder: ports, logs, configurations of the servers."""

DATA = CACHE / "workshop-data"
"""What ``python -m workshop setup`` builds; read-only afterwards, shared by every workshop."""

VENV = ROOT / ".venv-workshop"
REQUIREMENTS = PACKAGE / "requirements.txt"
CSW = VENV / "csw"
"""Packages of the CSW catalogue alone, for PYTHONPATH."""

CSW_REQUIREMENTS = PACKAGE / "csw-requirements.txt"
TIPG = VENV / "tipg"
"""Packages of tipg alone, for PYTHONPATH."""

TIPG_REQUIREMENTS = PACKAGE / "tipg-requirements.txt"
POSTGIS = VENV / "postgis"
"""PostgreSQL and PostGIS, where the system has none installed."""

SOURCES = PACKAGE / "sources"
DIVISIONS = SOURCES / "node_modules" / "@etalab" / "decoupage-administratif" / "data"
WORLD_MAP = Path("/usr/share/qgis/resources/data/world_map.gpkg")


def venv_python() -> Path:
    """The interpreter the gateways and pygeoapi run with."""
    return VENV / "bin" / "python"
