"""The window "Check my connection": one line for each thing that may stand in the way."""

from __future__ import annotations

import platform as computer
from typing import Any, Callable, List, Optional, Tuple

from qgis.core import Qgis
from qgis.PyQt.QtCore import QT_VERSION_STR, Qt
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.gui import checkup_texts
from cicclo_qgis.gui.icons import theme
from cicclo_qgis.gui.upright_scroll import UprightScroll
from cicclo_qgis.host.checkup import Finding, Verdict
from cicclo_qgis.host.version import plugin_version

Found = Callable[[Tuple[Finding, ...]], None]
Run = Callable[[Found], Any]
"""Looks beside the GUI thread and calls back in it."""

_ICONS = {
    Verdict.GOOD: "/mIconSuccess.svg",
    Verdict.NOTE: "/mIconWarning.svg",
    Verdict.BAD: "/mIconCritical.svg",
}


class CheckupDialog(QDialog):
    """Runs the check when it is shown, and again on request."""

    def __init__(self, run: Run, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._run = run
        self._turn = 0
        self._findings: Tuple[Finding, ...] = ()
        self.setObjectName("CiccloCheckup")
        self.setWindowTitle(self.tr("Check my connection"))
        self.head = QLabel(self)
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        self._scroll = UprightScroll(self)
        self._scroll.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(self)
        roles = QDialogButtonBox.ButtonRole
        self.copy_button = buttons.addButton(self.tr("Copy the report"), roles.ActionRole)
        self.again_button = buttons.addButton(self.tr("Check again"), roles.ActionRole)
        self.close_button = buttons.addButton(self.tr("Close"), roles.RejectRole)
        self.copy_button.clicked.connect(self._copy)
        self.again_button.clicked.connect(self.check)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.head)
        column.addWidget(self._scroll, 1)
        column.addWidget(buttons)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 90, metrics.height() * 30)
        self.check()

    def check(self) -> None:
        """Look again; what was found before goes away."""
        self._turn += 1
        turn = self._turn
        self._show(())
        self.head.setText(self.tr("Looking… This takes a few seconds."))
        self.again_button.setEnabled(False)
        self.copy_button.setEnabled(False)
        self._run(lambda findings: self._heard(turn, findings))

    def report(self) -> str:
        """What was found, as text for the people who help; it holds no secret."""
        number = Qgis.versionInt()
        lines = [
            f"CICCLO {plugin_version()}, QGIS {number // 10000}.{number // 100 % 100}."
            f"{number % 100}, Qt {QT_VERSION_STR}, Python {computer.python_version()}, "
            f"{computer.system()} {computer.release()}"
        ]
        for finding in self._findings:
            found, step = checkup_texts.words(finding)
            host = finding.facts.get("host", "")
            place = f" ({host})" if host and host not in found else ""
            sign = {Verdict.GOOD: "[+]", Verdict.NOTE: "[?]", Verdict.BAD: "[!]"}[finding.verdict]
            line = f"{sign} {checkup_texts.title(finding.topic)}{place} - {found} {step}"
            lines.append(line.strip())
        return "\n".join(lines)

    def _heard(self, turn: int, findings: Tuple[Finding, ...]) -> None:
        try:
            if turn != self._turn:
                return
            self._findings = findings
            self._show(findings)
            self.head.setText(self._summary(findings))
            self.again_button.setEnabled(True)
            self.copy_button.setEnabled(True)
        except RuntimeError:
            return  # closed meanwhile, and Qt has deleted the window

    def _summary(self, findings: Tuple[Finding, ...]) -> str:
        verdicts: List[Verdict] = [finding.verdict for finding in findings]
        if Verdict.BAD in verdicts:
            return self.tr("Something stands in the way; what to do is said below.")
        if Verdict.NOTE in verdicts:
            return self.tr("You can sign in; some things are worth knowing.")
        return self.tr("All is well: nothing stands between QGIS and the platforms.")

    def _show(self, findings: Tuple[Finding, ...]) -> None:
        inner = QWidget(self)
        grid = QGridLayout(inner)
        grid.setColumnStretch(2, 1)
        grid.setHorizontalSpacing(12)
        side = max(16, self.fontMetrics().height())
        for number, finding in enumerate(findings):
            found, step = checkup_texts.words(finding)
            sign = QLabel(inner)
            sign.setPixmap(theme(_ICONS[finding.verdict]).pixmap(side, side))
            sign.setAccessibleName(self._verdict(finding.verdict))
            sign.setToolTip(self._verdict(finding.verdict))
            name = self._text(checkup_texts.title(finding.topic), inner)
            font = name.font()
            font.setBold(True)
            name.setFont(font)
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(sign, number, 0, top)
            grid.addWidget(name, number, 1, top)
            text = self._text(f"{found}\n{step}" if step else found, inner)
            text.setWordWrap(True)
            text.setToolTip(finding.facts.get("host", ""))
            grid.addWidget(text, number, 2, top)
        grid.setRowStretch(len(findings), 1)
        self._scroll.show_whole(inner)

    def _text(self, text: str, parent: QWidget) -> QLabel:
        label = QLabel(text, parent)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return label

    def _verdict(self, verdict: Verdict) -> str:
        return {
            Verdict.GOOD: self.tr("In order"),
            Verdict.NOTE: self.tr("Worth knowing"),
            Verdict.BAD: self.tr("Stands in the way"),
        }[verdict]

    def _copy(self) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.report())
            self.copy_button.setText(self.tr("Copied"))
