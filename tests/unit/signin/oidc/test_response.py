"""An answer counts only at the attempt's own address, whatever else it gets right."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from cicclo_qgis.signin.errors import SignInFailed
from cicclo_qgis.signin.oidc.attempt import Attempt
from cicclo_qgis.signin.oidc.discovery import Metadata
from cicclo_qgis.signin.oidc.response import take_code
from cicclo_qgis.signin.state import SignInProblemCode
from tests.unit.signin.people import oidc_access

METADATA = Metadata("https://idp.example", "https://idp.example/a", "https://idp.example/t")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/other",
        "http://localhost:{port}/callback",
        "https://127.0.0.1:{port}/callback",
        "http://127.0.0.1:1/callback",
        "http://evil.example/callback",
        "http://agent@127.0.0.1:{port}/callback",
    ],
)
def test_the_right_answer_at_another_address(address: str) -> None:
    mine = Attempt.new(oidc_access("https://idp.example"), METADATA)
    port = mine.redirect_uri.split(":")[2].split("/")[0]
    query = urlencode({"state": mine.state, "iss": mine.metadata.issuer, "code": "abc"})
    with pytest.raises(SignInFailed) as caught:
        take_code(mine, f"{address.format(port=port)}?{query}")
    assert caught.value.problem.code is SignInProblemCode.STATE_MISMATCH
    # It did not use the attempt up: the real one is still waited for.
    assert take_code(mine, f"{mine.redirect_uri}?{query}") == "abc"
