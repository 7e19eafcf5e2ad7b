"""The status page's HTML, in French."""

from __future__ import annotations

import html
from typing import Any, Dict, List, Mapping, Sequence

from workshop import paths
from workshop.collections import ARMOR, COLLECTIONS, HEXAGONE, OUVERT
from workshop.registry import ARMOR_ID, HEXAGONE_ID

_PLATFORMS = (
    (
        ARMOR_ID,
        "Géo Armor",
        "À la manière de geOrchestra : la passerelle connecte par ProConnect et garde une session "
        "web. Les collections restreintes n’apparaissent qu’une fois connecté.",
        ARMOR,
        "armor_landing",
        ("armor", "armor-open", "armor-full"),
        "armor",
    ),
    (
        HEXAGONE_ID,
        "Hexagone",
        "À la manière de la Géoplateforme : son serveur d’autorisation délègue à ProConnect et "
        "remet des jetons. Toutes les collections sont annoncées.",
        HEXAGONE,
        "hexagone_landing",
        ("hexagone", "hexagone-as", "hexagone-qgis"),
        "hexagone",
    ),
    (
        "atelier-ouvert",
        "Données ouvertes",
        "MapServer, sans connexion.",
        OUVERT,
        "ouvert_landing",
        ("ouvert",),
        "ouvert",
    ),
)
_PLATFORM_NAMES = {ARMOR_ID: "Géo Armor", HEXAGONE_ID: "Hexagone"}


def page(told: Mapping[str, Any], rows: Mapping[str, int]) -> str:
    """The whole page. `told` is ``workshop.json``, `rows` the number of rows of each layer."""
    template = (paths.PACKAGE / "status.html").read_text("utf-8")
    parts = {
        "@PLATFORMS@": "".join(_platform(one, told["addresses"], rows) for one in _PLATFORMS),
        "@AGENTS@": "".join(_agent(one) for one in told["agents"]),
        "@SERVICES@": "".join(_service(one) for one in told["services"]),
        "@REGISTRY@": html.escape(told["platforms_file"]),
        "@PROCONNECT@": html.escape(told["addresses"]["proconnect"]),
    }
    for mark, text in parts.items():
        template = template.replace(mark, text)
    return template


def _platform(one: Sequence[Any], where: Mapping[str, str], rows: Mapping[str, int]) -> str:
    _, name, text, published, landing, services, folder = one
    items = "".join(
        _collection(collection, rows[f"{folder}/{collection}"]) for collection in published
    )
    return f"""
<article class="card" data-services="{" ".join(services)}">
  <h2><span class="dot"></span>{html.escape(name)}<span class="state">…</span></h2>
  <p>{html.escape(text)}</p>
  <ul class="collections">{items}</ul>
  {_copy(where[landing])}
</article>"""


def _collection(name: str, count: int) -> str:
    info = COLLECTIONS[name]
    number = f"{count:,}".replace(",", "\u202f")
    kind = "objets" if info.geometry else "lignes, sans géométrie"
    lock = ' <span class="lock">accès restreint</span>' if info.restricted else ""
    return (
        f'<li title="{html.escape(info.described_fr)}"><span>{html.escape(info.title_fr)}</span>'
        f"<small>{number} {kind}{lock}</small></li>"
    )


def _copy(text: str) -> str:
    escaped = html.escape(text)
    return (
        f'<p class="address"><code>{escaped.replace("/", "/<wbr>")}</code>'
        f'<button type="button" data-copy="{escaped}">Copier</button></p>'
    )


def _agent(agent: Mapping[str, Any]) -> str:
    roles: Dict[str, List[str]] = agent["roles"]
    rights = ", ".join(_PLATFORM_NAMES.get(platform, platform) for platform in roles)
    cells = (
        f"<strong>{html.escape(agent['name'])}</strong>",
        f"<code>{html.escape(agent['email'])}</code>"
        f'<button type="button" data-copy="{html.escape(agent["email"])}">Copier</button>',
        f"<code>{html.escape(agent['password'])}</code>",
        html.escape(rights) if rights else '<span class="none">aucun</span>',
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _service(service: Mapping[str, str]) -> str:
    name = html.escape(service["name"])
    return (
        f'<li data-service="{name}"><span class="dot"></span>{html.escape(service["title"])}'
        f'<small class="ms"></small></li>'
    )
