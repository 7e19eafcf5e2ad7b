"""What a command is, and how menus offer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Iterable, List, Optional, Sequence, Union

from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QMenu

from cicclo_qgis.gui.desk_protocol import Desk
from cicclo_qgis.gui.icons import Icon, theme, theme_path
from cicclo_qgis.gui.text import menu_text


@dataclass(frozen=True)
class Target:
    """What a command is about: a platform, one of its collections, or a layer made of one."""

    platform_id: str
    collection_id: str = ""
    layer_id: str = ""


@dataclass(frozen=True)
class Command:
    """One thing that can be done. Every callable is for the GUI thread and returns at once.

    ``text``: a plain sentence in the person's language (``menu_text`` it for a menu). ``offered``:
    whether it makes sense now. ``more``: fills a submenu with the ways to do it; false when there
    is one way only. ``brief``: its text where what it is about stands beside it.
    """

    name: str
    text: Callable[[Desk, Target], str]
    run: Callable[[Desk, Target], None]
    offered: Callable[[Desk, Target], bool]
    picture: Union[Icon, str] = ""
    more: Optional[Callable[[QMenu, Desk, Target], bool]] = None
    brief: Optional[Callable[[Desk, Target], str]] = None

    def do(self, desk: Desk, target: Target) -> bool:
        """Run it, if it makes sense now; whether it did."""
        makes_sense = self.offered(desk, target)
        if makes_sense:
            self.run(desk, target)
        return makes_sense

    def label(self, desk: Desk, target: Target) -> str:
        """What it is called on a button beside what it is about."""
        return (self.brief or self.text)(desk, target)

    def icon(self) -> QIcon:
        """Its picture; a null icon when it has none."""
        if isinstance(self.picture, Icon):
            return self.picture.icon()
        return theme(self.picture) if self.picture else QIcon()

    def icon_path(self) -> str:
        """The file of its picture, for who takes no icon; "" when it has none."""
        if isinstance(self.picture, Icon):
            return self.picture.path()
        return theme_path(self.picture) if self.picture else ""


def offered(commands: Iterable[Command], desk: Desk, target: Target) -> List[Command]:
    """Those that make sense now, in their order."""
    return [command for command in commands if command.offered(desk, target)]


def do_first(commands: Iterable[Command], desk: Desk, target: Target) -> bool:
    """Run the first that makes sense now; whether there was one."""
    return any(command.do(desk, target) for command in commands)


def fill(menu: QMenu, commands: Iterable[Command], desk: Desk, target: Target) -> List[QAction]:
    """Put those that make sense now into ``menu``."""
    return [_put(menu, command, desk, target) for command in offered(commands, desk, target)]


def fill_for_all(menu: QMenu, command: Command, desk: Desk, targets: Sequence[Target]) -> None:
    """Put one command into ``menu`` that is done with each of ``targets``."""

    def do_all() -> None:
        for target in targets:
            command.do(desk, target)

    action = menu.addAction(command.icon(), menu_text(command.text(desk, targets[0])))
    action.setObjectName(command.name)
    action.triggered.connect(lambda _checked=False: do_all())


def _put(menu: QMenu, command: Command, desk: Desk, target: Target) -> QAction:
    text = menu_text(command.text(desk, target))
    if command.more is not None:
        inside = QMenu(menu)
        if command.more(inside, desk, target):
            inside.setTitle(text)
            inside.setIcon(command.icon())
            inside.menuAction().setObjectName(command.name)
            return menu.addMenu(inside)
        inside.deleteLater()
    action = menu.addAction(command.icon(), text)
    action.setObjectName(command.name)
    action.triggered.connect(lambda _checked=False: command.do(desk, target))
    return action
