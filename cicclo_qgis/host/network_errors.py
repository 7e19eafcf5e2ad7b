"""What Qt says of a failed request, in the exceptions of ``requests``."""

from __future__ import annotations

from typing import Any, Tuple, Type

from qgis.PyQt.QtNetwork import QNetworkReply
from requests import exceptions

_Kind = Type[exceptions.RequestException]


class RequestCancelled(exceptions.ConnectionError):
    """The session was closed while its request was under way."""


def transport_error(error: Any, proxied: bool) -> Tuple[_Kind, str]:
    """Choose the exception and its words for a request without an answer.

    The words name no address: a query may hold a secret. ``proxied``: a proxy was to be used;
    for plain http, Qt tells its failures as if they were the server's.
    """
    code = QNetworkReply.NetworkError
    proxy = exceptions.ProxyError
    broken = proxy if proxied else exceptions.ConnectionError
    table = (
        (code.ConnectionRefusedError, broken, "connection refused"),
        (code.HostNotFoundError, broken, "host not found"),
        (code.RemoteHostClosedError, exceptions.ConnectionError, "the server hung up"),
        (code.TimeoutError, exceptions.ConnectTimeout, "the server cannot be reached"),
        # Nobody but QGIS's own network time-out ends a request behind our back.
        (code.OperationCanceledError, exceptions.ReadTimeout, "QGIS's network time-out passed"),
        (code.SslHandshakeFailedError, exceptions.SSLError, "no secure connection"),
        (code.ProxyConnectionRefusedError, proxy, "the proxy refused the connection"),
        (code.ProxyConnectionClosedError, proxy, "the proxy hung up"),
        (code.ProxyNotFoundError, proxy, "the proxy was not found"),
        (code.ProxyTimeoutError, proxy, "the proxy did not answer in time"),
        (code.ProxyAuthenticationRequiredError, proxy, "the proxy wants a sign-in"),
        (code.UnknownProxyError, proxy, "the proxy failed"),
        (code.ProtocolFailure, exceptions.ConnectionError, "the answer is not HTTP"),
    )
    for known, kind, words in table:
        if error == known:
            return kind, words
    return exceptions.ConnectionError, "the network failed"


def is_break_off(error: Any) -> bool:
    """Whether an answer that had begun was cut off. Other codes only repeat an HTTP status."""
    code = QNetworkReply.NetworkError
    return error in (
        code.RemoteHostClosedError,
        code.TimeoutError,
        code.OperationCanceledError,
        code.SslHandshakeFailedError,
        code.TemporaryNetworkFailureError,
        code.NetworkSessionFailedError,
        code.UnknownNetworkError,
        code.ProtocolFailure,
    )
