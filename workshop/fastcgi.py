"""The client's side of FastCGI 1.0, as much as one GET needs."""

from __future__ import annotations

import socket
import struct
import sys
from typing import Mapping, Tuple

_BEGIN, _END, _PARAMS, _STDIN, _STDOUT, _STDERR = 1, 3, 4, 5, 6, 7
_RESPONDER = 1
_HEADER = struct.Struct(">BBHHBx")
_LARGEST = 0xFFF8
_TIMEOUT_S = 60.0


def request(address: Tuple[str, int], variables: Mapping[str, str]) -> bytes:
    """Send one request without a body; what the program wrote on its output stream.

    Its error stream goes to ours.

    Raises:
        OSError: the program cannot be reached or broke off.
    """
    pairs = b"".join(_pair(name.encode(), value.encode()) for name, value in variables.items())
    message = _record(_BEGIN, struct.pack(">HB5x", _RESPONDER, 0))
    for start in range(0, len(pairs), _LARGEST):
        message += _record(_PARAMS, pairs[start : start + _LARGEST])
    message += _record(_PARAMS, b"") + _record(_STDIN, b"")
    output = bytearray()
    with socket.create_connection(address, _TIMEOUT_S) as connection:
        connection.sendall(message)
        with connection.makefile("rb") as answer:
            while True:
                head = answer.read(_HEADER.size)
                if len(head) < _HEADER.size:
                    raise ConnectionError("the program broke off")
                _, kind, _, length, padding = _HEADER.unpack(head)
                content = answer.read(length + padding)[:length]
                if kind == _STDOUT:
                    output += content
                elif kind == _STDERR:
                    sys.stderr.write(content.decode("utf-8", "replace"))
                elif kind == _END:
                    return bytes(output)


def _record(kind: int, content: bytes) -> bytes:
    return _HEADER.pack(1, kind, 1, len(content), 0) + content


def _pair(name: bytes, value: bytes) -> bytes:
    return _length(name) + _length(value) + name + value


def _length(text: bytes) -> bytes:
    return bytes((len(text),)) if len(text) < 128 else struct.pack(">I", len(text) | 0x80000000)
