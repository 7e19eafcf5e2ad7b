"""Texts that are cut off: every window in both languages, as large as this process draws.

``python -m tests.qgis.gui.fitting`` prints them as a JSON list. ``QT_SCALE_FACTOR=2`` or
``QT_FONT_DPI=192`` in the environment give the sizes of a large screen, or of large fonts.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import QgsApplication
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEvent, QLocale, QPoint, QRect, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QTextEdit,
    QToolButton,
    QWidget,
)

from cicclo_qgis.gui import translation
from cicclo_qgis.gui.dock import CiccloDock
from cicclo_qgis.gui.extras import Extras
from cicclo_qgis.gui.map_view import MapView
from cicclo_qgis.gui.peeking import Peeking
from cicclo_qgis.gui.text import plain
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.host.workers import Workers
from cicclo_qgis.signin.state import SessionState
from tests.qgis.gui.screenshots import mixed
from tests.qgis.gui.windows import WINDOWS, ZONAGES, narrow, unfold

# A full HD screen at 200 %, less QGIS's and the system's own bars.
_SCREEN = (960, 500)


def cut_off(window):
    """What does not show whole, each in a few words."""
    found = []
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisibleTo(window) and widget.isVisible():
            why = _short_of(widget) or _outside(widget, window)
            if why:
                found.append(f"{type(widget).__name__} {_text(widget)[:60]!r}: {why}")
    return found


def _text(widget):
    if isinstance(widget, (QLabel, QAbstractButton)):
        return widget.text()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QGroupBox):
        return widget.title()
    return widget.toPlainText() if isinstance(widget, QTextEdit) else widget.objectName()


def _short_of(widget):
    """The size the text lacks, "" if it has all it needs, or is shortened and told in full."""
    shortened = "…" in _text(widget) and widget.toolTip()
    if isinstance(widget, QLabel) and widget.text():
        return "" if shortened else _label(widget)
    if isinstance(widget, QAbstractButton) and widget.text():
        icon_only = Qt.ToolButtonStyle.ToolButtonIconOnly
        if isinstance(widget, QToolButton) and widget.toolButtonStyle() == icon_only:
            return ""
        return "" if shortened else _less(widget.size(), widget.sizeHint())
    if isinstance(widget, QComboBox) and not widget.isEditable():
        return "" if widget.toolTip() else _box(widget)
    if isinstance(widget, QSpinBox):
        return _less(widget.size(), widget.sizeHint())
    if isinstance(widget, QGroupBox):
        return _less(widget.size(), widget.minimumSizeHint())
    if isinstance(widget, QTextEdit):
        lacks = widget.document().size().height() - widget.viewport().height()
        return f"{lacks} points of height" if lacks > 1 else ""
    return _header(widget) if isinstance(widget, QHeaderView) else ""


def _label(label):
    if not label.wordWrap():
        return _less(label.size(), label.sizeHint())
    needed = label.heightForWidth(label.width())
    if needed > label.height() + 2:
        return f"{needed - label.height()} points of height"
    room = label.contentsRect().width()
    if label.textFormat() == Qt.TextFormat.PlainText:
        wrap = int(Qt.TextFlag.TextWordWrap)
        wide = label.fontMetrics().boundingRect(0, 0, room, 9999, wrap, label.text()).width()
        if wide > room + 1:
            return f"a word {wide - room} points too wide"
    return ""


def _box(box):
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)
    lacks = box.fontMetrics().horizontalAdvance(box.currentText()) - room.width()
    return f"{lacks} points of width" if lacks > 0 else ""


def _header(header):
    if header.orientation() != Qt.Orientation.Horizontal or header.isHidden():
        return ""
    model, margin = (
        header.model(),
        2 * header.style().pixelMetric(QStyle.PixelMetric.PM_HeaderMargin, None, header),
    )
    titles = []
    for section in range(header.count()):
        title = str(model.headerData(section, Qt.Orientation.Horizontal))
        needed = header.fontMetrics().horizontalAdvance(title) + margin
        if not header.isSectionHidden(section) and header.sectionSize(section) < needed:
            titles.append(title)
    return f"columns {titles}" if titles else ""


def _less(has, needs):
    wide, high = needs.width() - has.width(), needs.height() - has.height()
    return f"{wide} x {high} points" if wide > 1 or high > 1 else ""


def _outside(widget, window):
    """Whether a part of it lies outside what is around it, where nothing scrolls."""
    if not (_text(widget) or widget.accessibleName()) or widget is window:
        return ""
    area, around = _place(widget, window), widget.parentWidget()
    while around is not None and not widget.isWindow():
        frame = _place(around, window)
        scrolls = isinstance(around.parentWidget(), QAbstractScrollArea)
        if scrolls and around.parentWidget().viewport() is around:
            if area.left() < frame.left() - 1 or area.right() > frame.right() + 1:
                return "out of sight to the side"
            area = area.intersected(frame)
            if area.isEmpty():
                return ""  # to be scrolled to
        elif not frame.adjusted(-1, -1, 1, 1).contains(area):
            return f"outside {type(around).__name__}"
        if around is window:
            break
        around = around.parentWidget()
    return ""


def _place(widget, window):
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


# -- every window, at its first size and at its least ----------------------------------------


def _settled(window, width=None):
    window.show()
    QTest.qWait(60)
    if width is not None:
        layout = window.layout()
        high = layout.totalHeightForWidth(width) if layout and layout.hasHeightForWidth() else 0
        window.resize(width, max(high, window.height()))
        QTest.qWait(60)
    return cut_off(window)


def _too_large(window, factor):
    least = window.minimumSizeHint().expandedTo(window.minimumSize())
    wide, high = (int(side * factor) for side in _SCREEN)
    if least.width() > wide or least.height() > high:
        return [f"needs {least.width()} x {least.height()} of {wide} x {high} points"]
    return []


def look(factor):
    """The troubles of every window, by its name."""
    found = {}
    for name, make in WINDOWS.items():
        window = make(mixed())
        told = [*_settled(window), *_too_large(window, factor)]
        told += _settled(window, max(window.minimumSizeHint().width(), window.minimumWidth()))
        if told:
            found[name] = sorted(set(told))
        _drop(window)
    found.update((name, told) for name, told in _docks() if told)
    return found


def _docks():
    workers = Workers()
    desk = mixed()
    desk.has_session("atelier-hexagone", SessionState.SIGNED_IN, who="Camille Durand")
    canvas = QgsMapCanvas()
    extras = Extras(MapView(canvas, canvas), Peeking(http_session, workers))
    dock = CiccloDock(desk, None, extras)
    dock.resize(dock.minimumSizeHint().expandedTo(dock.minimumSize()).width(), 1600)
    yield "dock", _settled(dock)
    narrow(dock)
    yield "dock, filters", _settled(dock)
    dock._narrowing.clear()
    dock._keeper.select(*ZONAGES)
    yield "dock, details", _settled(dock)
    unfold(dock)
    QTest.qWait(400)
    yield "dock, details unfolded", _settled(dock)
    dock._keeper.select("atelier-hexagone", "")
    yield "dock, a platform", _settled(dock)
    dock._desk.has_session("atelier-armor", SessionState.WAITING)
    dock.search.setText("glaciers")
    yield "dock, nothing found", _settled(dock)
    workers.stop()
    _drop(dock)


def _drop(window):
    window.close()
    window.deleteLater()
    QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main():
    application = QgsApplication([], True)
    application.initQgis()
    application.setStyle("Fusion")
    font = application.font()
    font.setPointSize(10)
    application.setFont(font)
    factor = int(os.environ.get("QT_FONT_DPI", "96")) / 96
    told = []
    for language, locale in (("en", "en_GB"), ("fr", "fr_FR")):
        QLocale.setDefault(QLocale(locale))
        translator = translation.install_for(language)
        for name, troubles in look(factor).items():
            told += [f"{language}, {name}: {plain(trouble, 300)}" for trouble in troubles]
        if translator is not None:
            application.removeTranslator(translator)
    print(json.dumps(told, ensure_ascii=False))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
