"""The dialogs for accounts and keys, typed into, on a real nginx through QGIS's network."""

from __future__ import annotations

import secrets
import threading

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication, QLineEdit

from cicclo_qgis.gui.prompt_dialog import AccountDialog, KeyDialog
from cicclo_qgis.gui.prompts import Prompts
from cicclo_qgis.host.transport import http_session
from cicclo_qgis.platforms.model import AccountAccess, ApiKeyAccess
from cicclo_qgis.signin import (
    Account,
    Complaint,
    Question,
    Sessions,
    SessionState,
    SignInProblemCode,
    StoreChain,
    SystemClock,
)
from tests.nginx import PROGRAM, Nginx
from tests.unit.signin.people import ScriptedBrowser, platform

ASKED = Question("Grand Atelier", "data.example:8443", "https://help.example/account")


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    if PROGRAM is None:
        pytest.skip("nginx is not installed")
    with Nginx(tmp_path_factory.mktemp("nginx")) as server:
        yield server


@pytest.fixture
def prompts(qgis_app):
    prompts = Prompts()
    yield prompts
    prompts.shut()


@pytest.fixture
def desk(prompts):
    return Sessions(
        http=lambda: http_session(sign_in=True),
        browser=ScriptedBrowser(lambda visit: ()),
        store=StoreChain(()),
        clock=SystemClock(),
        prompt=prompts,
    )


class Beside:
    """A call in a worker thread."""

    def __init__(self, call, *args):
        self.result = "none yet"
        self._thread = threading.Thread(target=self._run, args=(call, *args), daemon=True)
        self._thread.start()

    def _run(self, call, *args):
        self.result = call(*args)

    def over(self):
        return not self._thread.is_alive()


def dialogs(kind):
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]


def opened(qtbot, kind, number=1):
    qtbot.waitUntil(lambda: len(dialogs(kind)) == number)
    return dialogs(kind)[0]


def test_the_password_is_hidden_and_nothing_is_sent_half_filled(qtbot):
    dialog = AccountDialog(ASKED)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.password.echoMode() == QLineEdit.EchoMode.Password
    assert dialog.username.echoMode() == QLineEdit.EchoMode.Normal
    assert not dialog.sign_in_button.isEnabled()
    qtbot.keyClicks(dialog.username, " agent ")
    qtbot.keyClick(dialog.username, Qt.Key.Key_Return)
    assert dialog.isVisible() and not dialog.sign_in_button.isEnabled()
    qtbot.keyClicks(dialog.password, " x ")
    assert dialog.answer() == Account("agent", " x ")


def test_it_says_for_whom_and_where_it_goes(qtbot):
    for kind in (AccountDialog, KeyDialog):
        dialog = kind(ASKED)
        qtbot.addWidget(dialog)
        assert "Grand Atelier" in dialog.windowTitle()
        assert "Grand Atelier" in dialog.intro.toPlainText()
        assert "data.example:8443" in dialog.promise.toPlainText()
        assert not dialog.help.isHidden() and "https://help.example/account" in dialog.help.text()
        assert dialog.complaint.isHidden()


@pytest.mark.parametrize("address", [None, "", "file:///etc/passwd", "javascript:alert(1)"])
def test_help_is_a_web_page_or_nothing(qtbot, address):
    dialog = AccountDialog(Question("x", "y", address))
    qtbot.addWidget(dialog)
    assert dialog.help.isHidden()


def test_names_are_never_markup(qtbot):
    dialog = AccountDialog(Question("<b>A</b>", "h", 'https://x.example/"><img src=x>'))
    qtbot.addWidget(dialog)
    assert "<" not in dialog.windowTitle() and "<img" not in dialog.help.text()


@pytest.mark.parametrize("complaint", list(Complaint))
@pytest.mark.parametrize("kind", [AccountDialog, KeyDialog])
def test_asked_again_it_says_why(qtbot, kind, complaint):
    dialog = kind(Question("x", "y", complaint=complaint, username="agent"))
    qtbot.addWidget(dialog)
    assert not dialog.complaint.isHidden() and len(dialog.complaint.toPlainText()) > 20
    if kind is AccountDialog:
        assert dialog.username.text() == "agent" and dialog.password.text() == ""


def test_every_line_has_a_name_for_screen_readers(qtbot):
    for kind in (AccountDialog, KeyDialog):
        dialog = kind(ASKED)
        qtbot.addWidget(dialog)
        assert all(line.accessibleName() for _, line in dialog._fields)


def test_signed_in_with_an_account(qtbot, desk, nginx):
    where = platform(AccountAccess((nginx.url("/account/"),)), name="Grand Atelier")
    signing_in = Beside(desk.sign_in, where)
    dialog = opened(qtbot, AccountDialog)
    assert desk.status("atelier").state is SessionState.WAITING
    qtbot.keyClicks(dialog.username, nginx.username)
    dialog.password.setText(secrets.token_urlsafe(6))
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialogs(AccountDialog) not in ([], [dialog]))
    again = dialogs(AccountDialog)[0]
    assert "refused" in again.complaint.toPlainText()
    again.password.setText(nginx.password)
    again.sign_in_button.click()
    qtbot.waitUntil(signing_in.over)
    assert signing_in.result.state is SessionState.SIGNED_IN
    assert signing_in.result.who == nginx.username
    assert desk.credential_for(nginx.url("/account/items")) is not None
    assert [row[1] for row in nginx.seen("/account")] == ["401", "200"]
    assert dialogs(AccountDialog) == []


def test_signed_in_with_a_key(qtbot, desk, nginx):
    signing_in = Beside(desk.sign_in, platform(ApiKeyAccess((nginx.url("/key/"),))))
    dialog = opened(qtbot, KeyDialog)
    dialog.key.setText(f"  {nginx.key}\t")
    dialog.sign_in_button.click()
    qtbot.waitUntil(signing_in.over)
    assert signing_in.result.state is SessionState.SIGNED_IN
    assert nginx.seen("/key")[-1][4] == nginx.key


@pytest.mark.parametrize("end", ["button", "escape", "from the dock", "unload"])
def test_declined(qtbot, desk, prompts, end):
    signing_in = Beside(desk.sign_in, platform(AccountAccess(("http://127.0.0.1:9/x",))))
    dialog = opened(qtbot, AccountDialog)
    if end == "button":
        dialog.cancel_button.click()
    elif end == "escape":
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    elif end == "from the dock":
        desk.cancel("atelier")
    else:
        prompts.shut()
    qtbot.waitUntil(signing_in.over)
    assert signing_in.result.problem.code is SignInProblemCode.CANCELLED
    qtbot.waitUntil(lambda: dialogs(AccountDialog) == [])


def test_what_was_typed_is_forgotten_by_the_dialog(qtbot, prompts):
    asking = Beside(prompts.ask_account, ASKED)
    dialog = opened(qtbot, AccountDialog)
    dialog.username.setText("agent")
    dialog.password.setText("x")
    with qtbot.waitSignal(dialog.destroyed):
        dialog.accept()
        assert dialog.username.text() == dialog.password.text() == ""
    qtbot.waitUntil(asking.over)
    assert asking.result == Account("agent", "x")


def test_two_platforms_ask_at_once_but_one_platform_once(qtbot, prompts):
    other = Question("Autre", "autre.example")
    first, second = Beside(prompts.ask_account, ASKED), Beside(prompts.ask_account, other)
    opened(qtbot, AccountDialog, 2)
    again = Beside(prompts.ask_account, ASKED)
    qtbot.waitUntil(again.over)
    assert again.result is None and not first.over()
    assert prompts.bring_forward("Autre") and not prompts.bring_forward("Personne")
    prompts.cancel("Autre")
    qtbot.waitUntil(second.over)
    assert second.result is None and not first.over()


def test_the_gui_never_waits(prompts):
    with pytest.raises(RuntimeError, match="GUI thread"):
        prompts.ask_account(ASKED)


def test_after_unload_nobody_is_asked(qtbot, prompts):
    prompts.shut()
    asking = Beside(prompts.ask_key, ASKED)
    qtbot.waitUntil(asking.over)
    assert asking.result is None and dialogs(AccountDialog) == []
