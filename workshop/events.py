"""What can go wrong on a day of work, by names a trainer can type: ``workshop fault NAME``.

An event is one or more faults of the servers, or a server frozen. Everything that stays on goes
off again with ``--off`` or with the event ``calm``.
"""

from __future__ import annotations

import os
import signal
import urllib.request
from dataclasses import dataclass
from typing import Dict, Tuple

from workshop import processes
from workshop.identity_faults import known_faults
from workshop.supervisor import Workshop, WorkshopError

_IDENTITY = (("proconnect", "ProConnect"), ("hexagone-as", "Hexagone"))
_GATEWAYS = (("armor", "Géo Armor"), ("hexagone", "Hexagone"))
_CALM = "calm"


@dataclass(frozen=True)
class Event:
    """``faults``: (server, fault) pairs. ``frozen``: servers that answer no more."""

    french: str
    faults: Tuple[Tuple[str, str], ...] = ()
    frozen: Tuple[str, ...] = ()


_DAY = {
    "token-expires": Event(
        "Les jetons d’accès de Hexagone ne vivent que quelques secondes ; celui qui renouvelle "
        "change à chaque fois.",
        (("hexagone-as", "short_access_token"),),
    ),
    "refresh-refused": Event(
        "Hexagone refuse de renouveler les sessions : il faut se reconnecter.",
        (("hexagone-as", "refresh_refused"),),
    ),
    "session-killed": Event(
        "Toutes les sessions sont oubliées, chez Géo Armor, Hexagone et ProConnect.",
        (
            ("armor", "kill_sessions"),
            ("hexagone-as", "kill_sessions"),
            ("proconnect", "kill_sessions"),
        ),
    ),
    "token-refused": Event(
        "Hexagone refuse tout jeton (401), même bon.", (("hexagone", "refuse_tokens"),)
    ),
    "login-page": Event(
        "Géo Armor répond 200 avec sa page de connexion au lieu des données.",
        (("armor", "login_page"),),
    ),
    "login-redirect": Event(
        "Géo Armor renvoie toute demande de données à sa page de connexion (302).",
        (("armor", "login_redirect"),),
    ),
    "right-lost": Event(
        "Plus personne n’a droit aux données restreintes de Géo Armor et de Hexagone (403).",
        (("armor", "no_right"), ("hexagone", "no_right")),
    ),
    "night-asleep": Event(
        "Le poste a dormi une nuit : les jetons d’accès de Hexagone sont périmés.",
        (("hexagone", "age_tokens"),),
    ),
    "clock-two-minutes": Event(
        "Les horloges du poste et de Hexagone diffèrent de deux minutes.",
        (("hexagone-as", "clock_minutes"),),
    ),
    "clock-two-hours": Event(
        "Les horloges du poste et de Hexagone diffèrent de deux heures.",
        (("hexagone-as", "clock_hours"),),
    ),
    "keys-rotated": Event(
        "Hexagone et ProConnect changent leurs clés de signature.",
        (("hexagone-as", "rotate_keys"), ("proconnect", "rotate_keys")),
    ),
    "identity-restarted": Event(
        "ProConnect redémarre : il a d’autres clés et oublie toutes ses sessions.",
        (("proconnect", "kill_sessions"), ("proconnect", "rotate_keys")),
    ),
    "platform-hangs": Event("Données ouvertes ne répond plus.", frozen=("ouvert",)),
    "network-gone": Event(
        "Le réseau est coupé : plus aucun serveur ne répond (`--off` le rétablit).",
        frozen=("armor", "hexagone", "ouvert", "hexagone-as", "proconnect"),
    ),
}
"""The events of a working day."""


def known_events() -> Dict[str, Event]:
    """Every event by name, those of a working day first, then each fault of each server."""
    events = {**_DAY, _CALM: Event("Tout rentre dans l’ordre.")}
    for server, title in _GATEWAYS:
        events[f"{server}-slow"] = Event(f"{title} répond avec 3 s de retard.", ((server, "slow"),))
        events[f"{server}-busy"] = Event(f"{title} répond 503.", ((server, "down"),))
    for server, title in _IDENTITY:
        for fault in known_faults():
            name = f"{server}-{fault.name.replace('_', '-')}"
            events[name] = Event(f"{title} : {fault.french}", ((server, fault.name),))
    return events


def happen(workshop: Workshop, name: str, on: bool = True) -> Event:
    """Let an event happen on a running workshop, or end it.

    Raises:
        WorkshopError: there is no such event, or the workshop does not run.
    """
    event = known_events().get(name)
    if event is None:
        raise WorkshopError(f"no event {name!r}: see `python3 -m workshop fault --list`")
    if not workshop.described or not any(workshop.status().values()):
        raise WorkshopError("the workshop does not run: `python3 -m workshop up`")
    if name == _CALM:
        _calm(workshop)
        return event
    for server, fault in event.faults:
        workshop.fault(server, fault, on)
    _freeze(workshop, event.frozen, on)
    return event


def _freeze(workshop: Workshop, servers: Tuple[str, ...], on: bool) -> None:
    for process in processes.running(workshop.state) if servers else ():
        if process.name in servers:
            os.killpg(os.getpgid(process.pid), signal.SIGSTOP if on else signal.SIGCONT)


def _calm(workshop: Workshop) -> None:
    # Before the faults: one that is frozen cannot be told anything.
    for event in known_events().values():
        _freeze(workshop, event.frozen, False)
    for address in workshop.described["faults"].values():
        request = urllib.request.Request(address, method="DELETE")
        urllib.request.urlopen(request, timeout=5.0).close()
