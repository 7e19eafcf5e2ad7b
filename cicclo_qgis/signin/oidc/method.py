"""Access of kind ``oidc``: from the first request to the session."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Dict, List, Optional, Tuple
from urllib.parse import urlencode

from cicclo_qgis.platforms.model import AccessKind, OidcAccess, Platform
from cicclo_qgis.signin.browser import Arrival, Visit
from cicclo_qgis.signin.clock import Clock, Deadline, over
from cicclo_qgis.signin.course import Course
from cicclo_qgis.signin.credential import Credential, ProtectionSpace
from cicclo_qgis.signin.errors import SessionEnded, SignInFailed
from cicclo_qgis.signin.http import HttpFactory
from cicclo_qgis.signin.oidc.attempt import Attempt
from cicclo_qgis.signin.oidc.discovery import Discovery
from cicclo_qgis.signin.oidc.idtoken import Expected, IdTokenChecker
from cicclo_qgis.signin.oidc.keys import Keys
from cicclo_qgis.signin.oidc.response import take_code
from cicclo_qgis.signin.oidc.tokens import TokenEndpoint, TokenSet
from cicclo_qgis.signin.oidc.userinfo import UserInfo
from cicclo_qgis.signin.record import Record
from cicclo_qgis.signin.session import agreed_spaces, spaces_of
from cicclo_qgis.signin.state import SessionState, SignInProblemCode
from cicclo_qgis.signin.text import display_name

_OPENID = "openid"


class OidcMethod:
    """The platform's own authorization server; ProConnect stands behind it."""

    def __init__(self, http: HttpFactory, clock: Clock) -> None:
        keys = Keys(http, clock)
        self.clock = clock
        self.discovery = Discovery(http, clock)
        self.endpoint = TokenEndpoint(http)
        self.checker = IdTokenChecker(keys, clock)
        self._userinfo = UserInfo(http, keys)

    def sign_in(self, platform: Platform, access: OidcAccess, course: Course) -> OidcSession:
        """See ``SignInMethod.sign_in``."""
        spaces = spaces_of(access)
        attempt = Attempt.new(access, self.discovery.of(access.issuer), course.wish)
        answers: List[str] = []

        def accept(arrival: Arrival) -> bool:
            if not attempt.is_answer(arrival.url):
                return False
            answers.append(arrival.url)
            return True

        start_url = attempt.authorization_url(access)
        visit = Visit(
            platform.name,
            start_url,
            redirect_uri=attempt.redirect_uri,
            apart=course.wish.another,
        )
        course.visit(visit, accept)
        if not answers:
            raise SignInFailed(SignInProblemCode.BROWSER, "the browser brought no answer")
        code = take_code(attempt, answers[0])
        course.step(SessionState.EXCHANGING)
        tokens = self.endpoint.exchange(attempt, code)
        claims = self._person(attempt, tokens)
        return OidcSession(
            method=self,
            platform_id=platform.id,
            access=access,
            spaces=spaces,
            who=display_name(claims),
            subject=claims.get("sub"),
            since=self.clock.now(),
            tokens=tokens,
            deadline=self.deadline(tokens),
        )

    def revive(self, platform: Platform, access: OidcAccess, record: Record) -> OidcSession:
        """See ``SignInMethod.revive``."""
        if record.made_by != (access.issuer, access.client_id):
            raise ValueError("the record was made by another client")
        tokens, deadline = _kept_tokens(record.secret, self.clock)
        subject = record.secret.get("subject")
        return OidcSession(
            method=self,
            platform_id=platform.id,
            access=access,
            spaces=agreed_spaces(access, record),
            who=record.who,
            subject=subject if isinstance(subject, str) else None,
            since=record.since,
            tokens=tokens,
            deadline=deadline,
        )

    def deadline(self, tokens: TokenSet) -> Optional[Deadline]:
        """When the access token ends, by ``expires_in`` alone."""
        if tokens.expires_in is None:
            return None
        return Deadline.after(tokens.expires_in, self.clock)

    def _person(self, attempt: Attempt, tokens: TokenSet) -> Dict[str, Any]:
        """Claims about the person: the checked ID token's, completed by userinfo's."""
        if tokens.id_token is None and _OPENID not in attempt.scope.split():
            return {}
        expected = Expected(
            attempt.client_id,
            attempt.nonce,
            access_token=tokens.access_token,
            acr_values=attempt.acr_values,
            max_age=attempt.max_age,
        )
        claims = self.checker.claims(tokens.id_token, attempt.metadata, expected)
        told = self._userinfo.of(
            attempt.metadata, attempt.client_id, tokens.access_token, claims["sub"]
        )
        return {**claims, **told}


@dataclass(frozen=True)
class OidcSession:
    """Tokens of one person on one platform. The ID token stays in memory, for signing out."""

    method: OidcMethod = field(repr=False)
    platform_id: str
    access: OidcAccess
    spaces: Tuple[ProtectionSpace, ...]
    who: str
    subject: Optional[str]
    since: float
    tokens: TokenSet
    deadline: Optional[Deadline]
    kind: AccessKind = AccessKind.OIDC
    unproven: bool = False

    @property
    def until(self) -> Optional[float]:
        """See ``Session.until``."""
        return self.deadline.wall if self.deadline is not None else None

    @property
    def fixed(self) -> bool:
        """See ``Session.fixed``: some servers give no refresh token."""
        return self.tokens.refresh_token is None

    @property
    def credentials(self) -> Tuple[Credential, ...]:
        """See ``Session.credentials``: the token goes into ``Authorization`` (RFC 6750 2.1)."""
        headers = {"Authorization": f"Bearer {self.tokens.access_token}"}
        return (Credential(self.platform_id, headers, self.spaces, self.until),)

    def due(self) -> bool:
        """See ``Session.due``; without a refresh token, only once the access token is over."""
        if self.tokens.refresh_token is None:
            return self.over()
        return self.deadline is not None and self.deadline.due(self.method.clock)

    def over(self) -> bool:
        """See ``Session.over``."""
        return over(self.deadline, self.method.clock)

    def renewed(self) -> OidcSession:
        """See ``Session.renewed``: one refresh request; the new refresh token replaces the old."""
        refresh_token = self.tokens.refresh_token
        if refresh_token is None:
            raise SessionEnded(SignInProblemCode.SESSION_ENDED)
        metadata = self.method.discovery.of(self.access.issuer)
        tokens = self.method.endpoint.renew(metadata, self.access.client_id, refresh_token)
        if tokens.id_token is None:
            tokens = replace(tokens, id_token=self.tokens.id_token)
        else:
            expected = Expected(
                self.access.client_id,
                subject=self.subject,
                access_token=tokens.access_token,
                renewed=True,
            )
            try:
                self.method.checker.claims(tokens.id_token, metadata, expected)
            except SignInFailed as failure:
                if failure.problem.code is not SignInProblemCode.ID_TOKEN_INVALID:
                    # The old refresh token is spent: without the keys, TLS must do (Core 3.1.3.7).
                    return self._with(tokens)
                raise SessionEnded(failure.problem.code, failure.problem.detail) from None
        return self._with(tokens)

    def end(self, everywhere: bool) -> Optional[str]:
        """See ``Session.end``: revokes the refresh token (RFC 7009), then RP-initiated logout."""
        try:
            metadata = self.method.discovery.of(self.access.issuer)
        except SignInFailed:
            return None
        if self.tokens.refresh_token is not None:
            self.method.endpoint.revoke(metadata, self.access.client_id, self.tokens.refresh_token)
        if not everywhere or metadata.end_session_endpoint is None:
            return None
        query = {"client_id": self.access.client_id}
        if self.tokens.id_token is not None:
            query["id_token_hint"] = self.tokens.id_token
        joint = "&" if "?" in metadata.end_session_endpoint else "?"
        return f"{metadata.end_session_endpoint}{joint}{urlencode(query)}"

    def record(self) -> Record:
        """See ``Session.record``; the ID token is left out."""
        return Record(
            platform_id=self.platform_id,
            kind=self.kind,
            made_by=(self.access.issuer, self.access.client_id),
            who=self.who,
            since=self.since,
            spaces=tuple(space.url for space in self.spaces),
            secret={
                "access_token": self.tokens.access_token,
                "refresh_token": self.tokens.refresh_token,
                "expires_at": self.until,
                "lifetime": self.tokens.expires_in,
                "subject": self.subject,
            },
        )

    def taken_over(self, record: Record) -> Optional[OidcSession]:
        """This session with the tokens of ``record``, if another QGIS has renewed it since."""
        try:
            tokens, deadline = _kept_tokens(record.secret, self.method.clock)
        except ValueError:
            return None
        if tokens.refresh_token in (None, self.tokens.refresh_token):
            return None
        if deadline is None or self.deadline is None or deadline.wall <= self.deadline.wall:
            return None
        tokens = replace(tokens, id_token=self.tokens.id_token)
        return replace(self, tokens=tokens, deadline=deadline)

    def _with(self, tokens: TokenSet) -> OidcSession:
        return replace(self, tokens=tokens, deadline=self.method.deadline(tokens))


def _kept_tokens(secret: Any, clock: Clock) -> Tuple[TokenSet, Optional[Deadline]]:
    access_token, refresh_token = secret.get("access_token"), secret.get("refresh_token")
    expires_at, lifetime = secret.get("expires_at"), secret.get("lifetime")
    if not isinstance(access_token, str) or not isinstance(refresh_token, (str, type(None))):
        raise ValueError("the record holds no tokens")
    if not isinstance(expires_at, (int, float)) or not isinstance(lifetime, (int, float)):
        return TokenSet(access_token, None, refresh_token), None
    deadline = Deadline.at(expires_at, lifetime, clock)
    return TokenSet(access_token, lifetime, refresh_token), deadline
