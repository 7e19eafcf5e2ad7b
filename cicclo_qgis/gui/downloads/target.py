"""The file a copy goes to: where it is proposed, and whether it can be."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Callable

from qgis.core import QgsProject, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QStandardPaths

from cicclo_qgis.host.copies import copies_at

_FOLDER = "cicclo/downloadFolder"
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Downloads", text)


def folder() -> Path:
    """Where the last copy went; else the person's documents."""
    kept = QgsSettings().value(_FOLDER, "")
    if isinstance(kept, str) and kept and Path(kept).is_dir():
        return Path(kept)
    place = QStandardPaths.StandardLocation.DocumentsLocation
    documents = QStandardPaths.writableLocation(place)
    return Path(documents) if documents and Path(documents).is_dir() else Path.home()


def remember(path: Path) -> None:
    """The next copy is proposed beside this one."""
    QgsSettings().setValue(_FOLDER, str(path.parent))


def file_name(title: str) -> str:
    """A name that every system takes (no ending)."""
    name = " ".join(_FORBIDDEN.sub(" ", title).split())[:80].strip(" .")
    return f"_{name}" if _RESERVED.fullmatch(name) else name or "copie"


def proposal(title: str, taken: Callable[[Path], bool]) -> Path:
    """A file that is not there yet, named after what it will hold."""
    place, name = folder(), file_name(title)
    for number in range(1, 1000):
        path = place / (f"{name}.gpkg" if number == 1 else f"{name} {number}.gpkg")
        if not path.exists() and not taken(path):
            return path
    return place / f"{name}.gpkg"


def layer_name(title: str, path: Path, proposed: Path) -> str:
    """What the copy's layer is called: as its file where the person has named that.

    A layer of the collection itself, which may be on the map, has its title already.
    """
    if path.stem != proposed.stem:
        return path.stem
    taken = {layer.name() for layer in QgsProject.instance().mapLayers().values()}
    name, copy = title, _tr("{title} (copy)").format(title=title)
    for number in range(1, len(taken) + 2):
        if name not in taken:
            break
        name = copy if number == 1 else f"{copy} {number}"
    return name


def whole_path(text: str) -> Path:
    """The path that was typed, with its ending; a bare name goes where copies go."""
    path = Path(text.strip()).expanduser()
    if path.suffix.lower() != ".gpkg":
        path = path.with_name(path.name + ".gpkg")
    return path if path.is_absolute() else folder() / path


def objection(text: str, taken: Callable[[Path], bool]) -> str:
    """Why no copy can go there, in one sentence; "" when it can."""
    if not text.strip() or text.strip().endswith(("/", "\\")):
        return _tr("Choose the file the copy goes to.")
    path = whole_path(text)
    if not path.parent.is_dir():
        return _tr("There is no folder {folder}. Choose another one.").format(folder=path.parent)
    if not os.access(path.parent, os.W_OK):
        return _tr("Nothing can be written to {folder}. Choose another folder.").format(
            folder=path.parent
        )
    if path.is_dir():
        return _tr("There is a folder of that name. Choose another name.")
    if taken(path):
        return _tr("Another download writes this file. Choose another name.")
    if copies_at(path, QgsProject.instance()):
        return _tr("A layer of the project shows this file. Choose another name.")
    return ""
