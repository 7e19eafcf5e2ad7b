"""The way into a platform the user has added by its address: what its host tells of itself.

Only what can be known for sure: geOrchestra's gateway answers ``/whoami`` in a way no other
software does. A way in that is not found can still be written into the user's registry file.
"""

from __future__ import annotations

from typing import Tuple
from urllib.parse import urlsplit, urlunsplit

import requests

from cicclo_qgis.ogcapi.documents import get_json
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.ogcapi.model import LandingPage
from cicclo_qgis.ogcapi.policy import DEFAULT_POLICY, Policy
from cicclo_qgis.ogcapi.urls import same_origin
from cicclo_qgis.platforms.fields import RecordError, check_url
from cicclo_qgis.platforms.model import Access, GatewayAccess


def ways_in(
    http: requests.Session, landing: LandingPage, policy: Policy = DEFAULT_POLICY
) -> Tuple[Access, ...]:
    """The ways into the platform of ``landing`` that its own host shows; often none.

    One request is made, to the same host. The session cookie found this way may go to the landing
    page and what lies below it, nowhere else.

    Raises:
        OgcApiError: only when cancelled.
    """
    parts = urlsplit(landing.url)
    protects = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))

    def at(path: str) -> str:
        return urlunsplit((parts.scheme, parts.netloc, path, "", ""))

    try:
        # No credential may ever go over plain http: then there is no way in to look for.
        check_url(protects, "landing")
        document = get_json(http, at("/whoami"), policy=policy)
    except RecordError:
        return ()
    except OgcApiError as error:
        if error.code is ProblemCode.CANCELLED:
            raise
        return ()
    if not isinstance(document.data, dict) or "GeorchestraUser" not in document.data:
        return ()
    if not same_origin(document.url, landing.url):
        return ()
    gateway = GatewayAccess(
        login_url=at("/login"),
        whoami_url=at("/whoami"),
        protects=(protects,),
        logout_url=at("/logout"),
        cookies=("SESSION",),
    )
    return (gateway,)
