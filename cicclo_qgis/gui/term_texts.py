"""Conditions and licences fit to be shown: codes in the person's words, the rest as it was told."""

from __future__ import annotations

from cicclo_qgis.catalogue.terms import Term, term_of, terms_in
from cicclo_qgis.gui.text import plain
from cicclo_qgis.host.term_words import in_words


def readable(rights: str, limit: int = 1000) -> str:
    """Conditions in the person's words, as far as they are codes; else in the publisher's."""
    told = [in_words(one) if isinstance(one, Term) else one for one in terms_in(rights)]
    return plain(" · ".join(told), limit)


def licence(name: str) -> str:
    """A licence by its name, a code in the person's words."""
    term = term_of(name)
    return in_words(term) if term is not None else plain(name, 200)
