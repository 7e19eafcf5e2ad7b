"""Accounts that rest beside the one in use: the person can go on with one of them."""

from __future__ import annotations

from typing import Sequence

from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QMenu

from cicclo_qgis.gui import session_texts
from cicclo_qgis.gui.accounts import Accounts
from cicclo_qgis.gui.icons import Icon
from cicclo_qgis.gui.text import menu_text
from cicclo_qgis.signin.state import AccountStatus


def of(accounts: Accounts, platform_id: str) -> Sequence[AccountStatus]:
    """Those of a platform."""
    return [account for account in accounts.of(platform_id) if not account.active]


def fill(menu: QMenu, accounts: Accounts, platform_id: str) -> bool:
    """Put each into ``menu``; whether there was one."""
    found = of(accounts, platform_id)
    for account in found:
        text = QCoreApplication.translate("AccountBar", "Go on as {who}")
        who = menu_text(session_texts.account_name(account))
        action = menu.addAction(Icon.PERSON.icon(), text.format(who=who))
        action.triggered.connect(
            lambda _checked=False, chosen=account.account: accounts.use(platform_id, chosen)
        )
    return bool(found)
