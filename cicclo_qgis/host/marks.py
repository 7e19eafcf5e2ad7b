"""A mark the plugin leaves on its own requests, for the authorizer and the watcher to see.

It is an attribute of the request inside QGIS and never goes over the network. PyQt6 knows no
attribute numbers of one's own, so the one mark lies on the last number, ``UserMax``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qgis.PyQt.QtNetwork import QNetworkRequest

_PREFIX = "cicclo"


@dataclass(frozen=True)
class Mark:
    """What the mark says.

    ``sign_in``: the request belongs to a sign-in, so no credential is put on it and its answer is
    not watched. ``user_agent``: QGIS replaces that header by its own; this one is asked for.
    """

    user_agent: str
    sign_in: bool = False


def put_mark(request: QNetworkRequest, mark: Mark) -> None:
    """Mark a request of the plugin."""
    kind = "sign-in" if mark.sign_in else "data"
    request.setAttribute(QNetworkRequest.Attribute.UserMax, f"{_PREFIX}\n{kind}\n{mark.user_agent}")


def mark_of(request: QNetworkRequest) -> Optional[Mark]:
    """The mark of a request of the plugin; None on everybody else's."""
    text = request.attribute(QNetworkRequest.Attribute.UserMax)
    parts = text.split("\n") if isinstance(text, str) else []
    if len(parts) != 3 or parts[0] != _PREFIX:
        return None
    return Mark(user_agent=parts[2], sign_in=parts[1] == "sign-in")
