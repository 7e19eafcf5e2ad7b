"""What a keyboard and a screen reader find in a window."""

from __future__ import annotations

from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QGroupBox,
    QLabel,
    QWidget,
)

_SAME_ROW = 14


def controls(window):
    """Every widget in sight that takes the keyboard, but for the inner parts of others."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisibleTo(window)
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not _is_inner(widget)
    ]


def _is_inner(widget):
    return isinstance(widget.parentWidget(), (QAbstractSpinBox, QComboBox)) or (
        widget.focusProxy() is not None
    )


def name(widget, window):
    """What a screen reader calls a widget: its own name, its words, or its label's."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, (QAbstractButton, QLabel)):
        return widget.text()
    if isinstance(widget, QGroupBox):
        return widget.title()
    labels = (one for one in window.findChildren(QLabel) if one.buddy() is widget)
    return next((one.text() for one in labels), "")


def nameless(window):
    """The controls without a name."""
    return [
        f"{type(one).__name__} {one.objectName()}"
        for one in controls(window)
        if not name(one, window).strip()
    ]


def in_tab_order(window):
    """The controls as the Tab key reaches them, from the first of the window."""
    known, found = set(controls(window)), []
    widget = window
    for _ in range(5000):
        widget = widget.nextInFocusChain()
        if widget is None or widget is window:
            break
        if widget in known and widget not in found:
            found.append(widget)
    return found


def jumps(window):
    """Pairs of neighbours in the tab order where the second stands above, or before, the first."""
    order = in_tab_order(window)
    assert set(order) == set(controls(window)), "the Tab key reaches every control"
    places = {one: one.mapTo(window, QPoint(0, 0)) for one in order}

    def after(one, other):
        here, there = places[one], places[other]
        if abs(here.y() - there.y()) <= _SAME_ROW:
            return there.x() >= here.x()
        return there.y() > here.y()

    return [
        (_told(one, window), _told(other, window))
        for one, other in zip(order, order[1:])
        if not after(one, other)
    ]


def _told(widget, window):
    return f"{type(widget).__name__}: {name(widget, window)}"
