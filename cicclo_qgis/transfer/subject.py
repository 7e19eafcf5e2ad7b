"""What one download is about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cicclo_qgis.ogcapi.model import Collection, LandingPage
from cicclo_qgis.transfer.model import Options


@dataclass(frozen=True)
class Subject:
    """A collection of a platform, where its copy goes, and the table's name there."""

    landing: LandingPage
    collection: Collection
    target: Path
    table: str
    options: Options
