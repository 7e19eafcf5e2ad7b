"""What the tests of a session's second day share."""

from __future__ import annotations

from typing import Optional

from cicclo_qgis.signin import MemoryStore, Sessions, SessionState, SessionStatus, SignInProblemCode
from tests.unit.signin.people import ScriptedBrowser

Code = SignInProblemCode


State = SessionState


DATA = "https://data.example/wfs3/collections"


NOBODY = ScriptedBrowser(lambda visit: ())


class Failing:
    """A store that fails as it is told to."""

    name = "Failing"
    lasting = True

    def __init__(self, error: Optional[Exception]) -> None:
        self.error = error
        self.inner = MemoryStore()

    def get(self, key: str) -> Optional[str]:
        self._fail()
        return self.inner.get(key)

    def put(self, key: str, secret: str) -> None:
        self._fail()
        self.inner.put(key, secret)

    def delete(self, key: str) -> None:
        self._fail()
        self.inner.delete(key)

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error


def problem(status: SessionStatus) -> Optional[SignInProblemCode]:
    return status.problem.code if status.problem is not None else None


def token(desk: Sessions) -> str:
    credential = desk.credential_for(DATA)
    return credential.headers["Authorization"] if credential is not None else ""
