"""One address, and the platform behind it joins the list."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.PyQt.QtCore import QCoreApplication, QSize, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.gui import sentences
from cicclo_qgis.gui.desk_protocol import Addition, Desk, Problem
from cicclo_qgis.gui.flow_text import FlowText
from cicclo_qgis.gui.icons import Icon
from cicclo_qgis.ogcapi.errors import ProblemCode
from cicclo_qgis.platforms import AddressError, clean_address


class AddPlatformDialog(QDialog):
    """Asks for an address and waits, without blocking, for what the desk makes of it.

    ``added(str)``: the id of the platform, new or known already.
    """

    added = pyqtSignal(str)

    def __init__(self, desk: Desk, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._stop: Optional[Callable[[], None]] = None
        self.setWindowTitle(self.tr("Add a platform"))
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)
        self._label = QLabel(self.tr("&Address of the platform"), self)
        self.address = QLineEdit(self)
        self.address.setPlaceholderText("https://…")
        self.address.setClearButtonEnabled(True)
        self._label.setBuddy(self.address)
        self.address.setAccessibleName(self._label.text().replace("&", ""))
        self._hint = FlowText(self.tr("Hint"), self)
        self._hint.say(
            self.tr(
                "Anything you copied from the portal will do: the address of a data set's page, "
                "of a collection, or of the OGC API - Features service."
            )
        )
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Looking for the service"))
        self._error_icon = QLabel(self)
        side = max(16, self.fontMetrics().height())
        self._error_icon.setPixmap(Icon.PLATFORM_FAILED.icon().pixmap(QSize(side, side)))
        self.error = FlowText(self.tr("Problem"), self)
        self._buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self.add_button = self._buttons.addButton(self.tr("Add"), role.AcceptRole)
        self.cancel_button = self._buttons.addButton(self.tr("Cancel"), role.RejectRole)
        self._buttons.accepted.connect(self._look)
        self._buttons.rejected.connect(self.reject)
        self.address.textChanged.connect(lambda _text: self._settle())
        self._build()
        self._settle()

    def done(self, result: int) -> None:
        """Close; a search under way is stopped."""
        if self._stop is not None:
            stop, self._stop = self._stop, None
            stop()
        super().done(result)

    def _build(self) -> None:
        problem = QHBoxLayout()
        problem.addWidget(self._error_icon, 0, Qt.AlignmentFlag.AlignTop)
        problem.addWidget(self.error, 1, Qt.AlignmentFlag.AlignTop)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(False)
        self.progress.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.addWidget(self._label)
        layout.addWidget(self.address)
        layout.addWidget(self._hint)
        layout.addSpacing(6)
        layout.addWidget(self.progress)
        layout.addLayout(problem)
        layout.addStretch(1)
        layout.addWidget(self._buttons)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def _settle(self, problem: str = "") -> None:
        looking = self._stop is not None
        self.progress.setVisible(looking)
        self._error_icon.setVisible(bool(problem))
        self.error.say(problem)
        self.address.setReadOnly(looking)
        self.add_button.setEnabled(not looking and bool(self.address.text().strip()))

    def _look(self) -> None:
        address = self.address.text().strip()
        if not address or self._stop is not None:
            return
        try:
            clean_address(address)
        except AddressError:
            self._settle(
                self.tr(
                    "This is not the address of a web page. Copy it from your browser's address "
                    "bar: it begins with https://."
                )
            )
            return
        self._stop = self._desk.add_platform(address, self._found)
        self._settle()

    def _found(self, addition: Addition) -> None:
        if self._stop is None:
            return  # closed in the meantime
        self._stop = None
        if addition.platform_id:
            self.added.emit(addition.platform_id)
            self.accept()
            return
        problem = addition.problem
        if problem is None or problem.code is ProblemCode.CANCELLED:
            self._settle()
        else:
            self._settle(_why(problem))
        self.address.setFocus()
        self.address.selectAll()


def _why(problem: Problem) -> str:
    """Why there is no platform. An address somebody has typed is the first thing to look at."""
    instead = {
        ProblemCode.UNREACHABLE: _tr(
            "Nothing answers at this address. Check how it is written, and your network "
            "connection, then try again."
        ),
        ProblemCode.NO_RIGHT: _tr(
            "The platform refuses this address, and tells no way to sign in. "
            "Check the address, or ask the platform's team."
        ),
    }.get(problem.code, "")
    return sentences.problem(problem, instead=instead)


def _tr(text: str) -> str:
    return QCoreApplication.translate("AddPlatformDialog", text)
