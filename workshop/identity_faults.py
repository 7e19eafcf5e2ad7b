"""The faults of the identity servers: what there is, and how to switch one on a running server."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, List, Optional

_FAULTS_FILE = Path(__file__).resolve().parent / "identity" / "faults.json"


class UnknownFaultError(ValueError):
    """No fault of that name."""


@dataclass(frozen=True)
class Fault:
    """A fault. `kind` is "switch" (stays on until switched off) or "action" (happens once)."""

    name: str
    kind: str
    french: str
    english: str
    value: Optional[float] = None


def known_faults() -> List[Fault]:
    """Every fault both identity servers know, without asking a server."""
    told = json.loads(_FAULTS_FILE.read_text("utf-8"))
    return [Fault(one["name"], one["kind"], one["fr"], one["en"], one.get("value")) for one in told]


def faults_on(admin_url: str) -> List[str]:
    """Names of the faults that are on at the server of `admin_url` (see `Running`)."""
    return [str(one["name"]) for one in _ask(admin_url, "GET") if one["on"]]


def switch_fault(
    admin_url: str, name: str, on: bool = True, value: Optional[float] = None
) -> List[str]:
    """Switch a fault; gives the names of those that are on afterwards.

    Args:
        admin_url: `Running.admin_url`.
        name: one of `known_faults`.
        on: False switches it off; without effect on a fault of kind "action".
        value: seconds, for the faults that have a `value`; None keeps theirs.

    Raises:
        UnknownFaultError: the server knows no fault of that name.
        urllib.error.URLError: the server does not answer.
    """
    body = {"name": name, "on": on, **({} if value is None else {"value": value})}
    try:
        told = _ask(admin_url, "POST", body)
    except urllib.error.HTTPError as error:
        if error.code == 404:
            raise UnknownFaultError(name) from None
        raise
    return [str(one["name"]) for one in told if one["on"]]


def clear_faults(admin_url: str) -> None:
    """Switch every fault off."""
    _ask(admin_url, "DELETE")


def _ask(admin_url: str, method: str, body: Any = None) -> List[Any]:
    request = urllib.request.Request(
        admin_url + "/fault",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        told: List[Any] = json.load(answer)
    return told
