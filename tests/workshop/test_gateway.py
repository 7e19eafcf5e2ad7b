"""Platform 1's gateway: a web session through ProConnect, in geOrchestra's manner."""

from __future__ import annotations

from typing import List

import pytest
import requests

from tests.workshop.agent import Agent, bearer_token
from tests.workshop.identity_browser import CAMILLE, NOE, SASHA, Page
from workshop import Workshop

pytestmark = pytest.mark.workshop

RESTRICTED = "/collections/zones_humides"
JSON = {"Accept": "application/json"}


def ask(agent: Agent, url: str, **headers: str) -> requests.Response:
    return agent.http.get(url, headers={**JSON, **headers}, allow_redirects=False, timeout=20)


def signed_in(workshop: Workshop, email: str) -> Agent:
    agent = Agent(email)
    agent.open(workshop.addresses["armor"] + "/oauth2/authorization/proconnect")
    return agent


def listed(answer: requests.Response) -> List[str]:
    return [one["id"] for one in answer.json()["collections"]]


@pytest.mark.parametrize("tail", ["", "/items", "/items/ZH-22-0001", "/queryables"])
def test_a_stranger_is_sent_to_the_login_page(workshop: Workshop, tail: str) -> None:
    stranger = Agent("")
    answer = ask(stranger, workshop.addresses["armor_landing"] + RESTRICTED + tail)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login"
    page = stranger.http.get(workshop.addresses["armor"] + "/login", timeout=10)
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert "ProConnect" in page.text
    who = ask(stranger, workshop.addresses["armor"] + "/whoami").json()
    assert who == {"GeorchestraUser": None, "Authentication": None}


@pytest.mark.parametrize(
    "spelling",
    ["/collections//zones_humides/items", "/collections/zones%5Fhumides/items", "/./collections"],
)
def test_no_spelling_of_the_path_shows_restricted_rows(workshop: Workshop, spelling: str) -> None:
    url = workshop.addresses["armor_landing"] + spelling
    request = requests.Request("GET", url).prepare()
    request.url = url
    with requests.Session() as session:
        answer = session.send(request, allow_redirects=False, timeout=20)
    assert "ZH-22" not in answer.text


@pytest.mark.parametrize("header", ["Authorization", "sec-roles", "sec-username"])
def test_no_header_stands_in_for_a_session(workshop: Workshop, header: str) -> None:
    answer = ask(
        Agent(""),
        workshop.addresses["armor_landing"] + RESTRICTED,
        **{header: "ROLE_LECTEUR-RESTREINT"},
    )
    assert answer.status_code == 302


def test_the_reader_sees_and_opens(workshop: Workshop) -> None:
    camille = signed_in(workshop, CAMILLE)
    who = ask(camille, workshop.addresses["armor"] + "/whoami").json()["GeorchestraUser"]
    assert (who["email"], who["firstName"], who["lastName"]) == (CAMILLE, "Camille", "Durand")
    landing = workshop.addresses["armor_landing"]
    assert "zones_humides" in listed(ask(camille, landing + "/collections"))
    answer = ask(camille, landing + RESTRICTED + "/items?limit=1")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.headers["Vary"]
    assert "ZH-22-0001" in answer.text


def test_the_cookie_is_opaque_and_kept_from_scripts(workshop: Workshop) -> None:
    camille = Agent(CAMILLE)
    camille.open(workshop.addresses["armor"] + "/oauth2/authorization/proconnect")
    cookie = next(one for one in camille.http.cookies if one.name == "SESSION")
    assert (cookie.domain, cookie.path) == ("127.0.0.1", "/")
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite").lower() == "lax"
    assert len(cookie.value) >= 32
    assert "." not in cookie.value


def test_signing_in_changes_the_session_id(workshop: Workshop) -> None:
    camille = Agent(CAMILLE)
    start = workshop.addresses["armor"] + "/oauth2/authorization/proconnect"
    before = camille.http.get(start, allow_redirects=False, timeout=10).cookies["SESSION"]
    camille.open(start)
    assert camille.http.cookies.get("SESSION", domain="127.0.0.1") != before


def test_without_the_role_nothing_more(workshop: Workshop) -> None:
    noe = signed_in(workshop, NOE)
    landing = workshop.addresses["armor_landing"]
    assert "zones_humides" not in listed(ask(noe, landing + "/collections"))
    assert ask(noe, landing + RESTRICTED + "/items").status_code == 403


def test_back_to_the_page_first_wanted(workshop: Workshop) -> None:
    camille = Agent(CAMILLE)
    wanted = workshop.addresses["armor_landing"] + RESTRICTED + "?f=html"
    chooser = camille.open(wanted)
    assert chooser.url.endswith("/login")
    page = camille.open(workshop.addresses["armor"] + "/oauth2/authorization/proconnect")
    assert (page.status_code, page.url) == (200, wanted)
    assert camille.open(workshop.addresses["armor"] + "/?login").url.endswith("/?login")
    assert Agent("").open(workshop.addresses["armor"] + "/?login").url.endswith("/login")


def test_a_forged_return_signs_nobody_in(workshop: Workshop) -> None:
    stranger = Agent("")
    answer = ask(
        stranger, workshop.addresses["armor"] + "/login/oauth2/code/proconnect?code=x&state=y"
    )
    assert answer.headers["Location"] == "/login?error=oauth2"


def test_one_sign_in_for_both_platforms(workshop: Workshop) -> None:
    sasha = signed_in(workshop, SASHA)
    assert sasha.forms_filled == 2
    bearer_token(workshop.addresses["hexagone_issuer"], sasha)
    assert sasha.forms_filled == 2


def test_sign_out_here_and_at_proconnect(workshop: Workshop) -> None:
    camille = signed_in(workshop, CAMILLE)
    kept = camille.http.cookies.get("SESSION", domain="127.0.0.1")
    confirm = camille.open(workshop.addresses["armor"] + "/logout")
    assert confirm.url.startswith(workshop.addresses["proconnect"] + "/session/end")
    form = Page(confirm).forms[0]
    done = camille.http.post(form.action, {**form.fields, "logout": "yes"}, timeout=10)
    assert done.url.startswith(workshop.addresses["armor"] + "/")
    who = requests.get(
        workshop.addresses["armor"] + "/whoami", cookies={"SESSION": kept}, timeout=10
    )
    assert who.json()["GeorchestraUser"] is None
    camille.open(workshop.addresses["armor"] + "/oauth2/authorization/proconnect")
    assert camille.forms_filled == 4


def test_faults(workshop: Workshop) -> None:
    camille = signed_in(workshop, CAMILLE)
    url = workshop.addresses["armor_landing"] + RESTRICTED
    workshop.fault("armor", "login_page")
    page = ask(camille, url)
    assert page.headers["Content-Type"].startswith("text/html")
    workshop.fault("armor", "login_page", on=False)
    workshop.fault("armor", "down")
    assert (ask(camille, url).status_code, ask(camille, url).headers["Retry-After"]) == (503, "2")
    workshop.fault("armor", "down", on=False)
    assert ask(camille, url).status_code == 200
    workshop.fault("armor", "kill_sessions")
    assert ask(camille, url).status_code == 302
    web_page = requests.post(
        workshop.described["faults"]["armor"],
        json={"name": "down"},
        headers={"Origin": "http://127.0.0.1:1"},
        timeout=10,
    )
    assert web_page.status_code == 403


def test_the_conditions_of_what_is_hidden_can_be_read(workshop: Workshop) -> None:
    url = workshop.addresses["armor"] + "/conditions/zones_humides.jsonld"
    assert requests.get(url, timeout=10).json()["uid"] == url
