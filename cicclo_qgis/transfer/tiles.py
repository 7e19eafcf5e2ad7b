"""Features by boxes, for servers whose pages cannot be trusted: small boxes need no second page.

A box that holds more than one answer is cut in four. What lies in several boxes is written once.
"""

from __future__ import annotations

from typing import List, Tuple

from cicclo_qgis.transfer.model import Bbox
from cicclo_qgis.transfer.page import Page
from cicclo_qgis.transfer.run import Run

WORLD: Bbox = (-180.0, -90.0, 180.0, 90.0)
_DEEPEST = 16
# Requests spent before giving up: some, and more the more pages there are.
_BUDGET, _BUDGET_A_PAGE = 300, 16


def tiles(run: Run, limit: int, most: int) -> bool:
    """Fetch all features that lie somewhere; False when a box could not be had whole.

    ``most``: the largest page seen; the server may give fewer than ``limit``.

    Raises:
        OgcApiError: a box did not come.
        TransferError: cancelled, or the file cannot be written.
    """
    done = {page.name for page in run.writer.pages()}
    whole = True
    expected = run.counts[-1] if run.counts else 0
    budget = _BUDGET + _BUDGET_A_PAGE * (expected // max(1, min(most, limit)))
    waiting: List[Tuple[Bbox, int]] = [(box, 0) for box in reversed(_beginning(run))]
    while waiting:
        box, depth = waiting.pop()
        name = ",".join(f"{value:.12g}" for value in box)
        if f"box:{name}" in done:
            continue
        if f"cut:{name}" not in done:
            page = _fetch(run, box, limit)
            budget -= 1
            most = max(most, len(page))
            complete = _is_whole(page, most)
            if complete or depth >= _DEEPEST or budget < 0:
                whole = whole and complete
                _write(run, page, f"box:{name}")
                continue
            _write(run, page, f"cut:{name}")
        waiting.extend((part, depth + 1) for part in _quarters(box))
    return whole


def _fetch(run: Run, box: Bbox, limit: int) -> Page:
    return run.service.read(run.fetchers.get(run.service.address(limit, bbox=box)), part=True)


def _write(run: Run, page: Page, name: str) -> None:
    run.writer.add(page, name, None, new_only=True)
    run.meter.rows(run.writer.rows)


def _is_whole(page: Page, most: int) -> bool:
    """Whether there is nothing in the box but this page; the count alone may lie."""
    if page.matched is not None and page.matched <= len(page):
        return True
    return page.next_url is None and len(page) < most


def _beginning(run: Run) -> List[Bbox]:
    """The box asked for; else the collection's extent, and the world around it."""
    if run.options.bbox is not None:
        return [run.options.bbox]
    inner = run.collection.bbox
    if inner is None or inner[0] >= inner[2] or inner[1] >= inner[3]:
        return [WORLD]
    west, south, east, north = (
        max(inner[0], -180.0), max(inner[1], -90.0), min(inner[2], 180.0), min(inner[3], 90.0),
    )  # fmt: skip
    around: List[Bbox] = [
        (-180.0, -90.0, west, 90.0),
        (east, -90.0, 180.0, 90.0),
        (west, -90.0, east, south),
        (west, north, east, 90.0),
    ]
    return [(west, south, east, north)] + [
        one for one in around if one[0] < one[2] and one[1] < one[3]
    ]


def _quarters(box: Bbox) -> List[Bbox]:
    west, south, east, north = box
    x, y = (west + east) / 2, (south + north) / 2
    return [(x, y, east, north), (west, y, x, north), (x, south, east, y), (west, south, x, y)]


def can_tile(run: Run) -> bool:
    """Whether boxes make sense: some features lie somewhere."""
    return run.writer.table.has_geometry
