from __future__ import annotations

import pytest

from cicclo_qgis.catalogue.model import Padlock
from cicclo_qgis.gui import sentences
from cicclo_qgis.ogcapi.errors import OgcApiError, ProblemCode
from cicclo_qgis.signin.state import SessionState, SessionStatus, SignInProblem, SignInProblemCode


def _is_a_sentence(text):
    return text[:1].isupper() and text[-1:] in ".…" and "{" not in text


@pytest.mark.parametrize("code", list(ProblemCode))
def test_every_problem_has_a_sentence_and_a_short_form(code):
    assert _is_a_sentence(sentences.problem_code(code))
    assert 0 < len(sentences.problem_in_brief(code)) < 30


@pytest.mark.parametrize("code", list(SignInProblemCode))
def test_every_sign_in_problem_has_a_sentence(code):
    assert _is_a_sentence(sentences.sign_in_code(code))


@pytest.mark.parametrize("padlock", list(Padlock))
def test_every_padlock_has_a_sentence(padlock):
    assert _is_a_sentence(sentences.padlock(padlock, "Géo Armor"))
    assert sentences.padlock_in_brief(padlock)


@pytest.mark.parametrize("state", list(SessionState))
def test_every_session_state_has_a_sentence(state):
    assert _is_a_sentence(sentences.session(SessionStatus("x", state, who="Camille Durand")))
    brief = sentences.session_in_brief(SessionStatus("x", state))
    assert bool(brief) == (state is not SessionState.SIGNED_OUT)


def test_no_two_problems_read_alike():
    texts = [sentences.problem_code(code) for code in ProblemCode]
    texts += [sentences.sign_in_code(code) for code in SignInProblemCode]
    assert len(set(texts)) == len(texts)


def test_the_servers_words_are_added_as_plain_text():
    error = OgcApiError(ProblemCode.SERVER_ERROR, detail="<b>Disk</b>\nfull\x07")
    text = sentences.problem(error)
    assert text.startswith(sentences.problem_code(ProblemCode.SERVER_ERROR))
    assert "Disk full" in text
    assert "<" not in text


def test_braces_in_the_servers_words_are_no_placeholders():
    problem = SignInProblem(SignInProblemCode.SERVER_ERROR, "{detail} {0}")
    assert "{detail} {0}" in sentences.sign_in_problem(problem)
    assert "{who}" in sentences.session(SessionStatus("x", SessionState.SIGNED_IN, who="{who}"))


def test_a_name_is_told_only_when_there_is_one():
    assert "  " not in sentences.session(SessionStatus("x", SessionState.SIGNED_IN))
    assert "as ." not in sentences.session(SessionStatus("x", SessionState.RENEWING))


def test_a_failed_session_tells_its_reason():
    problem = SignInProblem(SignInProblemCode.ACCESS_DENIED, "role missing")
    text = sentences.session(SessionStatus("x", SessionState.FAILED, problem=problem))
    assert text == sentences.sign_in_problem(problem)
