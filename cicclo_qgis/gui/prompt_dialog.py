"""The two dialogs that ask for a secret: a technical account, and an API key."""

from __future__ import annotations

import html
from typing import List, Optional, Tuple

from qgis.gui import QgsPasswordLineEdit
from qgis.PyQt.QtCore import QCoreApplication, QSize, Qt
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.gui import colours, facts
from cicclo_qgis.gui.flow_text import FlowText
from cicclo_qgis.gui.icons import Icon
from cicclo_qgis.gui.link_label import LinkLabel
from cicclo_qgis.gui.text import plain
from cicclo_qgis.signin.prompt import Account, Complaint, Question


def _tr(text: str) -> str:
    return QCoreApplication.translate("SecretDialog", text)


class SecretDialog(QDialog):
    """What both have in common: whom it is for, why it is asked again, where help is."""

    def __init__(self, question: Question, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.question = question
        name = plain(question.platform_name, 120)
        self.setWindowTitle(_tr("Sign in to {platform}").format(platform=name))
        self.intro = FlowText(_tr("What is asked for"), self)
        self.intro.say(self.explanation(name))
        self.complaint = FlowText(_tr("Problem"), self)
        self._complaint_icon = QLabel(self)
        side = max(16, self.fontMetrics().height())
        self._complaint_icon.setPixmap(Icon.PLATFORM_FAILED.icon().pixmap(QSize(side, side)))
        self._complaint_icon.setVisible(question.complaint is not None)
        self.complaint.say(self.complaint_of(question.complaint))
        self.promise = FlowText(_tr("What becomes of it"), self)
        text = _tr(
            "It is sent to {host} alone, and never written into a project. "
            "Where it is kept is set in Settings > Options > CICCLO."
        )
        self.promise.say(text.format(host=plain(question.host, 120)))
        self.help = self._help_label()
        role = QDialogButtonBox.ButtonRole
        self._buttons = QDialogButtonBox(self)
        self.sign_in_button = self._buttons.addButton(_tr("Sign in"), role.AcceptRole)
        self.cancel_button = self._buttons.addButton(_tr("Cancel"), role.RejectRole)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._fields = self.fields()
        self._build()
        self._settle()

    def fields(self) -> List[Tuple[str, QLineEdit]]:
        """Labels and lines to fill in."""
        raise NotImplementedError

    def explanation(self, platform_name: str) -> str:
        """One or two sentences on what is asked for."""
        raise NotImplementedError

    def complaint_of(self, complaint: Optional[Complaint]) -> str:
        """Why it is asked again; empty the first time."""
        raise NotImplementedError

    def complete(self) -> bool:
        """Whether there is something to send."""
        return all(line.text().strip() for _, line in self._fields)

    def forget(self) -> None:
        """Empty the lines: what was typed is no longer this dialog's business."""
        for _, line in self._fields:
            line.clear()

    def secret_line(self) -> QLineEdit:
        """A line that hides what is typed, until the person asks to see it."""
        line = QgsPasswordLineEdit(self)
        line.setShowLockIcon(False)
        return line

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(self.intro)
        problem = QHBoxLayout()
        problem.addWidget(self._complaint_icon, 0, Qt.AlignmentFlag.AlignTop)
        problem.addWidget(self.complaint, 1, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(problem)
        layout.addSpacing(4)
        for text, line in self._fields:
            label = QLabel(text, self)
            label.setBuddy(line)
            line.setAccessibleName(text.replace("&", ""))
            line.textChanged.connect(lambda _text: self._settle())
            layout.addWidget(label)
            layout.addWidget(line)
        layout.addWidget(self.help)
        layout.addSpacing(4)
        layout.addWidget(self.promise)
        layout.addSpacing(6)
        layout.addStretch(1)
        layout.addWidget(self._buttons)
        lines = [line for _, line in self._fields]
        order = [*lines, self.help, self.sign_in_button, self.cancel_button]
        for before, then in zip(order, order[1:]):
            QWidget.setTabOrder(before, then)
        self.sign_in_button.setDefault(True)
        empty = next((line for _, line in self._fields if not line.text()), None)
        if empty is not None:
            empty.setFocus()
        metrics = self.fontMetrics()
        self.setMinimumWidth(metrics.averageCharWidth() * 34)
        self.resize(metrics.averageCharWidth() * 62, self.sizeHint().height())

    def _settle(self) -> None:
        self.sign_in_button.setEnabled(self.complete())

    def _help_label(self) -> QLabel:
        label = LinkLabel(_tr("Help"), self)
        address = self.question.help_url or ""
        label.setVisible(facts.is_web(address))
        text = html.escape(_tr("How to get one (opens in your browser)"))
        colour = colours.link(self.palette()).name()
        label.setText(
            f'<a style="color:{colour}" href="{html.escape(address, quote=True)}">{text}</a>'
        )
        return label


class AccountDialog(SecretDialog):
    """Asks for user name and password of a technical account."""

    def fields(self) -> List[Tuple[str, QLineEdit]]:
        """See ``SecretDialog.fields``."""
        self.username = QLineEdit(self.question.username, self)
        self.password = self.secret_line()
        return [(self.tr("&User name"), self.username), (self.tr("&Password"), self.password)]

    def explanation(self, platform_name: str) -> str:
        """See ``SecretDialog.explanation``."""
        text = self.tr(
            "{platform} asks for an account of its own: the user name and password that the "
            "platform or its team gave you. A ProConnect password does not work here."
        )
        return text.format(platform=platform_name)

    def complaint_of(self, complaint: Optional[Complaint]) -> str:
        """See ``SecretDialog.complaint_of``."""
        if complaint is Complaint.REFUSED:
            return self.tr(
                "The platform refused this user name and password. Check both, then try again."
            )
        if complaint is Complaint.UNSENDABLE:
            return self.tr(
                "A user name with a colon, or a line break, cannot be sent. Check what you typed."
            )
        return ""

    def complete(self) -> bool:
        """A password may be blanks; a user name may not."""
        return bool(self.username.text().strip() and self.password.text())

    def answer(self) -> Account:
        """What was typed."""
        return Account(self.username.text().strip(), self.password.text())


class KeyDialog(SecretDialog):
    """Asks for an API key."""

    def fields(self) -> List[Tuple[str, QLineEdit]]:
        """See ``SecretDialog.fields``."""
        self.key = self.secret_line()
        return [(self.tr("&Key"), self.key)]

    def explanation(self, platform_name: str) -> str:
        """See ``SecretDialog.explanation``."""
        text = self.tr(
            "{platform} asks for an API key: a long word that the platform made for you. "
            "Copy it from the platform's site and paste it here."
        )
        return text.format(platform=platform_name)

    def complaint_of(self, complaint: Optional[Complaint]) -> str:
        """See ``SecretDialog.complaint_of``."""
        if complaint is Complaint.REFUSED:
            return self.tr("The platform refused this key. Copy it once more, then try again.")
        if complaint is Complaint.UNSENDABLE:
            return self.tr(
                "A key has neither blanks nor accents. Copy it alone, without the words around it."
            )
        return ""

    def answer(self) -> str:
        """What was typed, without the blanks that come with copying."""
        return self.key.text().strip()
