"""Draws the rows of the list: two lines each, an icon before, a state after.

Ground, selection and focus are drawn by the person's own style; colours come from its palette.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Callable, Dict, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, QModelIndex, QObject, QRect, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen, QRegion
from qgis.PyQt.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cicclo_qgis.gui import colours, group_texts, row_texts
from cicclo_qgis.gui.grouping import Heading
from cicclo_qgis.gui.icons import Icon, IconPainter, of_items, of_padlock
from cicclo_qgis.gui.tree_nodes import PlatformNode, Row
from cicclo_qgis.gui.tree_rows import GROUP_ROLE, NODE_ROLE, ROW_ROLE, RowsModel

_INKS_KEPT = 16
_ELIDE = Qt.TextElideMode.ElideRight
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class _Ink:
    """The colours and fonts of one row. ``tint`` is set on a selected row."""

    text: QColor
    muted: QColor
    link: QColor
    warning: QColor
    tint: Optional[QColor]
    font: QFont
    small: QFont
    bold: QFont


class RowDelegate(QStyledItemDelegate):
    """Draws platforms and collections."""

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._icons = IconPainter()
        # Readable colours are reckoned; all rows share a few of them.
        self._inks: Dict[Tuple[int, bool, bool, str], _Ink] = {}
        self.is_starred: Callable[[Tuple[str, str]], bool] = lambda _key: False
        self.dirty: Optional[QRegion] = None
        """What of the list is painted anew; None for all of it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """All rows are equally high: two lines and some air."""
        small = QFontMetrics(_small(option.font))
        height = QFontMetrics(option.font).height() + small.height() + 2 * self._air(option.font)
        return QSize(120, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Draw one row."""
        # The model has nothing to say of fonts and colours: asking it is a quarter of the time.
        ground = QStyleOptionViewItem(option)
        ground.index = index
        ground.features |= QStyleOptionViewItem.ViewItemFeature.HasDisplay
        style = ground.widget.style() if ground.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, ground.widget)
        node, row, model = index.data(NODE_ROLE), index.data(ROW_ROLE), index.model()
        group = index.data(GROUP_ROLE) if node is None else None
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._ink(ground)
        rows = model if isinstance(model, RowsModel) else None
        if node is not None and row is not None:
            text = row_texts.second_line(node, row, rows is None or rows.by_platform)
            self._collection(painter, ground, ink, row, text)
        elif node is not None and node.waiting and self._turns_only(ground):
            _spinner(painter, self.ring_rect(ground), ink.text)
        elif node is not None:
            self._platform(painter, ground, ink, node, rows is not None and rows.filtered)
        elif isinstance(group, Heading):
            self._heading(painter, ground, ink, group)
        painter.restore()

    def ring_rect(self, option: QStyleOptionViewItem) -> QRect:
        """Where the ring of a waiting platform turns."""
        inner, side = self._inner(option), self._side(option.font)
        return QRect(inner.left(), inner.center().y() - side // 2, side, side)

    def _turns_only(self, option: QStyleOptionViewItem) -> bool:
        """Whether nothing of a waiting platform's row is painted anew but its ring."""
        rest = QRect(option.rect)
        rest.setLeft(self.ring_rect(option).right() + 1)
        return self.dirty is not None and not self.dirty.intersects(rest)

    def retry_rect(self, option: QStyleOptionViewItem, node: PlatformNode) -> QRect:
        """Where "Try again" stands on a failed platform's row; empty elsewhere."""
        if not node.failed:
            return QRect()
        small = QFontMetrics(_small(option.font))
        width = small.horizontalAdvance(retry_text())
        inner = self._inner(option)
        half = inner.top() + QFontMetrics(option.font).height()
        return QRect(inner.right() - width, half, width, small.height())

    def star_rect(self, option: QStyleOptionViewItem) -> QRect:
        """Where the star of a collection's row stands."""
        inner, side = self._inner(option), self._side(option.font)
        left = inner.right() - 2 * side - self._gap(option.font)
        return QRect(left, inner.center().y() - side // 2, side, side)

    # -- the two kinds of rows --------------------------------------------------------------

    def _collection(
        self, painter: QPainter, option: QStyleOptionViewItem, ink: _Ink, row: Row, text: str
    ) -> None:
        inner, side = self._inner(option), self._side(option.font)
        middle = inner.center().y() - side // 2
        self._icon(
            painter,
            of_items(row.entry.collection.item_kind),
            QRect(inner.left(), middle, side, side),
            ink,
        )
        lock = QRect(inner.right() - side, middle, side, side)
        self._icon(painter, of_padlock(row.entry.padlock), lock, ink)
        area = QRect(inner)
        area.setLeft(inner.left() + side + self._gap(option.font))
        area.setRight(lock.left() - self._gap(option.font))
        starred = self.is_starred((row.entry.platform_id, row.id))
        if starred or option.state & QStyle.StateFlag.State_MouseOver:
            star = self.star_rect(option)
            self._icon(painter, Icon.STAR if starred else Icon.STAR_EMPTY, star, ink)
            area.setRight(star.left() - self._gap(option.font))
        self._line(painter, _upper(area, ink), row.title, ink.font, ink.text)
        self._line(painter, _lower(area, ink), text, ink.small, ink.muted)

    def _heading(
        self, painter: QPainter, option: QStyleOptionViewItem, ink: _Ink, heading: Heading
    ) -> None:
        inner = self._inner(option)
        count = row_texts.number(len(heading.found()))
        width = QFontMetrics(ink.small).horizontalAdvance(count)
        number = QRect(inner.right() - width, inner.top(), width + 1, inner.height())
        self._line(painter, number, count, ink.small, ink.muted)
        inner.setRight(number.left() - self._gap(option.font))
        self._line(painter, inner, group_texts.title(heading), ink.bold, ink.text)

    def _platform(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        ink: _Ink,
        node: PlatformNode,
        filtered: bool,
    ) -> None:
        inner, side, gap = self._inner(option), self._side(option.font), self._gap(option.font)
        sign = self.ring_rect(option)
        if node.waiting:
            _spinner(painter, sign, ink.text)
        else:
            self._icon(painter, Icon.PLATFORM_FAILED if node.failed else Icon.PLATFORM, sign, ink)
        area = QRect(inner)
        area.setLeft(sign.right() + gap)
        name, state = _upper(area, ink), _lower(area, ink)
        count = row_texts.platform_count(node, filtered)
        if count:
            width = QFontMetrics(ink.small).horizontalAdvance(count)
            number = QRect(name.right() - width, name.top(), width + 1, name.height())
            self._line(painter, number, count, ink.small, ink.muted)
            name.setRight(number.left() - gap)
        self._line(painter, name, row_texts.platform_name(node), ink.bold, ink.text)
        colour = ink.muted
        if node.failed:
            retry = self.retry_rect(option, node)
            underlined = QFont(ink.small)
            underlined.setUnderline(True)
            self._line(painter, retry.adjusted(0, 0, 2, 0), retry_text(), underlined, ink.link)
            state.setRight(retry.left() - gap)
            colour = ink.warning
        elif node.session.state.usable:
            person = QRect(state.right() - side, state.center().y() - side // 2, side, side)
            self._icon(painter, Icon.PERSON, person.adjusted(2, 2, -2, -2), ink)
            state.setRight(person.left() - gap)
        self._line(painter, state, row_texts.platform_in_brief(node), ink.small, colour)

    # -- strokes ----------------------------------------------------------------------------

    def _ink(self, option: QStyleOptionViewItem) -> _Ink:
        flag = QStyle.StateFlag
        active, selected = (
            bool(option.state & one) for one in (flag.State_Active, flag.State_Selected)
        )
        key = (option.palette.cacheKey(), active, selected, option.font.key())
        if key not in self._inks:
            if len(self._inks) >= _INKS_KEPT:
                self._inks.clear()
            self._inks[key] = _ink(option)
        return self._inks[key]

    def _icon(self, painter: QPainter, icon: Icon, rect: QRect, ink: _Ink) -> None:
        if ink.tint is None:
            self._icons.draw(painter, icon, rect)
        else:
            self._icons.draw_tinted(painter, icon, rect, ink.tint)

    def _line(self, painter: QPainter, rect: QRect, text: str, font: QFont, colour: QColor) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        shown = QFontMetrics(font).elidedText(text, _ELIDE, rect.width())
        painter.drawText(rect, int(_LEFT) | int(Qt.TextFlag.TextSingleLine), shown)

    def _inner(self, option: QStyleOptionViewItem) -> QRect:
        air = self._air(option.font)
        return option.rect.adjusted(2, air, -6, -air)

    def _air(self, font: QFont) -> int:
        return max(3, QFontMetrics(font).height() // 5)

    def _gap(self, font: QFont) -> int:
        return max(4, QFontMetrics(font).height() // 3)

    def _side(self, font: QFont) -> int:
        return max(16, QFontMetrics(font).height())


def retry_text() -> str:
    """The words of the link on a failed platform's row."""
    return QCoreApplication.translate("Rows", "Try again")


def _small(font: QFont) -> QFont:
    small = QFont(font)
    if font.pointSizeF() > 0:
        small.setPointSizeF(font.pointSizeF() * 0.9)
    else:
        small.setPixelSize(max(1, round(font.pixelSize() * 0.9)))
    return small


def _ink(option: QStyleOptionViewItem) -> _Ink:
    palette = QPalette(option.palette)
    state = option.state
    active = state & QStyle.StateFlag.State_Active
    palette.setCurrentColorGroup(
        QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive
    )
    small, bold = _small(option.font), QFont(option.font)
    bold.setBold(True)
    if state & QStyle.StateFlag.State_Selected:
        role = QPalette.ColorRole
        text = palette.color(role.HighlightedText)
        soft = colours.blend(text, palette.color(role.Highlight), 0.9)
        return _Ink(text, soft, text, text, text, option.font, small, bold)
    return _Ink(
        palette.color(QPalette.ColorRole.Text),
        colours.muted(palette),
        colours.link(palette),
        colours.warning(palette),
        None,
        option.font,
        small,
        bold,
    )


def _upper(area: QRect, ink: _Ink) -> QRect:
    return QRect(area.left(), area.top(), area.width(), QFontMetrics(ink.font).height())


def _lower(area: QRect, ink: _Ink) -> QRect:
    height = QFontMetrics(ink.small).height()
    return QRect(area.left(), area.bottom() + 1 - height, area.width(), height)


def _spinner(painter: QPainter, rect: QRect, colour: QColor) -> None:
    """An open ring that turns once a second; the words beside it say the same."""
    ring = QRectF(rect).adjusted(2.5, 2.5, -2.5, -2.5)
    turned = int(time.monotonic() * 360) % 360
    faint = QColor(colour)
    faint.setAlpha(60)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(faint, 2.0))
    painter.drawEllipse(ring)
    painter.setPen(QPen(colour, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(ring, -turned * 16, 100 * 16)
