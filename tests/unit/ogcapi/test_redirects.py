"""Redirects, told by a transport that needs no host: what is asked next, and with which headers."""

from __future__ import annotations

import io
from typing import Any, Dict, List, Tuple

import pytest
import requests
from requests.adapters import BaseAdapter

from cicclo_qgis.ogcapi import DEFAULT_POLICY, OgcApiError
from cicclo_qgis.ogcapi.fetch import Answer, Query, fetch


class Told(BaseAdapter):
    """Redirects from each address to the next one; the last answers with nothing."""

    def __init__(self, leads: Dict[str, str], status: int = 302) -> None:
        super().__init__()
        self.leads, self.status = leads, status
        self.asked: List[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.asked.append(request)
        answer = requests.Response()
        answer.raw = io.BytesIO()
        target = self.leads.get(str(request.url))
        answer.status_code = 204 if target is None else self.status
        if target is not None:
            answer.headers["Location"] = target
        return answer

    def close(self) -> None:
        """Nothing is open."""


def led(told: Told, url: str, **more: Any) -> Tuple[Answer, List[str]]:
    with requests.Session() as http:
        http.trust_env = False
        http.mount("https://", told)
        http.mount("http://", told)
        answer = fetch(http, url, "application/json", DEFAULT_POLICY, **more)
    return answer, [str(request.url) for request in told.asked]


@pytest.mark.parametrize(
    ("target", "followed"),
    [
        ("http://data.fr/b", "https://data.fr/b"),
        ("http://data.fr:8080/b", "https://data.fr/b"),  # the inner port behind a proxy
        ("http://x.fr/b", "https://x.fr/b"),
        ("https://x.fr/b", "https://x.fr/b"),
    ],
)
def test_what_was_encrypted_stays_so(target: str, followed: str) -> None:
    _, asked = led(Told({"https://data.fr/a": target}), "https://data.fr/a")
    assert asked == ["https://data.fr/a", followed]


def test_what_was_in_the_clear_may_become_encrypted() -> None:
    answer, asked = led(Told({"http://data.fr/a": "https://data.fr/a"}), "http://data.fr/a")
    assert asked == ["http://data.fr/a", "https://data.fr/a"] and answer.url == asked[-1]


def test_conditions_go_along_and_a_question_stays_on_its_host() -> None:
    told = Told({"https://a.fr/1": "https://a.fr/2", "https://a.fr/2": "https://b.fr/3"}, 307)
    led(told, "https://a.fr/1", conditions={"If-None-Match": '"1"'}, query=Query(b"<q/>", "x/y"))
    sent = [(one.method, one.body, one.headers.get("Content-Type")) for one in told.asked]
    assert sent == [("POST", b"<q/>", "x/y")] * 2 + [("GET", None, None)]
    assert {one.headers.get("If-None-Match") for one in told.asked} == {'"1"'}


@pytest.mark.parametrize(
    ("status", "target", "moved"),
    [
        (302, "/b", True),
        (303, "/b", True),
        (307, "/b", True),
        (301, "/b", False),
        (308, "/b", False),
        (302, "/a/", False),
    ],
)
def test_only_what_is_elsewhere_for_now_has_moved(status: int, target: str, moved: bool) -> None:
    answer, _ = led(Told({"https://a.fr/a": target}, status), "https://a.fr/a")
    assert answer.moved is moved


def test_round_and_round_comes_to_an_end() -> None:
    told = Told({"https://a.fr/a": "/b", "https://a.fr/b": "/a"})
    with pytest.raises(OgcApiError, match="redirects"):
        led(told, "https://a.fr/a")
    assert len(told.asked) == DEFAULT_POLICY.max_redirects + 1
