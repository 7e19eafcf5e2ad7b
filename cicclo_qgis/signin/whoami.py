"""Asks a gateway who is signed in."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional

import requests

from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.http import HttpFactory, get, json_object
from cicclo_qgis.signin.state import SignInProblemCode
from cicclo_qgis.signin.text import display_name, plain

_GEORCHESTRA = "GeorchestraUser"
_NAMING = ("username", "sub", "email", "preferred_username", "login")
_NOBODY = ("anonymous", "anonymoususer")
_UNDER = ("user", "principal", "claims", "data", "userinfo")


def whoami(
    http: HttpFactory, url: str, cookie_header: str, names_person: bool = True
) -> Optional[str]:
    """The name of the person signed in ("" when it has none), or None when nobody is.

    Without ``names_person``, ``url`` is an address of data that strangers are sent away from.

    The cookie goes to ``url`` alone: redirects are not followed, they mean "nobody".

    Raises:
        SignInFailed: NETWORK; or SERVER_ERROR, the address does not answer as a whoami does.
    """
    return named_in(get(http, url, {"Cookie": cookie_header}), names_person)


def named_in(response: requests.Response, names_person: bool = True) -> Optional[str]:
    """The person that the answer of a whoami address names; see ``whoami``.

    Raises:
        SignInFailed: SERVER_ERROR, it is not the answer of a whoami.
    """
    if response.status_code in (401, 403) or 300 <= response.status_code < 400:
        return None
    if response.status_code != 200:
        raise _odd(f"whoami was answered with status {response.status_code}")
    document = json_object(response)
    if document is not None and not names_person:
        return ""  # a page of data: only those who are signed in get one here
    if document is None:
        kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if kind == "text/html":  # a login page with status 200
            return None
        raise _odd("whoami was not answered with JSON")
    return named(document)


def named(document: Mapping[str, Any]) -> Optional[str]:
    """The person a whoami answer names, or None.

    geOrchestra answers ``{"GeorchestraUser": null | {...}}``; otherwise a non-empty ``username``,
    ``sub``, ``email``, ``preferred_username`` or ``login``, at the top or one level below
    (``user``, ``principal``, mod_auth_openidc's ``userinfo`` ...), names a person.
    """
    if _GEORCHESTRA in document:
        person = document[_GEORCHESTRA]
        if not isinstance(person, dict) or not person:
            return None
        return _georchestra_name(person)
    if document.get("anonymous") is True or document.get("authenticated") is False:
        return None
    for place in (document, *(document.get(name) for name in _UNDER)):
        if isinstance(place, dict) and _names_someone(place):
            return display_name(place) or plain(place.get("username") or place.get("login"), 80)
    return None


def _names_someone(person: Mapping[str, Any]) -> bool:
    values = (person.get(name) for name in _NAMING)
    return any(
        isinstance(value, str) and value.strip() and value.strip().lower() not in _NOBODY
        for value in values
    )


def _georchestra_name(person: Dict[str, Any]) -> str:
    claims = {"given_name": person.get("firstName"), "family_name": person.get("lastName")}
    username = plain(person.get("username"), 80)
    return display_name(claims) or display_name(person) or username


def _odd(detail: str) -> SignInFailed:
    return SignInFailed(SignInProblemCode.SERVER_ERROR, detail)
