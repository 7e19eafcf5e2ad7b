"""What every kind of access has in common: a method to sign in, and a session that it gives."""

from __future__ import annotations

from typing import Optional, Protocol, Tuple, TypeVar

from cicclo_qgis.platforms.model import Access, AccessKind, Platform
from cicclo_qgis.signin.course import Course
from cicclo_qgis.signin.credential import Credential, ProtectionSpace
from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.record import Record
from cicclo_qgis.signin.state import SignInProblemCode


class Session(Protocol):
    """A person's session on one platform: an immutable value.

    ``since`` and ``until`` are seconds since the epoch; ``unproven`` says that it was read from
    the store and that only the platform can tell whether it still lives.
    """

    @property
    def kind(self) -> AccessKind:
        """The kind of access it came by."""

    @property
    def who(self) -> str:
        """The person's name as the platform tells it."""

    @property
    def since(self) -> float:
        """When the person signed in."""

    @property
    def until(self) -> Optional[float]:
        """When the credential ends; None if unknown."""

    @property
    def unproven(self) -> bool:
        """Whether the platform should be asked before anything else."""

    @property
    def fixed(self) -> bool:
        """Whether there is nothing to renew it with: it lasts as long as it lasts."""

    @property
    def credentials(self) -> Tuple[Credential, ...]:
        """What may be sent where."""

    def due(self) -> bool:
        """Whether it is time for ``renewed``."""

    def over(self) -> bool:
        """Whether the credential is known to have ended."""

    def renewed(self) -> Session:
        """The session after asking the platform: with a new credential where there are some.

        Raises:
            SessionEnded: the platform no longer knows it.
            SignInFailed: no answer; worth another try later.
        """

    def end(self, everywhere: bool) -> Optional[str]:
        """Tell the platform that the person leaves; never raises.

        With ``everywhere``, the address that ends the identity provider's own session when it
        is opened in the browser; None when there is none.
        """

    def record(self) -> Record:
        """What to keep of it until the next start."""


_Access = TypeVar("_Access", contravariant=True)


class SignInMethod(Protocol[_Access]):
    """One kind of access."""

    def sign_in(self, platform: Platform, access: _Access, course: Course) -> Session:
        """Sign the person in; blocks.

        Raises:
            SignInFailed: with the reason.
        """

    def revive(self, platform: Platform, access: _Access, record: Record) -> Session:
        """The session kept in ``record``, without any network.

        Raises:
            ValueError: the record does not belong to this access.
        """


def spaces_of(access: Access) -> Tuple[ProtectionSpace, ...]:
    """The protection spaces that the registry declares for ``access``.

    Raises:
        SignInFailed: NOT_SUPPORTED, one of them is unusable or there is none.
    """
    try:
        spaces = tuple(ProtectionSpace.of(url) for url in access.protects)
    except ValueError as error:
        raise SignInFailed(SignInProblemCode.NOT_SUPPORTED, str(error)) from None
    if not spaces:
        raise SignInFailed(SignInProblemCode.NOT_SUPPORTED, "the registry protects nothing")
    return spaces


def agreed_spaces(access: Access, record: Record) -> Tuple[ProtectionSpace, ...]:
    """The declared spaces that lie within those the person signed in for.

    A registry that has changed since cannot send a kept credential to a new place.

    Raises:
        ValueError: none is left.
    """
    try:
        declared = spaces_of(access)
    except SignInFailed as failure:
        raise ValueError(failure.problem.detail) from None
    agreed = tuple(ProtectionSpace.of(url) for url in record.spaces)
    left = tuple(space for space in declared if any(space.within(old) for old in agreed))
    if not left:
        raise ValueError("the record was made for other addresses")
    return left
