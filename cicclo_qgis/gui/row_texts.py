"""The words of the list's rows: shown, in tool tips, and read aloud by a screen reader."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, QDateTime, QLocale, Qt

from cicclo_qgis.gui import sentences
from cicclo_qgis.gui.text import plain, tooltip
from cicclo_qgis.gui.tree_nodes import PlatformNode, Row
from cicclo_qgis.ogcapi.errors import ProblemCode
from cicclo_qgis.ogcapi.model import ItemKind, ServiceKind

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
"""What a screen reader says of a row."""
_SPOKEN_MORE = int(Qt.ItemDataRole.AccessibleDescriptionRole)


def platform_data(node: PlatformNode, role: int, filtered: bool) -> Any:
    """What a platform's row says in one role."""
    if role == _DISPLAY:
        return platform_name(node)
    if role == _TOOL_TIP:
        return tooltip(f"{platform_name(node)}. {platform_state(node)}")
    if role == SPOKEN:
        count = counted(len(node.matching))
        return f"{platform_name(node)}, {plain(node.platform.territory)}, {count}"
    if role == _SPOKEN_MORE:
        return platform_state(node)
    return None


def collection_data(node: PlatformNode, row: Row, role: int) -> Any:
    """What a collection's row says in one role."""
    if role == _DISPLAY:
        return row.title
    if role == _TOOL_TIP:
        return tooltip(f"{row.title}. {sentences.padlock(row.entry.padlock, platform_name(node))}")
    if role == _SPOKEN_MORE:
        return sentences.padlock(row.entry.padlock, platform_name(node))
    return None


def spoken(node: PlatformNode, row: Row, below: bool, starred: bool) -> str:
    """A collection's row for a screen reader; ``below``: it stands below its platform."""
    parts = [row.title, sentences.padlock_in_brief(row.entry.padlock), items_in_brief(row)]
    if not below:
        parts.append(platform_name(node))
    if starred:
        parts.append(QCoreApplication.translate("Rows", "favourite"))
    return ", ".join(parts)


def second_line(node: PlatformNode, row: Row, below: bool) -> str:
    """The second line of a collection's row; ``below``: it stands below its platform."""
    return row.subtitle if below else f"{platform_name(node)} · {row.subtitle}"


def platform_name(node: PlatformNode) -> str:
    """The platform's name as one plain line."""
    return plain(node.platform.name, 120)


def listing_state(node: PlatformNode) -> str:
    """How far a platform's list is, or why there is none."""
    translate = QCoreApplication.translate
    if node.waiting:
        return translate("Rows", "Waiting for the platform's answer.")
    if node.failed and node.listing.problem is not None:
        return sentences.problem(node.listing.problem, bool(node.platform.access))
    if node.failed:
        return translate("Rows", "The platform could not be listed. Try again.")
    if node.stopped:
        return translate("Rows", "You stopped the refresh before the platform had answered.")
    if not node.rows:
        return sentences.problem_code(ProblemCode.NO_COLLECTIONS)
    return f"{counted(len(node.rows))}."


def platform_state(node: PlatformNode) -> str:
    """One or two sentences on a platform: its list, then who is signed in there."""
    text = listing_state(node)
    if node.platform.access or node.session.state.usable:
        text = f"{text} {sentences.session(node.session)}"
    return text


def platform_in_brief(node: PlatformNode) -> str:
    """The second line of a platform's row: who is signed in, how far it is, where."""
    if node.failed:
        problem = node.listing.problem
        said = sentences.problem_in_brief(problem.code) if problem is not None else ""
        return " · ".join(part for part in (said, _dated(node)) if part)
    parts = [sentences.session_in_brief(node.session)]
    if node.waiting:
        parts.append(_dated(node) or QCoreApplication.translate("Rows", "Waiting…"))
    elif node.stopped:
        parts += [sentences.problem_in_brief(ProblemCode.CANCELLED), _dated(node)]
    elif node.empty:
        parts.append(sentences.problem_in_brief(ProblemCode.NO_COLLECTIONS))
    parts.append(plain(node.platform.territory, 80))
    return " · ".join(part for part in parts if part)


def _dated(node: PlatformNode) -> str:
    """Of when the rows are, while newer ones are awaited or cannot be had."""
    if node.listing.when is None or not node.rows:
        return ""
    day = QDateTime.fromSecsSinceEpoch(int(node.listing.when)).date()
    date = QLocale().toString(day, QLocale.FormatType.ShortFormat)
    return QCoreApplication.translate("Rows", "list of {date}").format(date=date)


def platform_count(node: PlatformNode, filtered: bool) -> str:
    """The number at the end of a platform's row: all, or how many of all match."""
    if not node.rows:
        return "" if node.failed or node.waiting or node.stopped else number(0)
    if filtered:
        return QCoreApplication.translate("Rows", "{some} of {all}").format(
            some=number(len(node.matching)), all=number(len(node.rows))
        )
    return number(len(node.rows))


def items_in_brief(row: Row) -> str:
    """What the collection holds, and that it is read by WFS where it is."""
    text = _items(row)
    if row.entry.collection.service_kind is ServiceKind.WFS:
        return QCoreApplication.translate("Rows", "{content} (by WFS)").format(content=text)
    return text


def _items(row: Row) -> str:
    if row.entry.collection.item_kind is ItemKind.TABLE:
        return QCoreApplication.translate("Rows", "Table without geometry")
    if row.entry.collection.item_kind is ItemKind.FEATURE:
        return QCoreApplication.translate("Rows", "Features with a geometry")
    return QCoreApplication.translate("Rows", "Features")


def counted(count: int) -> str:
    """A number of collections in words."""
    translate = QCoreApplication.translate
    if count == 0:
        return translate("Rows", "No collection")
    if count == 1:
        return translate("Rows", "1 collection")
    return translate("Rows", "{count} collections").format(count=number(count))


def number(value: int) -> str:
    """A whole number written as the person's locale does."""
    return str(QLocale().toString(value))
