"""The proxy set in QGIS's options, for an engine that does not ask QGIS."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyFactory

from cicclo_qgis.gui.browser.protocol import Proxy

_KINDS = {"http": "HttpProxy", "socks5": "Socks5Proxy"}


def qgis_proxy() -> Proxy:
    """What QGIS uses; none outside QGIS. GUI thread. May hold a password: never log it."""
    try:
        from qgis.core import QgsNetworkAccessManager
    except ImportError:
        return Proxy()
    manager = QgsNetworkAccessManager.instance()
    proxy = manager.fallbackProxy()
    for kind, name in _KINDS.items():
        if proxy.type() == getattr(QNetworkProxy.ProxyType, name) and proxy.hostName():
            return Proxy(kind, proxy.hostName(), proxy.port(), proxy.user(), proxy.password())
    return Proxy("system") if manager.useSystemProxy() else Proxy()


def use(proxy: Proxy) -> None:
    """Let QtWebEngine go through that proxy. QGIS's own requests keep theirs.

    Without its password: the engine would give it over and over again. The page tells it, once.
    """
    if proxy.kind == "system":
        QNetworkProxyFactory.setUseSystemConfiguration(True)
    else:
        plain = native(Proxy(proxy.kind, proxy.host, proxy.port))
        if plain is not None:
            QNetworkProxy.setApplicationProxy(plain)


def native(proxy: Proxy) -> Optional[QNetworkProxy]:
    """The proxy as Qt's own sockets take it; None when there is no particular one."""
    if proxy.kind not in _KINDS:
        return None
    kind = getattr(QNetworkProxy.ProxyType, _KINDS[proxy.kind])
    return QNetworkProxy(kind, proxy.host, proxy.port, proxy.user, proxy.secret)
