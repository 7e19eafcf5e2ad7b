"""A person on a day when things go wrong: what they see in the dock and above the map, and do."""

from __future__ import annotations

import html
import time
from typing import Any, Dict, List, Optional, Sequence

from tests.unit.site import until
from workshop.supervisor import Workshop
from workshop.tour.person import Person
from workshop.tour.stage import Stage
from workshop.tour.story import Agent

# Runs inside QGIS, beside the helpers of the tour's driver.
_HELPERS = '''
from qgis.PyQt.QtWidgets import QStyleOptionViewItem, QLabel, QTextEdit, QPlainTextEdit
from qgis.gui import QgsMessageBarItem

said = []
QgsApplication.messageLog().messageReceived["QString", "QString", "Qgis::MessageLevel"].connect(
    lambda text, tag, level: said.append([tag, text]))

def dock():
    return iface.mainWindow().findChild(QDockWidget, "CiccloDock")

def engine():
    return plugins["cicclo_qgis"].engine

def platform(name):
    return next(p for p in engine().registry.platforms() if p.name == name)

def retry_of(name):
    """Screen rectangle of "Try again" on a failed platform's row."""
    view = dock().tree
    model = view.model()
    index = model.index_of(platform(name).id)
    view.scrollTo(index)
    option = QStyleOptionViewItem()
    option.rect, option.font = view.visualRect(index), view.font()
    area = view._delegate.retry_rect(option, model.node(index))
    corner = view.viewport().mapToGlobal(area.topLeft())
    return None if area.isEmpty() else [corner.x(), corner.y(), area.width(), area.height()]

def listing(name):
    return dock()._desk.listing(platform(name).id).state.value

def session(name):
    status = engine().sessions.status(platform(name).id)
    return {"state": status.state.value, "who": status.who, "kept_in": status.kept_in,
            "problem": status.problem.code.value if status.problem else None,
            "sends": any(r.credential is not None for r in engine().sessions._table._rows
                         if r.platform_id == platform(name).id)}

def seen_in(parent):
    """Texts in sight, from top to bottom."""
    found = []
    for one in parent.findChildren(QWidget):
        if not one.isVisible():
            continue
        if hasattr(one, "toPlainText"):
            text = one.toPlainText()
        elif isinstance(one, (QLabel, QAbstractButton)):
            text = one.text()
        else:
            continue
        if text:
            found.append((one.mapToGlobal(QPoint(0, 0)).y(), text))
    return [text for _, text in sorted(found)]

def notices():
    """The notices above the map: text and buttons, the one in sight last."""
    out = []
    for item in iface.messageBar().findChildren(QgsMessageBarItem):
        out.append({"text": item.text(), "shown": item.isVisible(),
                    "buttons": {b.text(): rect_of(b) for b in item.findChildren(QPushButton)}})
    return out

def clear_notices():
    iface.messageBar().clearWidgets()
'''

_TROUBLE = ("Traceback (most recent call last)", "a callback failed", "RuntimeError")


class Day:
    """What tests do on one stage whose QGIS is running."""

    def __init__(self, stage: Stage, person: Person, workshop: Workshop) -> None:
        self.stage = stage
        self.person = person
        self.workshop = workshop
        self.agents = {one["email"].split(".")[0]: Agent.of(one) for one in workshop.agents}

    def begin(self, project: Any = None) -> None:
        """Start QGIS and wait for the dock."""
        self.stage.start(project)
        self.ask(_HELPERS)
        self.person.wait("visible('CiccloDock')", "the dock")

    def ask(self, code: str) -> Any:
        return self.person.ask(code)

    # The dock

    def listing(self, platform: str) -> str:
        return str(self.ask(f"listing({platform!r})"))

    def wait_listing(self, platform: str, state: str, timeout: float = 20.0) -> None:
        self.person.wait(f"listing({platform!r}) == {state!r}", f"{platform} {state}", timeout)

    def session(self, platform: str) -> Dict[str, Any]:
        return dict(self.ask(f"session({platform!r})"))

    def wait_session(self, platform: str, state: str, timeout: float = 30.0) -> Dict[str, Any]:
        self.person.wait(
            f"session({platform!r})['state'] == {state!r}", f"{platform} {state}", timeout
        )
        return self.session(platform)

    def details_of(self, row: str) -> List[str]:
        """Click a row; the texts in sight below the list."""
        self.person.select(row)
        self.person.wait("dock().details.isVisible()", "the details")
        return list(self.ask("seen_in(dock().details)"))

    def try_again(self, platform: str) -> None:
        """Click "Try again" on the platform's row."""
        self.ask(f"retry_of({platform!r})")
        time.sleep(0.2)
        self.person.pointer.click(self.ask(f"retry_of({platform!r})"))

    def padlock_of(self, title: str) -> str:
        """What a screen reader says of a collection's row."""
        return next(str(r["accessible"]) for r in self.person.rows() if r["text"] == title)

    # The notices above the map

    def notices(self) -> List[str]:
        return [html.unescape(one["text"]) for one in self.ask("notices()")]

    def wait_notice(self, text: str, button: str = "", timeout: float = 30.0) -> None:
        """Wait for exactly this notice, in sight, with exactly this button."""
        wanted = [button] if button else []

        def there() -> bool:
            return any(
                html.unescape(one["text"]) == text
                and one["shown"]
                and list(one["buttons"]) == wanted
                for one in self.ask("notices()")
            )

        try:
            until(there, timeout)
        except AssertionError:
            raise AssertionError(f"{text!r} [{button}] not among {self.ask('notices()')}") from None

    def press(self, button: str) -> None:
        """Click the button of the notice in sight."""
        rect: Optional[Sequence[int]] = None
        for one in self.ask("notices()"):
            if one["shown"] and button in one["buttons"]:
                rect = one["buttons"][button]
        assert rect is not None, self.ask("notices()")
        self.person.pointer.click(rect)

    def clear(self) -> None:
        self.ask("clear_notices()")

    # Signing in and out

    def ask_to_sign_in(self, platform: str) -> str:
        """Choose "sign in" in the account menu; the window that opens."""
        self.person.choose_account(platform)
        return self.person.pointer.wait_window(platform, 40)

    def sign_in(self, platform: str, agent: str = "camille") -> None:
        """Fill in the pages of the window that is open or about to open."""
        who = self.agents[agent]
        self.person.sign_in(platform, who.email, who.word)

    def sign_out(self, platform: str) -> None:
        """Forget a session of before, at ProConnect as well, without a word."""
        self.ask(f"dock()._desk.sign_out(platform({platform!r}).id, False)")
        self.wait_session(platform, "signed_out")
        self.forget_proconnect()

    def forget_proconnect(self) -> None:
        """The next sign-in asks for address and password again."""
        self.workshop.fault("proconnect", "kill_sessions")
        self.workshop.fault("hexagone-as", "kill_sessions")

    # After all

    def troubles(self) -> List[str]:
        """What a Python error would have left behind, in QGIS's log or on its output."""
        log = (self.stage.home / "logs" / "qgis.log").read_text("utf-8", "replace")
        told = ["\n".join(pair) for pair in self.ask("said")]
        told = [text for text in told if text.startswith("Python") or _is_trouble(text)]
        lines = log.splitlines()
        return told + [
            "\n".join(lines[max(0, at - 3) : at + 25])
            for at, line in enumerate(lines)
            if _is_trouble(line)
        ]


def _is_trouble(text: str) -> bool:
    return any(sign in text for sign in _TROUBLE)
