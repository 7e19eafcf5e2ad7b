"""The few French pages of the gateways."""

from __future__ import annotations

import html
from typing import Optional

from workshop.gateway_sessions import User

_STYLE = """
:root { color-scheme: light dark;
  --ink:#161616; --paper:#fff; --soft:#f6f6f6; --line:#ddd; --blue:#000091; }
@media (prefers-color-scheme: dark) {
  :root { --ink:#eee; --paper:#161616; --soft:#1e1e1e; --line:#3a3a3a; --blue:#8585f6; } }
body { margin:0; font:16px/1.5 Marianne,"Noto Sans","Liberation Sans",Arial,sans-serif;
  color:var(--ink); background:var(--soft); }
main { max-width:30rem; margin:10vh auto; background:var(--paper); border:1px solid var(--line);
  border-radius:8px; padding:2rem 2.25rem; }
h1 { font-size:1.4rem; margin:0 0 .25rem; } p { margin:.6rem 0; } small { opacity:.75; }
a { color:var(--blue); } .go { display:inline-block; margin:1rem 0 .5rem; padding:.7rem 1.4rem;
  background:#000091; color:#fff; text-decoration:none; border-radius:4px; font-weight:600; }
.bad { border-left:4px solid #ce0500; padding:.4rem .8rem; background:var(--soft); }
"""


def page(title: str, body: str) -> str:
    """A whole HTML page; `body` is HTML already."""
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{html.escape(title)}</h1>{body}</main></body></html>"
    )


def login(error: Optional[str]) -> str:
    """The chooser of geOrchestra's ``/login``."""
    told = ""
    if error is not None:
        told = '<p class="bad">La connexion n’a pas abouti. Vous pouvez essayer de nouveau.</p>'
    return page(
        "Géo Armor (atelier)",
        f"{told}<p>Connectez-vous pour ouvrir les données en accès restreint.</p>"
        '<p><a class="go" href="/oauth2/authorization/proconnect">S’identifier avec ProConnect</a>'
        "</p><p><small>Plateforme d’atelier sur votre propre poste.</small></p>",
    )


def home(user: Optional[User]) -> str:
    """The gateway's first page."""
    if user is None:
        who = '<p>Vous n’êtes pas connecté.</p><p><a class="go" href="/login">Se connecter</a></p>'
    else:
        name = html.escape(f"{user.first_name} {user.last_name}")
        who = (
            f"<p>Connecté : <strong>{name}</strong><br><small>{html.escape(user.email)}</small></p>"
            '<p><a href="/logout">Se déconnecter</a></p>'
        )
    return page(
        "Géo Armor (atelier)",
        who + '<p>Service OGC API - Features : <a href="/ogc/?f=html">/ogc/</a></p>',
    )


def forbidden() -> str:
    """Signed in, but without the right."""
    return page(
        "Accès refusé",
        "<p>Votre compte n’a pas le rôle demandé pour ces données.</p>"
        '<p><a href="/">Retour à l’accueil</a></p>',
    )
