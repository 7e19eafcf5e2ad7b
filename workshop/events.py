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
    """``faults``: (server, fault) pairs. ``frozen``: a server that answers no more."""

    french: str
    faults: Tuple[Tuple[str, str], ...] = ()
    frozen: str = ""


def known_events() -> Dict[str, Event]:
    """Every event by name, those of a working day first, then each fault of each server."""
    events = {
        "token-expires": Event(
            "Les jetons d’accès de Hexagone ne vivent que quelques secondes.",
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
        "keys-rotated": Event(
            "Hexagone et ProConnect changent leurs clés de signature.",
            (("hexagone-as", "rotate_keys"), ("proconnect", "rotate_keys")),
        ),
        "identity-restarted": Event(
            "ProConnect redémarre : il a d’autres clés et oublie toutes ses sessions.",
            (("proconnect", "kill_sessions"), ("proconnect", "rotate_keys")),
        ),
        "platform-hangs": Event("Données ouvertes ne répond plus.", frozen="ouvert"),
        _CALM: Event("Tout rentre dans l’ordre."),
    }
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
    if event.frozen:
        _freeze(workshop, event.frozen, on)
    return event


def _freeze(workshop: Workshop, server: str, on: bool) -> None:
    for process in processes.running(workshop.state):
        if process.name == server:
            os.killpg(os.getpgid(process.pid), signal.SIGSTOP if on else signal.SIGCONT)


def _calm(workshop: Workshop) -> None:
    for address in workshop.described["faults"].values():
        request = urllib.request.Request(address, method="DELETE")
        urllib.request.urlopen(request, timeout=5.0).close()
    for event in known_events().values():
        if event.frozen:
            _freeze(workshop, event.frozen, False)
