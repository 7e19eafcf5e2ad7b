"""authlib.oauth2.rfc6750.
~~~~~~~~~~~~~~~~~~~~~~

This module represents a direct implementation of
The OAuth 2.0 Authorization Framework: Bearer Token Usage.

https://tools.ietf.org/html/rfc6750
"""

from .parameters import add_bearer_token

# TODO: add deprecation


__all__ = [
    "add_bearer_token",
]
