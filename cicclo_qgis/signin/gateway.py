"""Access of kind ``gateway``: the platform's own web session, kept in its cookies."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Dict, Iterable, List, Optional, Tuple
from urllib.parse import urljoin, urlsplit

from cicclo_qgis.platforms.model import AccessKind, GatewayAccess, Platform
from cicclo_qgis.signin.browser import Arrival, Cookie, Visit
from cicclo_qgis.signin.clock import Clock
from cicclo_qgis.signin.cookies import cookie_header, own_cookies, rolled
from cicclo_qgis.signin.course import Course
from cicclo_qgis.signin.credential import Credential, ProtectionSpace
from cicclo_qgis.signin.errors import SessionEnded, SignInFailed
from cicclo_qgis.signin.http import HttpFactory, get, safe_address
from cicclo_qgis.signin.record import Record
from cicclo_qgis.signin.session import agreed_spaces, spaces_of
from cicclo_qgis.signin.state import SessionState, SignInProblem, SignInProblemCode
from cicclo_qgis.signin.whoami import named_in, whoami

_PAST = 8
"""How many cookies that were replaced are still known for ours, in answers that come late."""


class GatewayMethod:
    """Signs in on the platform's pages and asks ``whoami`` whether that worked."""

    def __init__(self, http: HttpFactory, clock: Clock) -> None:
        self.http = http
        self._clock = clock

    def sign_in(self, platform: Platform, access: GatewayAccess, course: Course) -> GatewaySession:
        """See ``SignInMethod.sign_in``."""
        spaces = _own_spaces(access, spaces_of(access))
        look = _Look(self.http, access)
        visit = Visit(
            platform.name,
            access.login_url,
            cookies_of=urljoin(access.whoami_url, "/"),
            cookie_names=access.cookies,
            apart=course.wish.another,
        )
        try:
            course.visit(visit, look.accept)
        except SignInFailed as failure:
            raise look.explained(failure, course) from None
        if not look.cookies:
            raise SignInFailed(SignInProblemCode.NO_SESSION_AFTER_LOGIN)
        course.step(SessionState.EXCHANGING)
        return GatewaySession(
            method=self,
            platform_id=platform.id,
            access=access,
            spaces=spaces,
            cookies=look.cookies,
            who=look.who,
            since=self._clock.now(),
        )

    def revive(self, platform: Platform, access: GatewayAccess, record: Record) -> GatewaySession:
        """See ``SignInMethod.revive``."""
        if record.made_by != (access.login_url, access.whoami_url):
            raise ValueError("the record was made by another login")
        told = record.secret.get("cookies")
        cookies = own_cookies(_kept_cookies(told), access.whoami_url, access.cookies)
        if not cookies:
            raise ValueError("the record holds no cookies")
        try:
            spaces = _own_spaces(access, agreed_spaces(access, record))
        except SignInFailed as failure:
            raise ValueError(failure.problem.detail) from None
        return GatewaySession(
            method=self,
            platform_id=platform.id,
            access=access,
            spaces=spaces,
            cookies=cookies,
            who=record.who,
            since=record.since,
            unproven=True,
        )


class _Look:
    """Looks at each arrival for a session that names a person."""

    def __init__(self, http: HttpFactory, access: GatewayAccess) -> None:
        self._http = http
        self._access = access
        self._odd: Optional[SignInProblem] = None
        self.cookies: Tuple[Cookie, ...] = ()
        self.who = ""

    def accept(self, arrival: Arrival) -> bool:
        """Whether whoami, asked with exactly these cookies, names someone."""
        cookies = own_cookies(arrival.cookies, self._access.whoami_url, self._access.cookies)
        header = cookie_header(cookies, urlsplit(self._access.whoami_url).path)
        if not header:
            return False
        try:
            who = whoami(self._http, self._access.whoami_url, header, self._access.names_person)
        except SignInFailed as failure:
            self._odd = failure.problem
            return False
        if who is None:
            self._odd = None
            return False
        self.cookies, self.who = cookies, who
        return True

    def explained(self, failure: SignInFailed, course: Course) -> SignInFailed:
        """A window closed by hand because whoami never worked is no change of mind."""
        gave_up = (SignInProblemCode.CANCELLED, SignInProblemCode.TIMED_OUT)
        if self._odd is None or course.cancelled or failure.problem.code not in gave_up:
            return failure
        return SignInFailed(SignInProblemCode.NO_SESSION_AFTER_LOGIN, self._odd.detail)


@dataclass(frozen=True)
class GatewaySession:
    """The session cookies of one person on one platform."""

    method: GatewayMethod = field(repr=False)
    platform_id: str
    access: GatewayAccess
    spaces: Tuple[ProtectionSpace, ...]
    cookies: Tuple[Cookie, ...] = field(repr=False)
    who: str
    since: float
    unproven: bool = False
    past: Tuple[Cookie, ...] = field(default=(), repr=False)
    kind: AccessKind = AccessKind.GATEWAY
    fixed: bool = False
    until: Optional[float] = None

    @property
    def credentials(self) -> Tuple[Credential, ...]:
        """See ``Session.credentials``: for each space the cookies whose path goes with it."""
        made = []
        for space in self.spaces:
            header = cookie_header(self.cookies, space.path + "/")
            if header:
                made.append(Credential(self.platform_id, {"Cookie": header}, (space,)))
        return tuple(made)

    def due(self) -> bool:
        """See ``Session.due``: the gateway prolongs its session itself."""
        return False

    def over(self) -> bool:
        """See ``Session.over``: only the gateway knows."""
        return False

    def renewed(self) -> GatewaySession:
        """See ``Session.renewed``: whoami tells whether it lives, and may set its cookie anew."""
        url = self.access.whoami_url
        header = cookie_header(self.cookies, urlsplit(url).path)
        response = get(self.method.http, url, {"Cookie": header})
        who = named_in(response, self.access.names_person)
        if who is None:
            raise SessionEnded(SignInProblemCode.SESSION_ENDED)
        told = (
            Cookie(one.name, one.value or "", one.domain, one.path, bool(one.secure))
            for one in response.cookies
        )
        alive = self.followed(header, told) or self
        return replace(alive, who=who or self.who, unproven=False)

    def followed(self, sent: str, told: Iterable[Cookie]) -> Optional[GatewaySession]:
        """This session after the platform has set its cookies anew; None when it has not.

        A gateway that prolongs its session by a new cookie ends it for those who keep the old
        one. ``sent``: the header ``Cookie`` of the request that was answered; what answers a
        request of another session, or of nobody, is not this one's.
        """
        pairs = {pair.strip() for pair in sent.split(";")}
        if not any(f"{one.name}={one.value}" in pairs for one in self.cookies + self.past):
            return None
        fresh = own_cookies(told, self.access.whoami_url, self.access.cookies)
        cookies = rolled(self.cookies, fresh)
        if cookies == self.cookies:
            return None
        gone = tuple(one for one in self.cookies if one not in cookies)
        return replace(self, cookies=cookies, past=(gone + self.past)[:_PAST])

    def end(self, everywhere: bool) -> Optional[str]:
        """See ``Session.end``: GET the logout address with its cookie.

        Where the gateway then leads to the identity provider's end-session page, that page's
        address is returned, for the browser to open.
        """
        if self.access.logout_url is None or not _same_host(self.access.logout_url, self.access):
            return None
        header = cookie_header(self.cookies, urlsplit(self.access.logout_url).path)
        try:
            response = get(self.method.http, self.access.logout_url, {"Cookie": header})
        except SignInFailed:
            return None
        if not everywhere or not response.is_redirect:
            return None
        target = urljoin(self.access.logout_url, response.headers["Location"])
        return target if safe_address(target) and not _same_host(target, self.access) else None

    def record(self) -> Record:
        """See ``Session.record``."""
        return Record(
            platform_id=self.platform_id,
            kind=self.kind,
            made_by=(self.access.login_url, self.access.whoami_url),
            who=self.who,
            since=self.since,
            spaces=tuple(space.url for space in self.spaces),
            secret={"cookies": [_cookie_fields(cookie) for cookie in self.cookies]},
        )


def _own_spaces(
    access: GatewayAccess, spaces: Tuple[ProtectionSpace, ...]
) -> Tuple[ProtectionSpace, ...]:
    """The spaces on the cookie's own host: a cookie never goes to another one.

    Raises:
        SignInFailed: NOT_SUPPORTED, none is there, or an address is unusable.
    """
    if not safe_address(access.login_url) or not safe_address(access.whoami_url):
        raise SignInFailed(SignInProblemCode.NOT_SUPPORTED, "an address that is not https")
    own = tuple(space for space in spaces if _same_host(space.url, access))
    if not own:
        raise SignInFailed(SignInProblemCode.NOT_SUPPORTED, "nothing on the gateway's own host")
    return own


def _same_host(url: str, access: GatewayAccess) -> bool:
    there, here = urlsplit(url), urlsplit(access.whoami_url)
    return (there.scheme, there.hostname) == (here.scheme, here.hostname)


def _cookie_fields(cookie: Cookie) -> Dict[str, Any]:
    return {
        "name": cookie.name,
        "value": cookie.value,
        "domain": cookie.domain,
        "path": cookie.path,
        "secure": cookie.secure,
    }


def _kept_cookies(told: object) -> List[Cookie]:
    if not isinstance(told, list):
        return []
    return [
        Cookie(
            str(fields.get("name", "")),
            str(fields.get("value", "")),
            str(fields.get("domain", "")),
            str(fields.get("path", "/")),
            fields.get("secure") is True,
        )
        for fields in told
        if isinstance(fields, dict)
    ]
