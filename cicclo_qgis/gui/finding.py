"""Platforms, and ways into them, that no record tells: found by asking the platform itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Callable, Optional, Tuple
from urllib.parse import urlsplit

from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.model import LandingPage
from cicclo_qgis.platforms import Access, AddressError, Origin, Platform, clean_address
from cicclo_qgis.platforms.own import FOUND

if TYPE_CHECKING:
    import requests

    from cicclo_qgis.catalogue.record_opening import Told
    from cicclo_qgis.engine import Engine

# An address of another kind: perhaps the page of a portal's record.
_NO_API = (ProblemCode.NOT_FOUND, ProblemCode.NOT_OGC_API, ProblemCode.INVALID_JSON)
_MOST_SERVICES = 3


class Finding:
    """Asks as a stranger. Its methods but ``keep`` block: worker threads only."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __call__(self, address: str) -> Tuple[LandingPage, Tuple[Access, ...]]:
        """The landing page behind an address, and the ways in that the platform tells.

        Raises:
            OgcApiError: there is none; or it is closed to strangers and tells no way in.
        """
        from cicclo_qgis.ogcapi.discovery import discover

        try:
            landing = discover(self._engine.http(), address)
        except OgcApiError as error:
            if error.code in _NO_API:
                return self._of_record(address, error)
            if error.code is not ProblemCode.SIGN_IN_REQUIRED:
                raise
            landing = _closed(address, error)
            found = self.ways(landing, landing.url)
            if not found:
                raise
            return landing, found
        return landing, self._ways(landing)

    def record(self, address: str, cancelled: Callable[[], bool]) -> Told:
        """What the record that ``address`` means tells; only portals of platforms are asked.

        Raises:
            OgcApiError: cancelled.
        """
        from cicclo_qgis.catalogue import record_opening

        platforms = self._engine.registry.platforms()
        http = self._engine.anonymous_http()
        return record_opening.read(
            http, address, platforms, member=self._member, cancelled=cancelled
        )

    def _member(self, url: str) -> Optional[requests.Session]:
        """The session that asks ``url`` with the person's credential, renewed if it is due."""
        engine = self._engine
        if not engine.protected(url):
            return None
        engine.wait_for_sessions()
        return None if engine.sessions.renew_if_due(url) is None else engine.http()

    def _of_record(
        self, address: str, error: OgcApiError
    ) -> Tuple[LandingPage, Tuple[Access, ...]]:
        """The platform that a portal's page leads to: the person has given that address."""
        from cicclo_qgis.catalogue import record_opening
        from cicclo_qgis.ogcapi.discovery import discover

        http = self._engine.anonymous_http()
        told = record_opening.read(http, address, self._engine.registry.platforms(), stranger=True)
        for url in record_opening.landing_pages(told)[:_MOST_SERVICES]:
            try:
                landing = discover(http, url)
            except OgcApiError as other:
                if other.code is ProblemCode.CANCELLED:
                    raise
                continue
            return landing, self._ways(landing)
        raise error

    def ways(self, landing: LandingPage, refused: str) -> Tuple[Access, ...]:
        """The ways into a platform that refused a stranger at ``refused``."""
        return self._ways(landing, refused)

    def _ways(self, landing: LandingPage, refused: Optional[str] = None) -> Tuple[Access, ...]:
        # Loaded when it is needed: nobody's QGIS starts later for it.
        from cicclo_qgis.catalogue.ways_in import ways_in

        return ways_in(self._engine.anonymous_http(), landing, refused=refused)

    def keep(self, platform: Platform, ways: Tuple[Access, ...]) -> Platform:
        """Write the ways down in the person's own record of the platform. GUI thread.

        Raises:
            OSError: it could not be written.
        """
        source = platform.source if platform.origin is Origin.USER else FOUND
        kept = self._engine.registry.add(replace(platform, access=ways, source=source))
        self._engine.protected.refresh()
        return kept


def _closed(address: str, error: OgcApiError) -> LandingPage:
    """Stands for a landing page that strangers may not see: the address as far as it tells."""
    try:
        url = clean_address(address)
    except AddressError:
        raise error from None
    url = url.split("?")[0].split("/collections")[0].rstrip("/")
    title = urlsplit(url).hostname or ""
    return LandingPage(url, title, "", (), url + "/collections", None, None)
