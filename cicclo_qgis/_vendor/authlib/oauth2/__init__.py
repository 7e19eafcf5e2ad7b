from .auth import ClientAuth
from .auth import TokenAuth
from .base import OAuth2Error
from .client import OAuth2Client
from .rfc6749 import OAuth2Request

__all__ = [
    "OAuth2Error",
    "ClientAuth",
    "TokenAuth",
    "OAuth2Client",
    "OAuth2Request",
]
