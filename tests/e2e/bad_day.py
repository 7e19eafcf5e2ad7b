"""A person on a day when things go wrong: what they see in the dock and above the map, and do."""

from __future__ import annotations

import html
import subprocess
import time
import urllib.request
from typing import Any, Dict, List, Optional, Sequence

from tests.e2e.waiting import until
from workshop.supervisor import Workshop
from workshop.tour.person import Person
from workshop.tour.stage import Stage
from workshop.tour.story import ARMOR, HEXAGONE, OPEN, SITES, WETLANDS, Agent

# Runs inside QGIS, beside the helpers of the tour's driver.
_HELPERS = '''
from qgis.PyQt.QtWidgets import QStyleOptionViewItem, QLabel
from qgis.gui import QgsMessageBarItem

said = []
QgsApplication.messageLog().messageReceived["QString", "QString", "Qgis::MessageLevel"].connect(
    lambda text, tag, level: said.append([tag, text]))

def dock():
    return iface.mainWindow().findChild(QWidget, "CiccloPanel")

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
        out.append({"title": item.title(), "text": item.text(), "shown": item.isVisible(),
                    "buttons": {b.text(): rect_of(b) for b in item.findChildren(QPushButton)}})
    return out

def padlocks():
    """Names of the layers that bear the padlock in the layer tree."""
    view = iface.layerTreeView()
    return [node.name() for node in QgsProject.instance().layerTreeRoot().findLayers()
            if any("CICCLO" in i.toolTip() or "connect" in i.toolTip()
                   for i in view.indicators(node))]

def close_others():
    """Close QGIS's own messages: a layer that breaks off says so again and again, above ours."""
    bar = iface.messageBar()
    for item in bar.items():
        if item.title() != "CICCLO":
            bar.popWidget(item)

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
        self.person.wait("visible('CiccloPanel')", "the dock")

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
        return [_spaced(text) for text in self.ask("seen_in(dock().details)")]

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
        return [_spaced(one["text"]) for one in self.ask("notices()")]

    def own_notices(self) -> List[str]:
        """Those of the plugin alone: QGIS has words of its own on a layer that breaks off."""
        own = [one for one in self.ask("notices()") if one["title"] == "CICCLO"]
        return sorted(_spaced(one["text"]) for one in own)

    def wait_notice(self, text: str, button: str = "", timeout: float = 30.0) -> None:
        """Wait for exactly this notice, in sight, with exactly this button."""
        wanted = [button] if button else []

        def there() -> bool:
            return any(
                _spaced(one["text"]) == text and one["shown"] and list(one["buttons"]) == wanted
                for one in self.ask("notices()")
            )

        try:
            until(there, timeout)
        except AssertionError:
            raise AssertionError(f"{text!r} [{button}] not among {self.ask('notices()')}") from None

    def press(self, button: str) -> None:
        """Click the button of a notice; QGIS's own messages above it are closed first."""

        def there() -> Optional[Sequence[int]]:
            self.ask("close_others()")
            shown = [one["buttons"] for one in self.ask("notices()") if one["shown"]]
            return next((buttons[button] for buttons in shown if button in buttons), None)

        try:
            self.person.pointer.click(until(there, 20.0))
        except AssertionError:
            sessions = [self.session(one) for one in (ARMOR, HEXAGONE)]
            above = self.ask("[item.text() for item in iface.messageBar().items()]")
            raise AssertionError(f"no {button!r} among {above}; {sessions}") from None

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

    def wait_sign_in_page(self, platform: str) -> str:
        """The window of a sign-in that has come as far as ProConnect's first page."""
        window = self.person.pointer.wait_window(platform, 40)
        self.person.wait_page("ProConnect")
        self.person.pointer.focus(window)
        time.sleep(0.4)
        return window

    def be_known(self, platform: str) -> None:
        """Sign in there, and stay: from here on the window's ProConnect knows the person."""
        self.person.choose_account(platform)
        self.sign_in(platform)
        self.wait_session(platform, "signed_in")
        self.clear()

    def sign_out(self, platform: str) -> None:
        """Forget the session, or the trouble that there was with one."""
        self.ask(
            f"dock()._desk.cancel_sign_in(platform({platform!r}).id),"
            f" dock()._desk.sign_out(platform({platform!r}).id, False)"
        )
        self.wait_session(platform, "signed_out")

    def kept(self, platform: str) -> List[str]:
        """What the person's keyring lists for the platform: labels, no secrets."""
        service = "CICCLO for QGIS: " + str(self.ask(f"platform({platform!r}).id"))
        done = subprocess.run(
            ["secret-tool", "search", "--all", "service", service],
            env=self.stage.desktop.env,
            capture_output=True,
            text=True,
            timeout=10,
        )
        return [line for line in done.stdout.splitlines() if line.startswith("label")]

    def with_both_layers(self) -> None:
        """Signed in on both platforms, a restricted layer of each on the map."""
        self.person.add_to_map(SITES)
        self.sign_in(HEXAGONE)
        self.person.wait_layer(SITES)
        self.person.choose_account(ARMOR)
        self.person.wait_listed(ARMOR, WETLANDS)
        self.person.add_to_map(WETLANDS)
        self.person.wait_layer(WETLANDS)
        self.clear()

    def count(self, layer: str) -> int:
        """How many features QGIS gets of a layer."""
        return self.person.count_features(self.person.wait_layer(layer)["id"])

    # Between two tests

    def tidy(self) -> None:
        """Nobody signed in, nothing on the map, no notice, no fault in the workshop."""
        self.workshop_in_order()
        self.ask("QgsProject.instance().clear()")
        for platform in (ARMOR, HEXAGONE):
            if self.session(platform)["state"] != "signed_out":
                self.sign_out(platform)
        for platform in (ARMOR, HEXAGONE, OPEN):
            self.wait_listing(platform, "loaded")
        self.clear()

    def workshop_in_order(self) -> None:
        """No fault is on; ProConnect and the platforms know nobody."""
        for server, url in self.workshop.described["faults"].items():
            request = urllib.request.Request(url, method="DELETE")
            urllib.request.urlopen(request, timeout=5.0).close()
            if server != "hexagone":
                self.workshop.fault(server, "kill_sessions")

    # After all

    def state_of_things(self) -> str:
        """For a test that failed: every session, and what the plugin said in QGIS's log."""
        sessions = {one: self.session(one) for one in (ARMOR, HEXAGONE)}
        kept = {one: self.kept(one) for one in (ARMOR, HEXAGONE)}
        said = [" ".join(pair) for pair in self.ask("said") if pair[0] != "OAPIF"][-40:]
        return "\n".join([f"sessions: {sessions}", f"kept: {kept}", "log:", *said])

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


def _spaced(text: str) -> str:
    """French typography's own spaces as plain ones, so that the tests can be read."""
    return html.unescape(text).replace("\xa0", " ").replace("\u202f", " ")


def _is_trouble(text: str) -> bool:
    return any(sign in text for sign in _TROUBLE)
