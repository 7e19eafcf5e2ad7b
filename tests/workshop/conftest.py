"""One running workshop, and one pair of identity servers, for the tests that only look at them."""

from __future__ import annotations

from typing import Iterator

import pytest

from tests.workshop.identity_party import Stage
from workshop import Workshop, install
from workshop.identity_faults import clear_faults
from workshop.identity_process import (
    HexagoneConfig,
    ProConnectClient,
    ProConnectConfig,
    free_port,
    hexagone_registration,
    new_secret,
    start_hexagone,
    start_proconnect,
)


@pytest.fixture(scope="session")
def set_up() -> None:
    absent = install.missing()
    if absent:
        pytest.skip(f"run `python3 -m workshop setup` first (missing: {', '.join(absent)})")


@pytest.fixture(scope="session")
def workshop(set_up: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with Workshop(tmp_path_factory.mktemp("workshop")) as running:
        yield running


@pytest.fixture(scope="session")
def identity_servers() -> Iterator[Stage]:
    port = free_port()
    registration = hexagone_registration(port)
    gateway_secret, plain_secret, data_secret = new_secret(), new_secret(), new_secret()
    clients = [
        registration,
        ProConnectClient(
            "passerelle",
            ("http://127.0.0.1:9/login/oauth2/code/proconnect",),
            gateway_secret,
            post_logout_redirect_uris=("http://127.0.0.1:9/",),
        ),
        ProConnectClient(
            "simple",
            ("http://127.0.0.1:9/plain",),
            plain_secret,
            id_token_alg="ES256",
            userinfo_alg=None,
            scope="openid email",
        ),
    ]
    proconnect = start_proconnect(ProConnectConfig(clients))
    try:
        hexagone = start_hexagone(
            HexagoneConfig(port, proconnect.issuer, registration, data_secret)
        )
        try:
            yield Stage(proconnect, hexagone, gateway_secret, plain_secret, data_secret)
        finally:
            hexagone.stop()
    finally:
        proconnect.stop()


@pytest.fixture
def identity(identity_servers: Stage) -> Iterator[Stage]:
    """Both identity servers, every fault switched off afterwards."""
    yield identity_servers
    clear_faults(identity_servers.proconnect.admin_url)
    clear_faults(identity_servers.hexagone.admin_url)
