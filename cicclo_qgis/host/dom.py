"""What both readers of styles do with a document."""

from __future__ import annotations

from typing import Iterator

from qgis.PyQt.QtXml import QDomElement


def elements(root: QDomElement) -> Iterator[QDomElement]:
    """Every element below ``root``, itself first; deep ones without recursion."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        child = element.firstChildElement()
        while not child.isNull():
            waiting.append(child)
            child = child.nextSiblingElement()
