"""What a download that broke off leaves beside its target."""

from __future__ import annotations

from pathlib import Path
from typing import List

from cicclo_qgis.transfer.write import part_path


def leftovers(target: Path) -> List[Path]:
    """The files of a half-made copy of ``target``; [] when there are none."""
    part = part_path(target)
    try:
        return sorted(one for one in part.parent.iterdir() if one.name.startswith(part.name))
    except OSError:
        return []


def discard(target: Path) -> bool:
    """Remove them: the next download begins anew. False when one of them is held open."""
    gone = True
    for one in leftovers(target):
        try:
            one.unlink()
        except OSError:
            gone = False
    return gone
