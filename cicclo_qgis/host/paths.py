"""Where the plugin keeps its files: one folder in the QGIS profile."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication


def profile_folder() -> Path:
    """The plugin's folder in the active QGIS profile, made if it is not there.

    Raises:
        OSError: the profile cannot be written to.
    """
    folder = Path(QgsApplication.qgisSettingsDirPath()) / "cicclo"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def user_registry_path() -> Path:
    """The file of the platforms the person has added; it may not exist yet."""
    return profile_folder() / "platforms.json"


def catalogue_path() -> Path:
    """The file of the catalogue index; it may not exist yet."""
    return profile_folder() / "catalogue.sqlite"


def downloads_path() -> Path:
    """The folder of the downloads that are not over; it may not exist yet."""
    return profile_folder() / "downloads"
