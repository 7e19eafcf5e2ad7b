"""Asks the person for a secret until the platform takes it, or the person gives up."""

from __future__ import annotations

from functools import partial
from typing import Callable, Dict, Generic, Mapping, Optional, Tuple, TypeVar, Union
from urllib.parse import urlsplit

from cicclo_qgis.platforms.model import AccountAccess, ApiKeyAccess, Platform
from cicclo_qgis.signin.course import Course
from cicclo_qgis.signin.credential import ProtectionSpace
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.http import HttpFactory, get
from cicclo_qgis.signin.prompt import Complaint, Prompt, Question
from cicclo_qgis.signin.session import spaces_of
from cicclo_qgis.signin.state import SessionState, SignInProblemCode

_T = TypeVar("_T")
_Access = Union[AccountAccess, ApiKeyAccess]
_UNAUTHORIZED = 401


class Asking(Generic[_T]):
    """One sign-in by a typed secret.

    Args:
        ask: puts the question to the person; None when the person declines.
        headers: the request headers made of the answer; ValueError when HTTP cannot carry it.
        username: the part of the answer that may be shown again.
    """

    def __init__(
        self,
        ask: Callable[[Question], Optional[_T]],
        headers: Callable[[_T], Dict[str, str]],
        username: Callable[[_T], str],
    ) -> None:
        self._ask = ask
        self._headers = headers
        self._username = username

    def until_taken(
        self,
        http: HttpFactory,
        prompt: Prompt,
        platform: Platform,
        access: _Access,
        course: Course,
    ) -> Tuple[_T, Dict[str, str]]:
        """The answer that the platform did not refuse, with its headers. Blocks.

        Raises:
            SignInFailed: CANCELLED, or NETWORK when the platform could not be asked.
        """
        spaces = spaces_of(access)
        header = access.header if isinstance(access, ApiKeyAccess) else ""
        host = urlsplit(access.protects[0]).netloc
        complaint, username = None, ""
        while True:
            question = Question(platform.name, host, access.help_url, header, complaint, username)
            answer = course.ask(partial(self._ask, question), prompt.cancel)
            if answer is None:
                raise SignInFailed(SignInProblemCode.CANCELLED)
            username = self._username(answer)
            try:
                headers = self._headers(answer)
            except ValueError:
                complaint = Complaint.UNSENDABLE
                continue
            course.step(SessionState.EXCHANGING)
            if not _refused(http, platform, access, spaces, headers):
                return answer, headers
            complaint = Complaint.REFUSED


def _refused(
    http: HttpFactory,
    platform: Platform,
    access: _Access,
    spaces: Tuple[ProtectionSpace, ...],
    headers: Mapping[str, str],
) -> bool:
    """Whether the platform says 401 (RFC 9110 section 15.5.2) to these headers.

    Any other answer says nothing of them: the root of a service may be open, forbidden to all, or
    not there. An address that is known to be refused to strangers is tried first, then the
    service's own pages, but only inside the protected places.
    """
    pages = (access.try_url, platform.landing, platform.wfs)
    inside = (url for url in pages if url and any(space.covers(url) for space in spaces))
    url = next(inside, access.protects[0])
    return get(http, url, headers).status_code == _UNAUTHORIZED
