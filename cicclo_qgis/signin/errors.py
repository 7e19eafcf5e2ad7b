"""How a sign-in or a session stops.

    SignInFailed          it did not work; what was there before stays as it was
    └── SessionEnded      the platform said so: the session is over and is forgotten

Each carries the ``SignInProblem`` that the floors above show. No secret enters here: details are
cleaned by ``signin.text`` where they are made, and these errors are raised ``from None`` so that a
traceback does not carry the request that failed.
"""

from __future__ import annotations

from cicclo_qgis.signin.state import SignInProblem, SignInProblemCode


class SignInFailed(Exception):
    """A sign-in, a renewal or a check did not work, for ``problem``."""

    def __init__(self, code: SignInProblemCode, detail: str = "") -> None:
        super().__init__(f"{code.value}: {detail}" if detail else code.value)
        self.problem = SignInProblem(code, detail)


class SessionEnded(SignInFailed):
    """The platform no longer knows this session."""
