"""The plugin's settings, typed, under ``cicclo/`` in QGIS's own settings. Never a secret."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import FrozenSet, Optional

from qgis.core import QgsSettings

from cicclo_qgis.host.paths import user_registry_path

_PREFIX = "cicclo/"


class BrowserChoice(str, Enum):
    """Which browser shows the sign-in pages."""

    AUTOMATIC = "automatic"
    EMBEDDED = "embedded"
    HELPER = "helper"
    SYSTEM = "system"


class Settings:
    """Reads and writes at once; what cannot be understood counts as not set."""

    @property
    def browser(self) -> BrowserChoice:
        """The person's choice of browser; AUTOMATIC takes the best one there is."""
        try:
            return BrowserChoice(self._text("browser", BrowserChoice.AUTOMATIC.value))
        except ValueError:
            return BrowserChoice.AUTOMATIC

    @browser.setter
    def browser(self, choice: BrowserChoice) -> None:
        self._set("browser", choice.value)

    @property
    def keep_sessions(self) -> bool:
        """Whether sessions are kept in a lasting store between two runs."""
        return self._flag("keepSessions", True)

    @keep_sessions.setter
    def keep_sessions(self, keep: bool) -> None:
        self._set("keepSessions", keep)

    @property
    def use_qgis_store(self) -> bool:
        """Whether the person has agreed to QGIS's store, which may ask for the master password."""
        return self._flag("useQgisStore", False)

    @use_qgis_store.setter
    def use_qgis_store(self, agreed: bool) -> None:
        self._set("useQgisStore", agreed)

    @property
    def user_registry(self) -> Path:
        """The file of the platforms the person has added."""
        chosen = self._text("userRegistry", "")
        return Path(chosen) if chosen else user_registry_path()

    @user_registry.setter
    def user_registry(self, path: Path) -> None:
        self._set("userRegistry", str(path))

    @property
    def shipped_platforms(self) -> bool:
        """Whether the platforms the plugin ships are shown; a workshop may want its own alone."""
        return self._flag("shippedPlatforms", True)

    @shipped_platforms.setter
    def shipped_platforms(self, shown: bool) -> None:
        self._set("shippedPlatforms", shown)

    @property
    def dock_placed(self) -> bool:
        """Whether the panel has been given its first width; from then on it is the person's."""
        return self._flag("dockPlaced", False)

    @dock_placed.setter
    def dock_placed(self, placed: bool) -> None:
        self._set("dockPlaced", placed)

    @property
    def grouping(self) -> str:
        """How the person groups the list: a ``Grouping``, or what another version wrote."""
        return self._text("grouping", "")

    @grouping.setter
    def grouping(self, chosen: str) -> None:
        self._set("grouping", chosen)

    @property
    def vouched(self) -> FrozenSet[str]:
        """Pairs of a platform's host and the sign-in server it has named that the person took."""
        return frozenset(filter(None, self._text("vouched", "").split("\n")))

    def vouch(self, pair: str) -> None:
        """Remember that the person took that pair."""
        self._set("vouched", "\n".join(sorted({*self.vouched, pair})))

    @property
    def extra_registry(self) -> Optional[Path]:
        """One more registry file, named by the environment variable ``CICCLO_REGISTRY``."""
        named = os.environ.get("CICCLO_REGISTRY", "")
        return Path(named) if named else None

    @staticmethod
    def _text(key: str, default: str) -> str:
        value = QgsSettings().value(_PREFIX + key, default)
        return value if isinstance(value, str) else default

    @staticmethod
    def _flag(key: str, default: bool) -> bool:
        # An .ini file hands booleans back as text.
        value = QgsSettings().value(_PREFIX + key, default)
        return value if isinstance(value, bool) else str(value).lower() in ("true", "1")

    @staticmethod
    def _set(key: str, value: object) -> None:
        QgsSettings().setValue(_PREFIX + key, value)
