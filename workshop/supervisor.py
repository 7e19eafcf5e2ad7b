"""Starts, watches and stops a workshop kept in one folder."""

from __future__ import annotations

import contextlib
import fcntl
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Dict, Iterator, List, Optional, Type, Union

from workshop import apache, install, paths, processes, registry, servers
from workshop.identity_process import AGENTS_FILE
from workshop.processes import Server
from workshop.servers import Options

_READY_WITHIN_S = 60.0


class WorkshopError(RuntimeError):
    """The workshop cannot start or stop; the text says which server and why."""


class Workshop:
    """A federation of three platforms and their identity servers on this machine.

    As a context manager it starts on entering and stops on leaving. Two workshops may run at the
    same time in different folders.

    Args:
        state: folder for ports, logs and configurations; made if need be.
        port_base: first of nine consecutive ports; by default free ones are chosen and kept.
        options: lifetimes and token format.
    """

    def __init__(
        self,
        state: Union[str, Path] = paths.DEFAULT_STATE,
        *,
        port_base: Optional[int] = None,
        options: Options = Options(),  # noqa: B008
    ) -> None:
        self.state = Path(state).resolve()
        self._port_base = port_base
        self._options = options
        self._plan: Dict[str, Server] = {}
        self._children: Dict[str, subprocess.Popen[bytes]] = {}
        self._attached = False

    def __enter__(self) -> Workshop:
        self.start()
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        problem: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.stop()

    @property
    def file(self) -> Path:
        """``workshop.json``, which tells other programs all they need."""
        return self.state / "workshop.json"

    @property
    def platforms_file(self) -> Path:
        """The platforms as records of the plugin's registry."""
        return self.state / "platforms.json"

    @property
    def apache_file(self) -> Path:
        """The records of the platforms behind Apache, where ``Options.apache`` asks for them."""
        return self.state / "apache.json"

    @property
    def described(self) -> Dict[str, Any]:
        """What ``workshop.json`` says; empty before the first start."""
        try:
            told: Dict[str, Any] = json.loads(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return told

    @property
    def addresses(self) -> Dict[str, str]:
        """Addresses by name.

        They are: status, proconnect, armor, armor_landing, hexagone, hexagone_landing,
        hexagone_issuer, ouvert_landing.
        """
        return dict(self.described.get("addresses", {}))

    @property
    def agents(self) -> List[Dict[str, Any]]:
        """The demo agents: name, email, password, roles by platform."""
        return list(self.described.get("agents", []))

    def start(self, attached: bool = True) -> bool:
        """Start every server and return once all answer; False if they already do.

        `attached`: the servers end with this program, even if it crashes.

        Raises:
            WorkshopError: something is not installed, or a server did not become ready; then
                nothing is left running.
        """
        absent = install.missing()
        if absent:
            raise WorkshopError(
                "not set up, run `python3 -m workshop setup` (missing: " + ", ".join(absent) + ")"
            )
        self.state.mkdir(parents=True, exist_ok=True)
        (self.state / "logs").mkdir(exist_ok=True)
        with self._lock():
            if self._all_answer():
                return False
            self._end_everything()
            self._attached = attached
            ports = self._choose_ports()
            plan = servers.plan(self.state, ports, self._options)
            self._plan = {server.name: server for server in plan}
            self._describe(ports)
            for old in (self.state / "logs").glob("*.log"):
                old.unlink()
            try:
                self._bring_up(list(self._plan.values()))
            except BaseException:
                self._end_everything()
                raise
        return True

    def stop(self) -> List[str]:
        """Stop every server of this folder, whoever started it; the names of those that ran."""
        if not self.state.is_dir():
            return []
        with self._lock():
            return self._end_everything()

    def status(self) -> Dict[str, bool]:
        """Whether each server has a living process."""
        alive = {one.name for one in processes.running(self.state)}
        return {name: name in alive for name in servers.names(self._options)}

    def stop_server(self, name: str) -> None:
        """Stop one server, as if it had broken down."""
        processes.stop(self.state, name)
        self._reap()

    def start_server(self, name: str) -> None:
        """Start one server again with the settings it had; only where the workshop was started."""
        self._bring_up([self._plan[name]])

    def restart(self, name: str) -> None:
        """Stop and start one server: it forgets its sessions, keys and caches."""
        self.stop_server(name)
        self.start_server(name)

    def log(self, name: str) -> str:
        """What a server has written to its log since the workshop's start."""
        return processes.log_file(self.state, name).read_text("utf-8", "replace")

    def fault(self, server: str, name: str, on: bool = True) -> None:
        """Switch a fault of a server ("armor", "hexagone", "hexagone-as", "proconnect").

        Raises:
            WorkshopError: there is no such fault.
        """
        request = urllib.request.Request(
            self.described["faults"][server],
            json.dumps({"name": name, "on": on}).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            urllib.request.urlopen(request, timeout=5.0).close()
        except urllib.error.HTTPError as refused:
            raise WorkshopError(f"{server}: fault {name}: HTTP {refused.code}") from None

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """Only one start or stop of this folder at a time."""
        with (self.state / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _all_answer(self) -> bool:
        if not all(self.status().values()):
            return False
        where = self.addresses
        return bool(where) and processes.answers(where["status"] + "alive")

    def _choose_ports(self) -> Dict[str, int]:
        """The ports of the last start, so that addresses stay; else free ones."""
        names = servers.names(self._options)
        kept: Dict[str, int] = self.described.get("ports", {})
        if self._port_base is not None:
            kept = {name: self._port_base + i for i, name in enumerate(names)}
            taken = [f"{name} {port}" for name, port in kept.items() if not _is_free(port)]
            if taken:
                raise WorkshopError("ports in use: " + ", ".join(taken))
            return kept
        if set(kept) == set(names) and all(_is_free(port) for port in kept.values()):
            return kept
        with contextlib.ExitStack() as held:
            ports: Dict[str, int] = {}
            for name in names:
                probe = held.enter_context(socket.socket())
                probe.bind(("127.0.0.1", 0))
                ports[name] = probe.getsockname()[1]
        return ports

    def _describe(self, ports: Dict[str, int]) -> None:
        """Write ``workshop.json`` and the registry's records."""
        where = servers.addresses(ports)
        registry.write(self.platforms_file, where)
        if apache.NAME in where:
            registry.write_records(self.apache_file, apache.records(where))
        people = json.loads(AGENTS_FILE.read_text("utf-8"))
        agents = [
            {
                "name": f"{one['given_name']} {one['usual_name']}",
                "email": one["email"],
                "password": people["demo_word"],
                "roles": {
                    platform: granted[one["email"]]
                    for platform, granted in people["platform_roles"].items()
                    if one["email"] in granted
                },
                "note": one.get("note", {}),
            }
            for one in people["agents"]
        ]
        told = {
            "platforms_file": str(self.platforms_file),
            "status_page": where["status"],
            "agents": agents,
            "addresses": where,
            "faults": servers.faults(ports),
            "ports": ports,
            "services": [
                {"name": one.name, "title": one.title, "probe": one.ready_url}
                for one in self._plan.values()
            ],
        }
        self.file.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")

    def _bring_up(self, wanted: List[Server]) -> None:
        """Start `wanted` together and wait for all of them.

        Raises:
            WorkshopError: one ended or does not answer; with the last lines of its log.
        """
        deadline = time.monotonic() + _READY_WITHIN_S
        names = {server.name for server in wanted}
        waiting = {server.name: server for server in wanted}
        started: List[str] = []
        while waiting:
            for server in list(waiting.values()):
                if server.after in names and server.after in waiting:
                    continue
                if server.name not in started:
                    child = processes.spawn(server, self.state, self._attached)
                    self._children[server.name] = child
                    started.append(server.name)
                elif processes.answers(server.ready_url):
                    del waiting[server.name]
                elif self._children[server.name].poll() is not None:
                    raise WorkshopError(self._why(server, "ended"))
                elif time.monotonic() > deadline:
                    raise WorkshopError(self._why(server, "does not answer"))
            time.sleep(0.05)

    def _why(self, server: Server, what: str) -> str:
        tail = processes.log_tail(self.state, server.name)
        return f"{server.name} ({server.title}) {what}. Its log ends with:\n{tail}"

    def _end_everything(self) -> List[str]:
        ended = processes.stop(self.state)
        self._reap()
        return ended

    def _reap(self) -> None:
        """Take note of the children that have ended, so that none stays a zombie."""
        for name, child in list(self._children.items()):
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(0.5 if child.poll() is None and not self.status()[name] else 0.0)
                del self._children[name]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
