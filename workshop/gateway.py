"""Platform 1's gateway, in the manner of geOrchestra's: ``python -m workshop.gateway PORT``.

It signs agents in through ProConnect, keeps a web session in the cookie ``SESSION`` and takes no
other credential. Behind it, one pygeoapi publishes the open collections and another all of them.
"""

from __future__ import annotations

import sys
import urllib.parse
from typing import Any, Dict, List, Optional, Tuple

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from workshop import conditions, gateway_pages
from workshop.gateway_http import BackEnd, Faults, raw_path, read_config
from workshop.gateway_oidc import Attempt, ProConnect, Registration, SignInRefused
from workshop.gateway_sessions import Session, Sessions, User

_COOKIE = "SESSION"
_METHODS = ["GET", "HEAD", "OPTIONS"]


class Gateway:
    """The gateway's rules. `config` comes from :mod:`workshop.servers`."""

    def __init__(self, config: Dict[str, Any]) -> None:
        self._public: str = config["public_backend"]
        self._full: str = config["full_backend"]
        self._restricted: List[str] = config["restricted"]
        self._role: str = config["role"]
        self._roles_by_email: Dict[str, List[str]] = config["roles_by_email"]
        self._sessions = Sessions(float(config["session_lifetime_s"]))
        self._proconnect = ProConnect(Registration(**config["proconnect"]))
        self._back_end = BackEnd()
        self._faults = Faults(
            {
                "login_page": "Répond 200 avec la page de connexion au lieu des données.",
                "login_redirect": "Renvoie toute demande de données à la page de connexion (302).",
                "no_right": "Refuse à chacun les données restreintes (403).",
            },
            {"kill_sessions": ("Oublie toutes les sessions.", self._sessions.end_all)},
        )

    def application(self) -> Starlette:
        """The web application."""
        return Starlette(
            routes=[
                Route("/", self.home),
                Route("/login", self.login),
                Route("/oauth2/authorization/proconnect", self.start),
                Route("/login/oauth2/code/proconnect", self.back),
                Route("/whoami", self.whoami),
                Route("/logout", self.logout),
                Route("/_workshop/fault", self._faults.endpoint, methods=["GET", "POST", "DELETE"]),
                Route(conditions.PATH + "{name}", self.conditions),
                Route("/ogc", self.data, methods=_METHODS),
                Route("/ogc/{path:path}", self.data, methods=_METHODS),
            ],
            middleware=[Middleware(GZipMiddleware, minimum_size=1024, compresslevel=4)],
        )

    async def home(self, request: Request) -> Response:
        """The first page; with ``?login``, straight to the sign-in."""
        session, sent = self._session(request)
        if "login" in request.query_params and not (session and session.user):
            return self._to_login(request, sent)
        return _private(HTMLResponse(gateway_pages.home(session.user if session else None)))

    async def login(self, request: Request) -> Response:
        """The chooser, always HTML with status 200."""
        return _private(HTMLResponse(gateway_pages.login(request.query_params.get("error"))))

    async def start(self, request: Request) -> Response:
        """Send the browser to ProConnect."""
        session, _ = self._session(request)
        session = session or self._sessions.begin()
        session.attempts = {k: v for k, v in session.attempts.items() if not v.is_stale()}
        attempt = Attempt()
        session.attempts[attempt.state] = attempt
        try:
            url = await self._proconnect.authorization_url(attempt)
        except SignInRefused as refused:
            return self._failed(refused)
        return _with_cookie(RedirectResponse(url, 302), session)

    async def back(self, request: Request) -> Response:
        """ProConnect sends the browser back."""
        session, _ = self._session(request)
        state = request.query_params.get("state", "")
        attempt = session.attempts.pop(state, None) if session else None
        if session is None or attempt is None or attempt.is_stale():
            return self._failed(SignInRefused("unknown state"))
        try:
            claims, id_token = await self._proconnect.finish(attempt, request.query_params)
        except SignInRefused as refused:
            return self._failed(refused)
        session = self._sessions.signed_in(session, self._user(claims, id_token))
        target, session.wanted = session.wanted or "/", None
        return _with_cookie(RedirectResponse(target, 302), session)

    async def whoami(self, request: Request) -> Response:
        """Who is signed in, in geOrchestra's words."""
        session, _ = self._session(request)
        user = session.user if session else None
        told: Dict[str, Any] = {"GeorchestraUser": user.whoami() if user else None}
        if user is None:
            told["Authentication"] = None
        else:
            kind = "org.springframework.security.oauth2.client.authentication"
            told[f"{kind}.OAuth2AuthenticationToken"] = {
                "authorizedClientRegistrationId": "proconnect",
                "authenticated": True,
                "name": user.uid,
            }
        return _private(JSONResponse(told))

    async def logout(self, request: Request) -> Response:
        """End the session here, then at ProConnect."""
        session, _ = self._session(request)
        target = "/"
        if session is not None:
            self._sessions.end(session)
            if session.user is not None:
                try:
                    target = await self._proconnect.logout_url(session.user.id_token)
                except SignInRefused as refused:
                    print(f"logout: {refused}", file=sys.stderr, flush=True)
        response = RedirectResponse(target, 302)
        response.delete_cookie(_COOKIE, path="/", httponly=True, samesite="lax")
        return _private(response)

    async def conditions(self, request: Request) -> Response:
        """On what conditions a restricted collection is used, for everybody to read."""
        base = str(request.base_url).rstrip("/")
        document, status = conditions.served(base, request.path_params["name"])
        return Response(document, status, media_type=conditions.MEDIA_TYPE)

    async def data(self, request: Request) -> Response:
        """Pass a request below ``/ogc`` on to the pygeoapi that this visitor may see."""
        struck = await self._faults.strike()
        if struck is not None:
            return struck
        session, sent = self._session(request)
        user = session.user if session else None
        if self._faults("login_page"):
            return _private(HTMLResponse(gateway_pages.login(None)))
        if self._faults("login_redirect"):
            return self._to_login(request, sent)
        if user is None and ("login" in request.query_params or self._is_restricted(request)):
            return self._to_login(request, sent)
        reader = user is not None and self._role in user.roles and not self._faults("no_right")
        if self._is_restricted(request) and not reader:
            return _private(HTMLResponse(gateway_pages.forbidden(), 403))
        path = raw_path(request)[len("/ogc") :] or "/"
        identity: List[Tuple[str, str]] = []
        if user is not None:
            told = user.whoami()
            identity = [("sec-username", told["username"]), ("sec-roles", ";".join(told["roles"]))]
        base = self._full if reader else self._public
        response = await self._back_end.forward(request, base + path, identity)
        if user is not None:
            return _private(response)
        response.headers["Vary"] = "Cookie"
        return response

    def _session(self, request: Request) -> Tuple[Optional[Session], Optional[str]]:
        sent = request.cookies.get(_COOKIE)
        return self._sessions.find(sent), sent

    def _is_restricted(self, request: Request) -> bool:
        parts = [part for part in request.url.path.split("/") if part]
        return parts[1:2] == ["collections"] and any(
            urllib.parse.unquote(part) in self._restricted for part in parts[2:3]
        )

    def _to_login(self, request: Request, sent: Optional[str]) -> Response:
        """To the chooser; a browser finds its way back to the page it wanted."""
        response = RedirectResponse("/login", 302)
        if "text/html" not in request.headers.get("accept", ""):
            return _private(response)
        session = self._sessions.find(sent) or self._sessions.begin()
        query = [(k, v) for k, v in request.query_params.multi_items() if k != "login"]
        session.wanted = request.url.path + (f"?{urllib.parse.urlencode(query)}" if query else "")
        return _with_cookie(response, session)

    def _failed(self, refused: SignInRefused) -> Response:
        print(f"sign-in: {refused}", file=sys.stderr, flush=True)
        return _private(RedirectResponse("/login?error=oauth2", 302))

    def _user(self, claims: Dict[str, Any], id_token: str) -> User:
        email = str(claims.get("email", ""))
        return User(
            email=email,
            first_name=str(claims.get("given_name", "")),
            last_name=str(claims.get("usual_name", "")),
            uid=str(claims.get("uid") or claims["sub"]),
            siret=str(claims.get("siret", "")),
            roles=list(self._roles_by_email.get(email, [])),
            id_token=id_token,
        )


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Vary"] = "Cookie"
    return response


def _with_cookie(response: Response, session: Session) -> Response:
    response.set_cookie(_COOKIE, session.id, path="/", httponly=True, samesite="lax")
    return _private(response)


def main() -> None:
    """Serve until stopped."""
    application = Gateway(read_config()).application()
    uvicorn.run(application, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")


if __name__ == "__main__":
    main()
