"""Why a page is not shown."""

from __future__ import annotations

from enum import Enum


class Trouble(Enum):
    """Why a page is not shown."""

    UNREACHABLE = "unreachable"
    AUTHORITY = "authority"  # nobody trusted vouches for the server's certificate
    NAME = "name"  # the certificate is another server's
    DATE = "date"  # the certificate holds no more, or not yet
    CERTIFICATE = "certificate"  # anything else about it
    PROXY_ASKS = "proxy asks"  # for a name and a password, and QGIS has none
    PROXY_REFUSES = "proxy refuses"  # those that QGIS has
    NOT_ENCRYPTED = "not encrypted"
    SCHEME = "scheme"
    STOPPED = "stopped"
    DECLINED = "declined"


CERTIFICATE_TROUBLES = (Trouble.AUTHORITY, Trouble.NAME, Trouble.DATE, Trouble.CERTIFICATE)
"""Those with the server's certificate."""
