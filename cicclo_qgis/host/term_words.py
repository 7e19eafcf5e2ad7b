"""Codes of conditions and licences in the person's words."""

from __future__ import annotations

from typing import Dict

from qgis.PyQt.QtCore import QCoreApplication

from cicclo_qgis.catalogue.terms import Term


def _tr(text: str) -> str:
    return QCoreApplication.translate("Rights", text)


def in_words(term: Term) -> str:
    """What the condition means."""
    return _texts()[term]


def _texts() -> Dict[Term, str]:
    limited = _tr("Public access is limited ({why})")
    article = {
        Term.ARTICLE_A: _tr("confidentiality of the work of public authorities"),
        Term.ARTICLE_B: _tr("international relations, public security or national defence"),
        Term.ARTICLE_C: _tr("course of justice"),
        Term.ARTICLE_D: _tr("commercial or industrial confidentiality"),
        Term.ARTICLE_E: _tr("intellectual property rights"),
        Term.ARTICLE_F: _tr("personal data"),
        Term.ARTICLE_G: _tr("protection of whoever gave the information freely"),
        Term.ARTICLE_H: _tr("protection of the environment, such as rare species"),
    }
    return {
        Term.NO_LIMITATIONS: _tr("No limitation of public access"),
        **{term: limited.format(why=why) for term, why in article.items()},
        Term.NO_CONDITIONS: _tr("No condition of access or use"),
        Term.CONDITIONS_UNKNOWN: _tr("Conditions not known"),
        Term.PUBLIC: _tr("Open to all"),
        Term.RESTRICTED: _tr("Restricted access"),
        Term.NOT_PUBLIC: _tr("Not open to the public"),
        Term.COPYRIGHT: _tr("Copyright"),
        Term.INTELLECTUAL_PROPERTY: _tr("Intellectual property rights"),
        Term.CONFIDENTIAL: _tr("Confidential"),
        **_licence_texts(),
    }


def _licence_texts() -> Dict[Term, str]:
    return {
        Term.LICENCE_NOT_STATED: _tr("Licence not stated"),
        Term.OTHER_OPEN: _tr("Another open licence"),
        Term.OTHER_PUBLIC_DOMAIN: _tr("Public domain"),
        Term.OTHER_ATTRIBUTION: _tr("Open, the source to be named"),
        Term.PROPRIETARY: _tr("Licence of its own"),
    }
