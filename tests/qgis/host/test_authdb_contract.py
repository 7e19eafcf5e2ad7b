"""QGIS's encrypted store does what every credential store must do."""

from __future__ import annotations

from typing import Any

import pytest

from cicclo_qgis.host.authdb import AuthDbStore
from tests.qgis.host.test_authdb import manager, master  # noqa: F401 - fixtures
from tests.unit.signin.store_contract import StoreContract


class TestQgisStore(StoreContract):
    @pytest.fixture
    def store(self, manager: Any, master: str) -> Any:  # noqa: F811 - the fixtures
        manager.setMasterPassword(master, True)
        return AuthDbStore(lambda: False)
