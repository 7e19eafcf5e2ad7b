"""The certificate authorities that QGIS trusts, for an engine that has a list of its own.

They are the system's and those the person added to QGIS, without those marked as not trusted:
the very list that QGIS's own requests go by. Nothing of it is secret.
"""

from __future__ import annotations

from typing import List

from qgis.PyQt.QtNetwork import QSsl, QSslCertificate


def qgis_authorities() -> List[QSslCertificate]:
    """What QGIS trusts now; none outside QGIS, or where QGIS has no authentication system."""
    try:
        from qgis.core import QgsApplication, QgsAuthCertUtils
    except ImportError:
        return []
    manager = QgsApplication.authManager()
    # QGIS 3.44 forgets to leave out those that are marked.
    no = getattr(QgsAuthCertUtils, "CertTrustPolicy", QgsAuthCertUtils).Untrusted
    return [one for one in manager.trustedCaCertsCache() if manager.certTrustPolicy(one) != no]


def as_text(authorities: List[QSslCertificate]) -> str:
    """The certificates in PEM, one after the other."""
    return "".join(bytes(one.toPem()).decode("ascii") for one in authorities)


def from_text(text: str) -> List[QSslCertificate]:
    """The certificates of a text in PEM; what cannot be read is left out."""
    return list(QSslCertificate.fromData(text.encode("ascii", "replace"), QSsl.EncodingFormat.Pem))
