"""Draws the rows of the list: two lines each, an icon before, a state after.

Ground, selection and focus are drawn by the person's own style; colours come from its palette.
"""

from __future__ import annotations

from functools import partial
from typing import Callable, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, QModelIndex, QObject, QRect, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetrics, QPainter, QRegion
from qgis.PyQt.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cicclo_qgis.gui import group_texts, row_rings, row_texts
from cicclo_qgis.gui.grouping import Heading
from cicclo_qgis.gui.icons import Icon, IconPainter, of_items, of_padlock
from cicclo_qgis.gui.row_ink import Ink, Inkwell, Sizes
from cicclo_qgis.gui.row_pictures import RowPictures
from cicclo_qgis.gui.tree_nodes import PlatformNode, Row
from cicclo_qgis.gui.tree_rows import RowsModel

_ELIDE = Qt.TextElideMode.ElideRight
_LEFT = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter)
_SINGLE = _LEFT | int(Qt.TextFlag.TextSingleLine)
# Looked up once: to find a name of Qt's takes PyQt as long as a short word to be painted.
_SMOOTH = QPainter.RenderHint.Antialiasing
_HAS_DISPLAY = QStyleOptionViewItem.ViewItemFeature.HasDisplay
_ROW = QStyle.ControlElement.CE_ItemViewItem
_UNDER_POINTER = QStyle.StateFlag.State_MouseOver


class RowDelegate(QStyledItemDelegate):
    """Draws platforms and collections."""

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._icons = IconPainter()
        self._well = Inkwell()
        self.is_starred: Callable[[Tuple[str, str]], bool] = lambda _key: False
        self.dirty: Optional[QRegion] = None
        """What of the list is painted anew; None for all of it."""
        self.pictures: Optional[RowPictures] = None

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """All rows are equally high: two lines and some air."""
        sizes = self._well.sizes(option.font)
        return QSize(120, sizes.line + sizes.small_line + 2 * sizes.air)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Draw one row: from its picture, if it has one."""
        model = index.model()
        if not isinstance(model, RowsModel):
            return
        node, row = model.node(index), model.row(index)
        pictures, shown = self.pictures, False
        whole = partial(self._whole, index, node, row, model)
        if pictures is not None and node is not None:
            said = self._said(node, row, model)
            shown = pictures.draw(painter, option, self.name(node, row), said, whole)
        waits = node is not None and row is None and node.waiting
        if not shown:
            whole(painter, option, not (waits and self._turns_only(option)))
        if waits:
            painter.save()
            painter.setRenderHint(_SMOOTH)
            row_rings.draw(self.ring_rect(option), self._well.ink(option).text, painter)
            painter.restore()

    def name(self, node: PlatformNode, row: Optional[Row]) -> Tuple[str, ...]:
        """What the pictures know a row by."""
        return (node.key,) if row is None else row.key

    def _said(self, node: PlatformNode, row: Optional[Row], model: RowsModel) -> Tuple[object, ...]:
        """All that the words and drawings of a row depend on."""
        if row is not None:
            return (row, node.platform, model.by_platform, self.is_starred(row.key))
        counts = (len(node.rows), len(node.matching), model.filtered)
        return (node.platform, node.listing, node.session, *counts)

    def _whole(
        self,
        index: QModelIndex,
        node: Optional[PlatformNode],
        row: Optional[Row],
        model: RowsModel,
        painter: QPainter,
        option: QStyleOptionViewItem,
        words: bool = True,
    ) -> None:
        """Paint one row, but for its ring; without ``words`` its ground alone."""
        # The model has nothing to say of fonts and colours: asking it is a quarter of the time.
        ground = QStyleOptionViewItem(option)
        ground.index = index
        ground.features |= _HAS_DISPLAY
        widget = ground.widget
        if self.pictures is not None:
            style = self.pictures.style
        else:
            style = widget.style() if widget is not None else QApplication.style()
        style.drawControl(_ROW, ground, painter, widget)
        painter.save()
        painter.setRenderHint(_SMOOTH)
        ink, sizes = self._well.ink(ground), self._well.sizes(ground.font)
        if node is not None and row is not None:
            text = row_texts.second_line(node, row, model.by_platform)
            self._collection(painter, ground, ink, sizes, row, text)
        elif node is not None and words:
            self._platform(painter, ground, ink, sizes, node, model.filtered)
        elif node is None:
            group = model.group(index)
            if isinstance(group, Heading):
                self._heading(painter, ground, ink, sizes, group)
        painter.restore()

    def ring_rect(self, option: QStyleOptionViewItem) -> QRect:
        """Where the ring of a waiting platform turns."""
        sizes = self._well.sizes(option.font)
        return _sign(_inner(option, sizes), sizes)

    def ring_colour(self, option: QStyleOptionViewItem) -> QColor:
        """The colour of that ring."""
        return self._well.ink(option).text

    def _turns_only(self, option: QStyleOptionViewItem) -> bool:
        """Whether nothing of a waiting platform's row is painted anew but its ring."""
        rest = QRect(option.rect)
        rest.setLeft(self.ring_rect(option).right() + 1)
        return self.dirty is not None and not self.dirty.intersects(rest)

    def retry_rect(self, option: QStyleOptionViewItem, node: PlatformNode) -> QRect:
        """Where "Try again", or "Sign in", stands on a failed platform's row; empty elsewhere."""
        if not node.failed:
            return QRect()
        sizes = self._well.sizes(option.font)
        width = QFontMetrics(sizes.small).horizontalAdvance(retry_text(node))
        inner = _inner(option, sizes)
        return QRect(inner.right() - width, inner.top() + sizes.line, width, sizes.small_line)

    def star_rect(self, option: QStyleOptionViewItem) -> QRect:
        """Where the star of a collection's row stands."""
        sizes = self._well.sizes(option.font)
        inner, side = _inner(option, sizes), sizes.side
        left = inner.right() - 2 * side - sizes.gap
        return QRect(left, inner.center().y() - side // 2, side, side)

    # -- the two kinds of rows --------------------------------------------------------------

    def _collection(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        ink: Ink,
        sizes: Sizes,
        row: Row,
        text: str,
    ) -> None:
        inner, side, gap = _inner(option, sizes), sizes.side, sizes.gap
        middle = inner.center().y() - side // 2
        self._icon(painter, of_items(row.entry.collection.item_kind), _sign(inner, sizes), ink)
        lock = QRect(inner.right() - side, middle, side, side)
        self._icon(painter, of_padlock(row.entry.padlock), lock, ink)
        area = QRect(inner)
        area.setLeft(inner.left() + side + gap)
        area.setRight(lock.left() - gap)
        starred = self.is_starred((row.entry.platform_id, row.id))
        if starred or option.state & _UNDER_POINTER:
            star = self.star_rect(option)
            self._icon(painter, Icon.STAR if starred else Icon.STAR_EMPTY, star, ink)
            area.setRight(star.left() - gap)
        self._line(painter, _upper(area, sizes), row.title, sizes.font, ink.text)
        self._line(painter, _lower(area, sizes), text, sizes.small, ink.muted)

    def _heading(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        ink: Ink,
        sizes: Sizes,
        heading: Heading,
    ) -> None:
        inner = _inner(option, sizes)
        count = row_texts.number(len(heading.found()))
        width = QFontMetrics(sizes.small).horizontalAdvance(count)
        number = QRect(inner.right() - width, inner.top(), width + 1, inner.height())
        self._line(painter, number, count, sizes.small, ink.muted)
        inner.setRight(number.left() - sizes.gap)
        self._line(painter, inner, group_texts.title(heading), sizes.bold, ink.text)

    def _platform(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        ink: Ink,
        sizes: Sizes,
        node: PlatformNode,
        filtered: bool,
    ) -> None:
        inner, side, gap = _inner(option, sizes), sizes.side, sizes.gap
        sign = _sign(inner, sizes)
        if not node.waiting:
            self._icon(painter, Icon.PLATFORM_FAILED if node.failed else Icon.PLATFORM, sign, ink)
        area = QRect(inner)
        area.setLeft(sign.right() + gap)
        name, state = _upper(area, sizes), _lower(area, sizes)
        count = row_texts.platform_count(node, filtered)
        if count:
            width = QFontMetrics(sizes.small).horizontalAdvance(count)
            number = QRect(name.right() - width, name.top(), width + 1, name.height())
            self._line(painter, number, count, sizes.small, ink.muted)
            name.setRight(number.left() - gap)
        self._line(painter, name, row_texts.platform_name(node), sizes.bold, ink.text)
        colour = ink.muted
        if node.failed:
            retry = self.retry_rect(option, node)
            underlined = QFont(sizes.small)
            underlined.setUnderline(True)
            text = retry_text(node)
            self._line(painter, retry.adjusted(0, 0, 2, 0), text, underlined, ink.link)
            state.setRight(retry.left() - gap)
            colour = ink.warning
        elif node.session.state.usable:
            person = QRect(state.right() - side, state.center().y() - side // 2, side, side)
            self._icon(painter, Icon.PERSON, person.adjusted(2, 2, -2, -2), ink)
            state.setRight(person.left() - gap)
        self._line(painter, state, row_texts.platform_in_brief(node), sizes.small, colour)

    # -- strokes ----------------------------------------------------------------------------

    def _icon(self, painter: QPainter, icon: Icon, rect: QRect, ink: Ink) -> None:
        if ink.tint is None:
            self._icons.draw(painter, icon, rect)
        else:
            self._icons.draw_tinted(painter, icon, rect, ink.tint)

    def _line(self, painter: QPainter, rect: QRect, text: str, font: QFont, colour: QColor) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        shown = QFontMetrics(font).elidedText(text, _ELIDE, rect.width())
        painter.drawText(rect, _SINGLE, shown)


def retry_text(node: PlatformNode) -> str:
    """The words of the link on a failed platform's row."""
    if node.closed:
        return QCoreApplication.translate("Rows", "Sign in")
    return QCoreApplication.translate("Rows", "Try again")


def _inner(option: QStyleOptionViewItem, sizes: Sizes) -> QRect:
    return option.rect.adjusted(2, sizes.air, -6, -sizes.air)


def _sign(inner: QRect, sizes: Sizes) -> QRect:
    """Where a row's first icon stands."""
    side = sizes.side
    return QRect(inner.left(), inner.center().y() - side // 2, side, side)


def _upper(area: QRect, sizes: Sizes) -> QRect:
    return QRect(area.left(), area.top(), area.width(), sizes.line)


def _lower(area: QRect, sizes: Sizes) -> QRect:
    height = sizes.small_line
    return QRect(area.left(), area.bottom() + 1 - height, area.width(), height)
