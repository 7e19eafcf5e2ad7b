"""What the two gateways share: passing requests on, and faults that can be switched on."""

from __future__ import annotations

import asyncio
import json
import os
import re
from types import MappingProxyType
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Set, Tuple

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

# RFC 9110, 7.6.1, and what the gateway answers for itself
_NOT_PASSED_ON = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "host",
    "content-length",
    "accept-encoding",
    "cookie",
    "authorization",
    "forwarded",
}
_NOT_PASSED_BACK = {
    "connection",
    "keep-alive",
    "transfer-encoding",
    "content-length",
    "server",
    "date",
}


def read_config() -> Dict[str, Any]:
    """A gateway's configuration: from the environment, since it holds a client secret."""
    config: Dict[str, Any] = json.loads(os.environ.pop("WORKSHOP_CONFIG"))
    return config


def problem(status: int, title: str, headers: Optional[Mapping[str, str]] = None) -> Response:
    """An error as ``application/problem+json`` (RFC 9457)."""
    body = {"type": "about:blank", "status": status, "title": title}
    return JSONResponse(body, status, dict(headers or {}), "application/problem+json")


def request_headers(request: Request) -> Dict[str, str]:
    """The headers of `request` that a back end may see: no identity, nothing hop-by-hop."""
    return {
        name: value
        for name, value in request.headers.items()
        if name not in _NOT_PASSED_ON and not name.startswith(("sec-", "x-forwarded-"))
    }


def raw_path(request: Request) -> str:
    """The path as it was sent, still percent-encoded."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    return raw.decode("latin-1")


class BackEnd:
    """Passes requests on to servers that only the gateway should reach."""

    def __init__(self, connections: int = 16) -> None:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._client = httpx.AsyncClient(limits=limits, timeout=60.0, trust_env=False)

    async def forward(
        self, request: Request, url: str, more_headers: Iterable[Tuple[str, str]] = ()
    ) -> Response:
        """The back end's answer at `url`; 502 when it gives none."""
        headers = {**request_headers(request), **dict(more_headers)}
        query = request.url.query
        try:
            answer = await self._client.request(
                request.method, url + (f"?{query}" if query else ""), headers=headers
            )
        except httpx.HTTPError as trouble:
            return problem(502, f"the data server does not answer ({type(trouble).__name__})")
        response = Response(answer.content, answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in _NOT_PASSED_BACK:
                response.headers[name] = value
        return response


_LOOPBACK = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")


class Faults:
    """Faults of a gateway, all off at first, switched at ``/_workshop/fault``.

    The address speaks as the identity servers' does: GET lists, POST ``{"name", "on"}`` switches
    one, DELETE switches all off.

    Args:
        switches: what each fault that stays on does, by name (French, for the status page).
        actions: what happens once, by name: the text and the doing.
    """

    def __init__(
        self,
        switches: Mapping[str, str],
        actions: Mapping[str, Tuple[str, Callable[[], None]]] = MappingProxyType({}),
    ) -> None:
        self._switches = {
            "slow": "Répond avec 3 s de retard.",
            "down": "Répond 503 à toute demande, avec Retry-After: 2.",
            **switches,
        }
        self._actions = actions
        self._on: Set[str] = set()

    def __call__(self, name: str) -> bool:
        """Whether the fault is on."""
        return name in self._on

    async def endpoint(self, request: Request) -> Response:
        """List or switch the faults; only for programs on this machine, not for web pages."""
        loopback = _LOOPBACK.fullmatch(request.headers.get("host", ""))
        if not loopback or "origin" in request.headers:
            return problem(403, "loopback only")
        if request.method == "DELETE":
            self._on.clear()
        elif request.method == "POST":
            if not request.headers.get("content-type", "").startswith("application/json"):
                return problem(415, "application/json expected")
            try:
                wanted: Dict[str, Any] = json.loads(await request.body())
                name, on = str(wanted["name"]), bool(wanted.get("on", True))
            except (ValueError, KeyError, TypeError):
                return problem(400, 'send {"name": ..., "on": true}')
            if not self._switch(name, on):
                return problem(404, "no such fault")
        return JSONResponse(self._list())

    async def strike(self) -> Optional[Response]:
        """Wait, or give the answer that takes the place of the real one."""
        if "slow" in self._on:
            await asyncio.sleep(3.0)
        if "down" in self._on:
            return problem(503, "out of order (workshop fault)", {"Retry-After": "2"})
        return None

    def _switch(self, name: str, on: bool) -> bool:
        if name in self._actions:
            if on:
                self._actions[name][1]()
            return True
        if name not in self._switches:
            return False
        (self._on.add if on else self._on.discard)(name)
        return True

    def _list(self) -> List[Dict[str, Any]]:
        switches = [
            {"name": name, "kind": "switch", "fr": text, "on": name in self._on}
            for name, text in self._switches.items()
        ]
        actions = [
            {"name": name, "kind": "action", "fr": text, "on": False}
            for name, (text, _) in self._actions.items()
        ]
        return switches + actions
