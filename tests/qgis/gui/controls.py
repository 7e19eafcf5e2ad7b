"""What a keyboard and a screen reader find in a window."""

from __future__ import annotations

from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QWidget,
)

_SAME_ROW = 14
# A text may have so many links, each of which Tab stops at.
_LINKS = 9


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


def missed(window, key=Qt.Key.Key_Tab):
    """The controls that real presses of Tab do not reach, and the last one they reach."""
    reached = walked(window, key)
    left = [one for one in controls(window) if one not in reached]
    return [_told(one, window) for one in (*left, reached[-1])] if left else []


def walked(window, key=Qt.Key.Key_Tab):
    """The controls as real presses of Tab reach them, from the first of the window round again."""
    start = in_tab_order(window)[0]
    start.setFocus(Qt.FocusReason.TabFocusReason)
    seen, presses = [], 0
    now = QApplication.focusWidget()
    while now is not None and presses < _LINKS:
        again = now in seen and now is not seen[-1]
        if again:
            break  # round
        presses = presses + 1 if seen and now is seen[-1] else 0
        if not presses:
            seen.append(now)
        QTest.keyClick(now, key)
        now = QApplication.focusWidget()
    return seen


def orphans(window):
    """Labels of forms that do not lead to the control beside them."""
    known = set(controls(window))

    def leads(label):
        buddy = label.buddy()
        return buddy is not None and (buddy in known or buddy.focusProxy() in known)

    found = []
    for form in window.findChildren(QFormLayout):
        for row in range(form.rowCount()):
            label = form.itemAt(row, QFormLayout.ItemRole.LabelRole)
            field = form.itemAt(row, QFormLayout.ItemRole.FieldRole)
            label = None if label is None else label.widget()
            if not isinstance(label, QLabel) or field is None or label.isHidden():
                continue
            if known & set(_within(field)) and not leads(label):
                found.append(label.text())
    return found


def _within(item):
    """The widgets of a layout's item."""
    widget, layout = item.widget(), item.layout()
    if widget is not None:
        return [widget, *widget.findChildren(QWidget)]
    inside = [] if layout is None else [layout.itemAt(n) for n in range(layout.count())]
    return [one for each in inside for one in _within(each)]
