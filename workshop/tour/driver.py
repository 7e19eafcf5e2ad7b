"""Runs inside QGIS (``qgis --code driver.py``): lets the tour look at the window from outside.

It answers Python snippets on a loopback port, in the GUI thread, and measures how long that
thread was ever held. It is part of the tour and the tests, never of the plugin.
"""

from __future__ import annotations

import json
import os
import threading
import time
import traceback

from qgis.PyQt.QtCore import QObject, QTimer
from qgis.PyQt.QtNetwork import QHostAddress, QTcpServer


class Watchdog(QObject):
    """The longest time the GUI thread did not come back to its event loop, in milliseconds."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.longest_ms = 0.0
        self.where = ""
        self._beat = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(5)

    def _tick(self):
        now = time.perf_counter()
        held = (now - self._beat) * 1000 - 5
        if held > self.longest_ms:
            self.longest_ms = held
        self._beat = now

    def restart(self):
        """Forget what was measured so far."""
        self.longest_ms = 0.0
        self._beat = time.perf_counter()


class Driver(QObject):
    """One JSON object a line in: {"key", "code"}; one out: {"ok", "value"} or {"error"}."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._key = os.environ["CICCLO_STAGE_KEY"]
        self.watchdog = Watchdog(self)
        self._names = {"watchdog": self.watchdog, "__name__": "stage"}
        exec(compile(_HELPERS, "<stage helpers>", "exec"), self._names)
        self._sockets = []
        self._server = QTcpServer(self)
        self._server.newConnection.connect(self._accept)
        self._server.listen(QHostAddress("127.0.0.1"), 0)
        path = os.environ["CICCLO_STAGE_PORT"]
        with open(path + ".part", "w") as file:
            file.write(str(self._server.serverPort()))
        os.replace(path + ".part", path)

    def _accept(self):
        socket = self._server.nextPendingConnection()
        # Without a reference of ours Python's collector takes the slot away from a living socket.
        self._sockets.append(socket)
        socket.readyRead.connect(lambda: self._read(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket):
        while socket.canReadLine():
            request = json.loads(bytes(socket.readLine()).decode("utf-8"))
            # Out of the socket's slot: a snippet may open a modal dialog.
            QTimer.singleShot(0, lambda request=request: self._answer(socket, request))

    def _answer(self, socket, request):
        if request.get("key") != self._key:
            socket.abort()
            return
        try:
            scope = self._names
            scope["value"] = None
            code = request["code"]
            try:
                scope["value"] = eval(compile(code, "<stage>", "eval"), scope)
            except SyntaxError:
                exec(compile(code, "<stage>", "exec"), scope)
            reply = {"ok": True, "value": scope["value"]}
            text = json.dumps(reply, default=str)
        except Exception:
            text = json.dumps({"ok": False, "error": traceback.format_exc()})
        socket.write(text.encode("utf-8") + b"\n")
        socket.flush()


_HELPERS = '''
from qgis.PyQt.QtCore import Qt, QPoint, QModelIndex, QRect, QTimer
from qgis.PyQt.QtWidgets import (QApplication, QWidget, QAbstractItemView, QLineEdit, QDockWidget,
                                 QAbstractButton, QPushButton, QDialog)
from qgis.core import QgsProject, QgsVectorLayer, QgsApplication, QgsRectangle
from qgis.utils import iface, plugins

def on_screen(widget, area):
    """Screen rectangle of a part of a widget, in the screen's own pixels: x, y, width, height."""
    corner, ratio = widget.mapToGlobal(area.topLeft()), widget.devicePixelRatioF()
    sides = (corner.x(), corner.y(), area.width(), area.height())
    return [round(ratio * part) for part in sides]

def rect_of(widget):
    """Screen rectangle of a widget."""
    return on_screen(widget, widget.rect())

def widget(name):
    """The visible widget with that object name."""
    one = iface.mainWindow().findChild(QWidget, name)
    if one is not None and one.isVisible():
        return one  # the search below costs 50 ms of what the watchdog measures
    for top in QApplication.topLevelWidgets():
        found = [top] if top.objectName() == name else top.findChildren(QWidget, name)
        for one in found:
            if one.isVisible():
                return one
    raise LookupError(name)

def visible(name):
    try:
        widget(name)
        return True
    except LookupError:
        return False

def rows(view, parent=None, depth=0):
    """Every row of a tree view's model: depth, text, tooltip, rectangle when on screen."""
    model = view.model()
    parent = QModelIndex() if parent is None else parent
    out = []
    for number in range(model.rowCount(parent)):
        index = model.index(number, 0, parent)
        area = view.visualRect(index)
        shown = not area.isEmpty() and view.viewport().rect().intersects(area)
        out.append({"depth": depth, "text": index.data(Qt.ItemDataRole.DisplayRole),
                    "tip": index.data(Qt.ItemDataRole.ToolTipRole),
                    "accessible": index.data(Qt.ItemDataRole.AccessibleTextRole),
                    "rect": on_screen(view.viewport(), area) if shown else None})
        out += rows(view, index, depth + 1)
    return out

def reveal(view, text, depth=None):
    """Scroll the row with that text into view; its screen rectangle."""
    model = view.model()
    def walk(parent, level):
        for number in range(model.rowCount(parent)):
            index = model.index(number, 0, parent)
            if str(index.data(Qt.ItemDataRole.DisplayRole)) == text and depth in (None, level):
                return index
            below = walk(index, level + 1)
            if below is not None:
                return below
        return None
    index = walk(QModelIndex(), 0)
    if index is None:
        raise LookupError(text)
    view.scrollTo(index)
    return on_screen(view.viewport(), view.visualRect(index))

def entry_of(menu, part):
    """Screen rectangle of the menu's entry whose text holds ``part``."""
    for action in menu.actions():
        if part in action.text():
            return on_screen(menu, menu.actionGeometry(action))
    raise LookupError(part)

def entry_menu(menu, part):
    """The menu behind the menu's entry whose text holds ``part``."""
    return next(a.menu() for a in menu.actions() if part in a.text() and a.menu() is not None)

def layers():
    """What stands in the project."""
    return [{"id": l.id(), "name": l.name(), "valid": l.isValid(), "provider": l.providerType(),
             "source": l.source(), "count": l.featureCount(),
             "geometry": l.geometryType() if l.isValid() else None}
            for l in QgsProject.instance().mapLayers().values()]

def messages():
    """Texts now in the message bar."""
    from qgis.gui import QgsMessageBarItem
    items = iface.messageBar().findChildren(QgsMessageBarItem)
    return [i.title() + " " + i.text() for i in items if i.isVisible()]
'''

_driver = Driver(QTimer().parent())
threading.current_thread().name = "gui"
