"""How platforms are called: the text by which every collection of one is found."""

from __future__ import annotations

from typing import Dict, Iterable, Tuple

from cicclo_qgis.catalogue.index_words import spaced
from cicclo_qgis.platforms.model import Platform


class Names:
    """Replaced as a whole, read without a lock."""

    def __init__(self, platforms: Iterable[Platform] = ()) -> None:
        self._known: Dict[str, Tuple[str, str]] = {
            platform.id: (spaced(f"{platform.name} {platform.territory}"), platform.territory)
            for platform in platforms
        }

    def text(self, platform_id: str) -> str:
        """Name and territory, ``spaced``; a space when the platform is not known."""
        return self._known.get(platform_id, (" ", ""))[0]

    def territory(self, platform_id: str) -> str:
        """The territory as the registry names it."""
        return self._known.get(platform_id, (" ", ""))[1]
