"""From an address as people paste it to the landing page it belongs to."""

from __future__ import annotations

from typing import Iterable, Optional

import requests

from cicclo_qgis.ogcapi.documents import get_json
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.landing import read_landing
from cicclo_qgis.ogcapi.model import LandingPage
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.urls import masked
from cicclo_qgis.platforms.address import AddressError, default_candidates, landing_candidates

# The host as a whole does not answer: other addresses on it would only make people wait.
_HOST_IS_OUT = frozenset(
    (
        ProblemCode.UNREACHABLE,
        ProblemCode.TIMED_OUT,
        ProblemCode.CERTIFICATE,
        ProblemCode.NO_HTTPS,
        ProblemCode.PROXY,
        ProblemCode.BUSY,
        ProblemCode.CANCELLED,
    )
)
# What tells most about why nothing was found, most telling first.
_TELLING = (
    ProblemCode.SIGN_IN_REQUIRED,
    ProblemCode.NO_RIGHT,
    ProblemCode.SERVER_ERROR,
    ProblemCode.TOO_LARGE,
    ProblemCode.INVALID_JSON,
    ProblemCode.NOT_OGC_API,
    ProblemCode.NOT_FOUND,
)


def discover(http: requests.Session, address: str, policy: Policy = DEFAULT_POLICY) -> LandingPage:
    """The landing page that an address typed or pasted by a person belongs to.

    Tries ``landing_candidates`` (the address itself, with and without a slash, then upwards), then
    the default paths of known software on that host.

    Raises:
        OgcApiError: nothing was found; the code is the most telling of all that happened. An
            address that is none at all gives NOT_FOUND.
    """
    try:
        typed, guesses = landing_candidates(address), default_candidates(address)
    except AddressError as error:
        raise OgcApiError(ProblemCode.NOT_FOUND, "", None, str(error)) from None
    search = _Search(http, policy)
    found = search.first(typed) or search.first(guesses, keep=(ProblemCode.SIGN_IN_REQUIRED,))
    if found is None:
        raise search.problem or OgcApiError(ProblemCode.NOT_OGC_API, masked(typed[0]))
    return found


class _Search:
    """Tries addresses one by one and remembers the most telling failure."""

    def __init__(self, http: requests.Session, policy: Policy) -> None:
        self._http = http
        self._policy = policy
        self.problem: Optional[OgcApiError] = None

    def first(
        self, urls: Iterable[str], keep: Iterable[ProblemCode] = _TELLING
    ) -> Optional[LandingPage]:
        """The first landing page among ``urls``. Failures with a code in ``keep`` are remembered.

        Raises:
            OgcApiError: the host as a whole does not answer.
        """
        kept = frozenset(keep)
        for url in urls:
            try:
                document = get_json(self._http, url, policy=self._policy)
                landing = read_landing(document, url)
            except OgcApiError as error:
                if error.code in _HOST_IS_OUT:
                    raise
                if error.code in kept:
                    self._remember(error)
                continue
            if landing is not None:
                return landing
            self._remember(OgcApiError(ProblemCode.NOT_OGC_API, masked(url), 200))
        return None

    def _remember(self, error: OgcApiError) -> None:
        if self.problem is None or _rank(error) < _rank(self.problem):
            self.problem = error


def _rank(error: OgcApiError) -> int:
    return _TELLING.index(error.code) if error.code in _TELLING else len(_TELLING)
