"""Platform 2's data gateway: ``python -m workshop.bearer_gateway PORT``.

In the manner of the Géoplateforme: every collection is listed to everybody, restricted ones open
with an access token of the platform's own authorization server (RFC 6750, RFC 9728).
"""

from __future__ import annotations

import re
import sys
import urllib.parse
from typing import Any, Dict, List, Optional

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from workshop import conditions, gateway_pages
from workshop.bearer_tokens import InvalidToken, IssuerUnreachable, ResourceServer, TokenChecker
from workshop.bearer_wfs import feature_types
from workshop.gateway_http import BackEnd, Faults, problem, raw_path, read_config

_METHODS = ["GET", "HEAD", "OPTIONS"]
_METADATA_PATH = "/.well-known/oauth-protected-resource/wfs3"
# QGIS Server takes the format as a suffix: /collections/regions.json
_LISTED = re.compile(r"/wfs3/collections(\.json|/[^/]+)?/?")
_SUFFIX = re.compile(r"\.(json|html|geojson)$")


def collection_of(path: str) -> Optional[str]:
    """The collection that a (percent-encoded) path is about, None for the service's own pages.

    Strict, since QGIS Server finds ``collections/<id>`` anywhere in a path.

    Raises:
        ValueError: a spelling of the path that no link of the service has.
    """
    parts = urllib.parse.unquote(path).removesuffix("/").split("/")[1:]
    odd = "%2f" in path.lower() or any(part in ("", ".", "..") for part in parts)
    if odd or _SUFFIX.sub("", parts[0]) != "wfs3":
        raise ValueError(path)
    places = [index for index, part in enumerate(parts) if _SUFFIX.sub("", part) == "collections"]
    if any(place != 1 for place in places):
        raise ValueError(path)
    return _SUFFIX.sub("", parts[2]) if places and len(parts) > 2 else None


class BearerGateway:
    """The gateway's rules. `config` comes from :mod:`workshop.servers`."""

    def __init__(self, config: Dict[str, Any]) -> None:
        self._public_url: str = config["public_url"]
        self._backend: str = config["backend"]
        self._issuer: str = config["resource_server"]["issuer"]
        self._collections: List[str] = config["collections"]
        self._restricted: List[str] = config["restricted"]
        self._role: str = config["role"]
        self._roles_by_email: Dict[str, List[str]] = config["roles_by_email"]
        self._tokens = TokenChecker(ResourceServer(**config["resource_server"]))
        self._back_end = BackEnd(connections=2)  # QGIS's development server works one by one
        self._faults = Faults(
            {
                "refuse_tokens": "Refuse tout jeton (401 invalid_token).",
                "no_right": "Refuse à chacun les données restreintes (403).",
            },
            {"age_tokens": ("Les jetons d’accès d’avant sont périmés.", self._tokens.age)},
        )

    def application(self) -> Starlette:
        """The web application."""
        return Starlette(
            routes=[
                Route("/", self.home),
                Route(_METADATA_PATH, self.metadata),
                Route("/_workshop/fault", self._faults.endpoint, methods=["GET", "POST", "DELETE"]),
                Route(conditions.PATH + "{name}", self.conditions),
                Route("/wfs", self.wfs, methods=["GET", "HEAD"]),
                Route("/wfs3{path:path}", self.data, methods=_METHODS),
            ],
            middleware=[Middleware(GZipMiddleware, minimum_size=1024, compresslevel=4)],
        )

    async def home(self, request: Request) -> Response:
        """The platform's first page."""
        body = '<p>Service OGC API - Features : <a href="/wfs3.html">/wfs3</a></p>'
        return HTMLResponse(gateway_pages.page("Hexagone (atelier)", body))

    async def metadata(self, request: Request) -> Response:
        """Which authorization server to ask (RFC 9728)."""
        return JSONResponse(
            {
                "resource": f"{self._public_url}/wfs3",
                "resource_name": "Hexagone (atelier)",
                "authorization_servers": [self._issuer],
                "bearer_methods_supported": ["header"],
                "scopes_supported": ["openid"],
            }
        )

    async def conditions(self, request: Request) -> Response:
        """On what conditions a restricted collection is used, for everybody to read."""
        document, status = conditions.served(self._public_url, request.path_params["name"])
        return Response(document, status, media_type=conditions.MEDIA_TYPE)

    async def data(self, request: Request) -> Response:
        """Pass a request below ``/wfs3`` on to QGIS Server, if the caller may read that."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(_METHODS)})
        struck = await self._faults.strike()
        if struck is not None:
            return struck
        path = raw_path(request)
        try:
            collection = collection_of(path)
        except ValueError:
            return problem(404, "no such resource")
        if collection is not None and collection not in self._collections:
            return problem(404, "no such collection")
        refused = await self._refusal(request, collection)
        if refused is not None:
            return refused
        response = await self._passed_on(request, path)
        return self._told(response) if _LISTED.fullmatch(path) else response

    async def wfs(self, request: Request) -> Response:
        """Pass a WFS request on, if the caller may read every feature type it is about."""
        struck = await self._faults.strike()
        if struck is not None:
            return struck
        try:
            named = feature_types(request.query_params.multi_items(), self._collections)
        except ValueError as unfit:
            return problem(400, str(unfit))
        names: List[Optional[str]] = [*named] or [None]
        for name in names:
            refused = await self._refusal(request, name)
            if refused is not None:
                return refused
        return await self._passed_on(request, "/wfs")

    async def _passed_on(self, request: Request, path: str) -> Response:
        # QGIS's development server makes its links from it, and reads "Host" in this case alone
        host = urllib.parse.urlsplit(self._public_url).netloc
        response = await self._back_end.forward(request, self._backend + path, [("Host", host)])
        return self._guarded(request, response)

    def _told(self, response: Response) -> Response:
        """The answer with the conditions of what is restricted, if it lists any of that."""
        if response.status_code == 200 and response.body:
            told = conditions.told_in(bytes(response.body), self._public_url, self._restricted)
            response.body = told
            response.headers["Content-Length"] = str(len(told))
        return response

    async def _refusal(self, request: Request, collection: Optional[str]) -> Optional[Response]:
        """Why the caller may not go on; None if they may."""
        restricted = collection in self._restricted
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return self._challenge(401, "a token is needed") if restricted else None
        try:
            if self._faults("refuse_tokens"):
                raise InvalidToken("workshop fault")
            claims = await self._tokens.claims(token.strip())
        except InvalidToken:
            return self._challenge(401, "the token is not valid", "invalid_token")
        except IssuerUnreachable:
            return problem(503, "the authorization server does not answer", {"Retry-After": "2"})
        may = self._role in self._roles(claims) and not self._faults("no_right")
        if restricted and not may:
            return self._challenge(403, "not allowed to read this", "insufficient_scope")
        return None

    def _roles(self, claims: Dict[str, Any]) -> List[str]:
        """The platform's roles: those in the token, else those granted to the e-mail address."""
        roles = claims.get("roles")
        if isinstance(roles, list):
            return [str(role) for role in roles]
        return self._roles_by_email.get(str(claims.get("email", "")), [])

    def _challenge(self, status: int, title: str, error: Optional[str] = None) -> Response:
        challenge = 'Bearer realm="hexagone"'
        if error is not None:
            challenge += f', error="{error}"'
        challenge += f', resource_metadata="{self._public_url}{_METADATA_PATH}"'
        headers = {
            "WWW-Authenticate": challenge,
            "Cache-Control": "private, no-store",
            "Vary": "Authorization",
        }
        return problem(status, title, headers)

    @staticmethod
    def _guarded(request: Request, response: Response) -> Response:
        response.headers["Vary"] = "Authorization"
        if "authorization" in request.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response


def main() -> None:
    """Serve until stopped."""
    application = BearerGateway(read_config()).application()
    uvicorn.run(application, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")


if __name__ == "__main__":
    main()
