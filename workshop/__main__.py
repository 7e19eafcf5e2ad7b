"""``python3 -m workshop setup|up|down|status|fault``."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional

from workshop import events, install, paths, processes
from workshop.install import InstallError
from workshop.servers import Options
from workshop.supervisor import Workshop, WorkshopError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="workshop", description="Local federation of platforms.")
    commands = parser.add_subparsers(dest="command", required=True)
    setup = commands.add_parser("setup", help="install and build what the servers need")
    setup.add_argument("--tests", action="store_true", help="and the servers that only tests need")
    for name, text in (
        ("up", "start every server"),
        ("down", "stop every server"),
        ("status", "tell what runs"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--state", type=Path, default=paths.DEFAULT_STATE, metavar="DIR")
        if name == "up":
            command.add_argument("--port-base", type=int, metavar="N", help="first of nine ports")
            command.add_argument("--foreground", action="store_true", help="stay until Ctrl+C")
            command.add_argument(
                "--tokens",
                choices=("jwt", "opaque"),
                default="jwt",
                help="Hexagone's access tokens",
            )
            command.add_argument("--token-seconds", type=int, default=300, metavar="S")
            command.add_argument("--session-seconds", type=float, default=28800.0, metavar="S")
    fault = commands.add_parser("fault", help="let something go wrong, to show what happens")
    fault.add_argument("name", nargs="?", help="which (see --list); `calm` ends them all")
    fault.add_argument("--off", action="store_true", help="end it")
    fault.add_argument("--list", action="store_true", help="name them all, one a line")
    fault.add_argument("--state", type=Path, default=paths.DEFAULT_STATE, metavar="DIR")
    return parser


def _show(told: Dict[str, Any]) -> None:
    where = told["addresses"]
    print(f"\n  Page d'état        {where['status']}")
    print(f"  Géo Armor          {where['armor_landing']}")
    print(f"  Hexagone           {where['hexagone_landing']}")
    print(f"  Données ouvertes   {where['ouvert_landing']}")
    print(f"  ProConnect         {where['proconnect']}")
    print("\n  Agents :")
    for agent in told["agents"]:
        rights = ", ".join(agent["roles"]) or "aucun droit particulier"
        print(f"    {agent['email']:<34} mot de passe {agent['password']}   ({rights})")
    print(f"\n  QGIS : CICCLO_REGISTRY={told['platforms_file']} qgis\n")


def _up(arguments: argparse.Namespace) -> int:
    install.install()
    workshop = Workshop(
        arguments.state,
        port_base=arguments.port_base,
        options=Options(
            session_lifetime_s=arguments.session_seconds,
            access_token_format=arguments.tokens,
            access_token_seconds=arguments.token_seconds,
        ),
    )
    if not workshop.start(attached=arguments.foreground):
        print("déjà en marche")
    _show(workshop.described)
    if arguments.foreground:
        try:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            print("Ctrl+C pour arrêter")
            signal.pause()
        except KeyboardInterrupt:
            print("arrêt…")
        finally:
            workshop.stop()
    return 0


def _down(arguments: argparse.Namespace) -> int:
    ended = Workshop(arguments.state).stop()
    print("arrêté : " + ", ".join(sorted(ended)) if ended else "rien n'était en marche")
    return 0


def _status(arguments: argparse.Namespace) -> int:
    workshop = Workshop(arguments.state)
    states = workshop.status()
    for name, alive in states.items():
        print(f"  {'●' if alive else '○'} {name}")
    if all(states.values()):
        _show(workshop.described)
        return 0
    for one in processes.running(workshop.state):
        print(f"    {one.name}: process {one.pid}")
    return 1


def _fault(arguments: argparse.Namespace) -> int:
    if arguments.list or not arguments.name:
        known = events.known_events()
        width = max(map(len, known))
        for name, event in known.items():
            print(f"{name:<{width}}  {event.french}")
        return 0
    event = events.happen(Workshop(arguments.state), arguments.name, not arguments.off)
    print(("terminé : " if arguments.off else "") + event.french)
    return 0


def main(argv: Optional[List[str]] = None) -> int:
    """Run one command; the exit status."""
    arguments = _parser().parse_args(argv)
    try:
        if arguments.command == "setup":
            install.install()
            if arguments.tests:
                install.install_for_tests()
            return 0
        run = {"up": _up, "down": _down, "status": _status, "fault": _fault}
        return run[arguments.command](arguments)
    except (WorkshopError, InstallError) as problem:
        print(f"workshop: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
