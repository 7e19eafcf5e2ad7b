"""The page "CICCLO" of QGIS's options."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional

from qgis.gui import QgsOptionsPageWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGroupBox,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cicclo_qgis.gui.browser.choice import Survey, how_to_get_one
from cicclo_qgis.gui.link_choice import LinkChoice
from cicclo_qgis.gui.sessions_window import SessionsWindow
from cicclo_qgis.gui.upright_scroll import UprightScroll
from cicclo_qgis.host.settings import BrowserChoice, Settings

NAME = "CiccloOptions"
"""What QGIS knows the page by (``iface.showOptionsDialog(currentPage=NAME)``)."""

PROVIDERS: Dict[BrowserChoice, str] = {
    BrowserChoice.EMBEDDED: "in-process",
    BrowserChoice.HELPER: "helper",
    BrowserChoice.SYSTEM: "system",
}
"""The name of the browser (``gui.browser``) behind each choice but AUTOMATIC."""

Look = Callable[[Callable[[Survey], None]], Any]
"""Finds out, beside the GUI thread, which browsers work, and calls back in it."""


def wanted_browser(settings: Settings) -> str:
    """The name of the browser the person has chosen, "" for the best. Any thread."""
    return PROVIDERS.get(settings.browser, "")


class OptionsPage(QgsOptionsPageWidget):
    """Shows the settings; ``apply`` writes them and tells ``changed`` when something did."""

    def __init__(
        self,
        settings: Settings,
        changed: Callable[[], None],
        look: Optional[Look] = None,
        make_sessions: Optional[Callable[[QWidget], SessionsWindow]] = None,
        make_checkup: Optional[Callable[[QWidget], QDialog]] = None,
        make_links: Optional[Callable[[QWidget], LinkChoice]] = None,
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._changed = changed
        self._make_sessions = make_sessions
        self._sessions: Optional[SessionsWindow] = None
        self._make_checkup = make_checkup
        self._checkup: Optional[QDialog] = None
        self.links = make_links(self) if make_links is not None else None
        self._survey: Optional[Survey] = None
        self.setObjectName(NAME)
        self._make()
        self._build()
        self._read()
        self._explain()
        if look is not None:
            look(self._seen)

    def apply(self) -> None:
        """Keep what is chosen; QGIS calls it on OK."""
        settings = self._settings
        before = self._state()
        settings.browser = BrowserChoice(self.browser.currentData())
        settings.keep_sessions = self.keep.isChecked()
        settings.use_qgis_store = self.qgis_store.isChecked()
        settings.shipped_platforms = self.shipped.isChecked()
        if self.links is not None:
            self.links.apply()
        if self._state() != before:
            self._changed()

    def _state(self) -> List[object]:
        settings = self._settings
        return [
            settings.browser,
            settings.keep_sessions,
            settings.use_qgis_store,
            settings.shipped_platforms,
        ]

    def _read(self) -> None:
        settings = self._settings
        self.browser.setCurrentIndex(self.browser.findData(settings.browser.value))
        self.keep.setChecked(settings.keep_sessions)
        self.qgis_store.setChecked(settings.use_qgis_store)
        self.shipped.setChecked(settings.shipped_platforms)
        self.qgis_store.setEnabled(self.keep.isChecked())

    def _seen(self, survey: Survey) -> None:
        self._survey = survey
        try:
            self._explain()
        except RuntimeError:
            return  # the options were closed meanwhile, and Qt has deleted the page

    def _explain(self) -> None:
        """Say what the choice means here, and which browser is in use."""
        names = self._names()
        choice = BrowserChoice(self.browser.currentData())
        texts = [self._meaning(choice)]
        survey = self._survey
        if survey is None:
            texts.append(self.tr("Looking for what this computer has…"))
        else:
            windows = [name for name in survey.usable if name != "system"]
            wanted = PROVIDERS.get(choice, "")
            best = next(iter(survey.usable), "")
            used = wanted if wanted in survey.usable else best
            if wanted and wanted not in survey.usable:
                texts.append(self.tr("This computer does not have it."))
            if used:
                text = self.tr("In use: {browser}.")
                texts.append(text.format(browser=names.get(used, used)))
            if survey.used and survey.used in names and survey.used != used:
                text = self.tr("The last sign-in was shown by: {browser}.")
                texts.append(text.format(browser=names[survey.used]))
            if not windows:
                texts.append(self.tr("It serves only the platforms that give tokens."))
                texts.append(how_to_get_one())
        self.browser_note.setText(" ".join(texts))

    def _meaning(self, choice: BrowserChoice) -> str:
        return {
            BrowserChoice.AUTOMATIC: self.tr("The best browser that this computer has is taken."),
            BrowserChoice.EMBEDDED: self.tr(
                "The platform's pages are shown in a window of QGIS itself."
            ),
            BrowserChoice.HELPER: self.tr(
                "The platform's pages are shown in a window of a program beside QGIS."
            ),
            BrowserChoice.SYSTEM: self.tr(
                "The platform's pages are shown in your usual browser. This works with platforms "
                "that give tokens; for the others a window is opened all the same."
            ),
        }[choice]

    def _names(self) -> Dict[str, str]:
        return {
            "in-process": self.tr("window in QGIS"),
            "helper": self.tr("helper window"),
            "system": self.tr("your usual browser"),
        }

    def _show_sessions(self) -> None:
        """Open the sessions as a window of the options, which leave no other one usable."""
        if self._sessions is None and self._make_sessions is not None:
            self._sessions = self._make_sessions(self)
        if self._sessions is not None:
            self._sessions.open_up()

    def _show_checkup(self) -> None:
        if self._make_checkup is not None:
            self._checkup = self._make_checkup(self)
            self._checkup.open()

    def _make(self) -> None:
        """From top to bottom: so the Tab key reaches them."""
        self.browser = QComboBox(self)
        for choice, text in (
            (BrowserChoice.AUTOMATIC, self.tr("Automatic")),
            (BrowserChoice.EMBEDDED, self.tr("Window in QGIS")),
            (BrowserChoice.HELPER, self.tr("Helper window")),
            (BrowserChoice.SYSTEM, self.tr("Your usual browser")),
        ):
            self.browser.addItem(text, choice.value)
        self.browser.setAccessibleName(self.tr("Browser for signing in"))
        self.browser.currentIndexChanged.connect(lambda _index: self._explain())
        self.browser_note = self._note("")
        self.browser_note.setAccessibleName(self.tr("About this choice"))
        self.checkup_button = QPushButton(self.tr("Check my connection…"), self)
        self.checkup_button.setVisible(self._make_checkup is not None)
        self.checkup_button.clicked.connect(self._show_checkup)
        self.keep = QCheckBox(self.tr("&Keep sessions when QGIS is closed"), self)
        self.qgis_store = QCheckBox(self.tr("Also use QGIS's &encrypted store"), self)
        self.keep.toggled.connect(self.qgis_store.setEnabled)
        self.sessions_button = QPushButton(self.tr("Sessions…"), self)
        self.sessions_button.setVisible(self._make_sessions is not None)
        self.sessions_button.clicked.connect(self._show_sessions)
        self.shipped = QCheckBox(self.tr("Show the &platforms that come with CICCLO"), self)

    def _build(self) -> None:
        browser = QGroupBox(self.tr("Sign-in window"), self)
        column = QVBoxLayout(browser)
        column.addWidget(self.browser, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.browser_note)
        column.addWidget(self.checkup_button, 0, Qt.AlignmentFlag.AlignLeft)
        sessions = QGroupBox(self.tr("Sessions"), self)
        column = QVBoxLayout(sessions)
        column.addWidget(self.keep)
        column.addWidget(
            self._note(
                self.tr(
                    "They are kept in the system's keyring, never in a project or in these "
                    "settings. Otherwise you sign in once each time QGIS is started."
                )
            )
        )
        column.addWidget(self.qgis_store)
        column.addWidget(
            self._note(
                self.tr(
                    "For a system whose keyring is missing or locked. QGIS may then ask for its "
                    "master password."
                )
            )
        )
        column.addWidget(self.sessions_button, 0, Qt.AlignmentFlag.AlignLeft)
        platforms = QGroupBox(self.tr("Platforms"), self)
        column = QVBoxLayout(platforms)
        column.addWidget(self.shipped)
        column.addWidget(
            self._note(
                self.tr(
                    "Without them, the list holds the platforms that you have added. You are "
                    "signed out of those that go."
                )
            )
        )
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        for group in (browser, sessions, platforms, self.links):
            if group is not None:
                column.addWidget(group)
        column.addStretch(1)
        scroll = UprightScroll(self)
        # All there is in it takes the keyboard by itself.
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.show_whole(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _note(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setIndent(20)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label
