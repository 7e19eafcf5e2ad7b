"""Low-level, pure Python DBus protocol wrapper.
"""
from .auth import AuthenticationError, FDNegotiationError
from .low_level import (
    Endianness, Header, HeaderFields, Message, MessageFlag, MessageType,
    Parser, SizeLimitError,
)
from .bus import find_session_bus, find_system_bus
from .bus_messages import *
from .fds import FileDescriptor, NoFDError
from .wrappers import *

__version__ = '0.9.0'
