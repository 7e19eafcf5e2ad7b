"""QGIS's application, settings and levels; nothing of its layers, network or safes."""

from __future__ import annotations

import tempfile
from enum import IntEnum, IntFlag
from functools import lru_cache
from pathlib import Path
from typing import Dict, List

from PyQt6.QtCore import QObject, QSettings
from PyQt6.QtGui import QIcon
from PyQt6.QtNetwork import QNetworkAccessManager, QNetworkDiskCache, QNetworkProxy
from PyQt6.QtWidgets import QApplication

from qgis._absent import absent

NULL = None
_PROFILE = tempfile.TemporaryDirectory(prefix="cicclo-qt6-")


class Qgis:
    QGIS_VERSION = "4.0.0-StandIn"
    QGIS_VERSION_INT = 40000

    class MessageLevel(IntEnum):
        Info = 0
        Warning = 1
        Critical = 2
        Success = 3
        NoLevel = 4


class QgsApplication(QApplication):
    @staticmethod
    def qgisSettingsDirPath() -> str:
        return _PROFILE.name + "/"

    @staticmethod
    def authManager() -> _NoCertificates:
        return _NoCertificates()

    @staticmethod
    def locale() -> str:
        return "en"

    @staticmethod
    def getThemeIcon(name: str) -> QIcon:
        return QIcon()

    @staticmethod
    def iconPath(name: str) -> str:
        return ""


class QgsSettings(QSettings):
    def __init__(self) -> None:
        super().__init__(str(Path(_PROFILE.name) / "QGIS4.ini"), QSettings.Format.IniFormat)


class QgsProject(QObject):
    """An empty one."""

    @staticmethod
    @lru_cache(maxsize=1)
    def instance() -> QgsProject:
        return QgsProject()

    def mapLayer(self, layer_id: str) -> None:
        return None

    def mapLayers(self) -> Dict[str, object]:
        return {}


class _NoCertificates:
    """Of QGIS's safe what the sign-in window asks for: its certificate authorities; none."""

    def trustedCaCertsCache(self) -> List[object]:
        return []


class QgsAuthCertUtils:
    class CertTrustPolicy(IntEnum):
        Untrusted = 2


class QgsMapLayer(QObject):
    class StyleCategory(IntFlag):
        Symbology = 2
        Labeling = 8
        Rendering = 1024


class QgsNetworkAccessManager(QNetworkAccessManager):
    """Qt's own, with a cache on disk as QGIS's has one."""

    @staticmethod
    @lru_cache(maxsize=1)
    def instance() -> QgsNetworkAccessManager:
        made = QgsNetworkAccessManager()
        cache = QNetworkDiskCache(made)
        cache.setCacheDirectory(str(Path(_PROFILE.name) / "cache"))
        made.setCache(cache)
        return made

    def fallbackProxy(self) -> QNetworkProxy:
        return QNetworkProxy()

    def useSystemProxy(self) -> bool:
        return False


def __getattr__(name: str) -> type:
    return absent(name)
