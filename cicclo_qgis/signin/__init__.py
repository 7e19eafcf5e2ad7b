"""Signing in to platforms: methods, sessions, and where credentials are kept.

Hands out: ``Sessions`` (the one door for the floors above), ``Credential`` and
``ProtectionSpace`` (what may be sent where), the protocols ``Browser``, ``CredentialStore``,
``Clock``, and the errors of ``signin.errors``.
Never does: Qt, QGIS, writing a secret anywhere but through a ``CredentialStore``; it never puts
a secret in a repr, an exception or a log line.
"""
