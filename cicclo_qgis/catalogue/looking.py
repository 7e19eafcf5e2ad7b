"""One look at an address as a stranger: the answer with its headers, redirects not followed."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Mapping, Optional
from urllib.parse import urljoin, urlsplit

import requests

from cicclo_qgis.ogcapi.documents import ACCEPT_GEOJSON
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.failures import error_from
from cicclo_qgis.ogcapi.pages import is_html, is_sign_in_address, is_sign_in_page
from cicclo_qgis.ogcapi.policy import Policy
from cicclo_qgis.ogcapi.urls import masked, origin, resolve

AS_A_BROWSER = "text/html, application/xhtml+xml, */*;q=0.1"
_READ = 200_000
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Look:
    """What a stranger is answered. ``target``: where a redirect leads, else None."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    target: Optional[str] = None

    @property
    def asks_in_a_page(self) -> bool:
        """Whether a web page for signing in stands where data should be, or is led to."""
        if self.target is not None:
            # Another host, or a place that tells what it is. A slash more or less is neither.
            return is_sign_in_address(self.target, self.url)
        page = is_html(self.headers.get("Content-Type", ""), self.body)
        return page and is_sign_in_page(self.body)


def look(http: requests.Session, url: str, policy: Policy, accept: str = ACCEPT_GEOJSON) -> Look:
    """GET ``url`` once, asking for ``accept``.

    Raises:
        OgcApiError: no answer came, or it was cancelled.
    """
    if policy.cancelled():
        raise OgcApiError(ProblemCode.CANCELLED, masked(url))
    try:
        with closing(
            http.get(
                url,
                headers={"Accept": accept},
                timeout=policy.timeout,
                allow_redirects=False,
                stream=True,
            )
        ) as response:
            body = next(response.iter_content(_READ), b"")
            return Look(url, response.status_code, response.headers, body, _target(response, url))
    except (requests.RequestException, OSError, ValueError) as failure:
        raise error_from(failure, url) from None


def _target(response: requests.Response, url: str) -> Optional[str]:
    location = response.headers.get("Location")
    if response.status_code not in _REDIRECTS or not location:
        return None
    try:
        target = urljoin(url, location)
        return target if urlsplit(target).hostname else None
    except ValueError:
        return None


def leads_inside(landing: str, url: str) -> bool:
    """Whether a public platform names an address that means something only in a local network."""
    mended = resolve(landing, url)
    return mended is None or origin(mended) != origin(url)
