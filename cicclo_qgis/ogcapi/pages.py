"""Web pages where JSON was asked for: sign-in pages, and pages that name their JSON twin."""

from __future__ import annotations

import re
from typing import List, Optional, Tuple
from urllib.parse import unquote, urlsplit

from cicclo_qgis.ogcapi.markup import MarkupParser
from cicclo_qgis.ogcapi.urls import resolve, same_origin

_HTML = re.compile(rb"^\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.S | re.I)
# One path segment that tells a place where people sign in.
_SIGN_IN_SEGMENT = re.compile(
    r"(log-?in|sign-?in|connexion|se-connecter|auth(enticate|entification|orize|orization)?|"
    r"oauth2?|openid-connect|oidc|saml2?|sso|cas|realms|idp|interaction)(\.\w+)?",
    re.I,
)
_SIGN_IN_PARAMETER = re.compile(r"(^|&)(response_type|SAMLRequest|wtrealm)=", re.I)
# In a page: addresses that only sign-in choosers hold.
_SIGN_IN_HREF = re.compile(
    r"/oauth2/authorization/|/openid-connect/auth|/saml2?/authenticate", re.I
)
_JSON_TYPES = ("application/json", "application/geo+json")
_READ = 400_000


def is_html(content_type: str, body: bytes) -> bool:
    """Whether an answer is a web page; what the body looks like counts more than the header."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return False
    return bool(_HTML.match(body[:4000])) or "html" in content_type.lower()


def is_sign_in_address(url: str, asked: str) -> bool:
    """Whether a redirect from ``asked`` to ``url`` leads to where people sign in.

    Only what is new in ``url`` counts: a data set whose own path holds "cas" stays a data set.
    """
    target, start = urlsplit(url), urlsplit(asked)
    if _SIGN_IN_PARAMETER.search(target.query) and not _SIGN_IN_PARAMETER.search(start.query):
        return True
    known = set(start.path.lower().split("/"))
    new = [part for part in unquote(target.path).split("/") if part and part.lower() not in known]
    if any(_SIGN_IN_SEGMENT.fullmatch(part) for part in new):
        return True
    host = (target.hostname or "").lower()
    other_host = host != (start.hostname or "").lower()
    return other_host and bool(_SIGN_IN_SEGMENT.fullmatch(host.split(".", 1)[0]))


class _Page(MarkupParser):
    def __init__(self) -> None:
        super().__init__()
        self.sign_in = False
        self.alternates: List[Tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: List[Tuple[str, Optional[str]]]) -> None:
        """Note signs of a sign-in page and links to the same page in JSON."""
        values = {name: value or "" for name, value in attrs}
        if tag == "input":
            self.sign_in = self.sign_in or values.get("type", "").lower() == "password"
        elif tag == "form":
            self.sign_in = self.sign_in or _is_sign_in_form(values.get("action", ""))
        elif tag == "a" and _SIGN_IN_HREF.search(values.get("href", "")):
            self.sign_in = True
        elif tag in ("link", "a") and "alternate" in values.get("rel", "").lower().split():
            self.alternates.append((values.get("type", "").lower(), values.get("href", "")))


def _is_sign_in_form(action: str) -> bool:
    path = urlsplit(action).path
    return bool(_SIGN_IN_HREF.search(action)) or any(
        _SIGN_IN_SEGMENT.fullmatch(part) for part in path.split("/") if part
    )


def _page(body: bytes) -> _Page:
    page = _Page()
    page.feed(body[:_READ].decode("utf-8", "replace"))
    return page


def is_sign_in_page(body: bytes) -> bool:
    """Whether a web page asks people to sign in: a password field, or links to do so elsewhere."""
    return _page(body).sign_in


def json_twin(body: bytes, url: str) -> Optional[str]:
    """The JSON form of a web page, as its ``<link rel="alternate">`` says; same origin only."""
    for kind, href in _page(body).alternates:
        if kind.split(";")[0].strip() in _JSON_TYPES or kind.startswith("application/json"):
            found = resolve(url, href)
            if found is not None and same_origin(found, url):
                return found
    return None
