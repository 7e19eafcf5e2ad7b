"""OpenID Connect as a public native client: code flow with PKCE (RFC 8252, RFC 9700).

Hands out: ``OidcMethod`` and ``OidcSession``. Never does: implicit or password grants, a client
secret, a token outside its own platform.
"""

from __future__ import annotations

from cicclo_qgis.signin.oidc.method import OidcMethod, OidcSession

__all__ = ["OidcMethod", "OidcSession"]
