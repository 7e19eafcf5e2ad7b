"""``make pictures``: every window in its states, in two languages and two themes, and at 200 %.

Real QGIS on the workshop's platforms, photographed under Xvfb, reduced to 64 colours into
``docs/img/dock``; ``docs/pictures.md`` shows them; the README's two go into ``docs/img``. Takes
about fifteen minutes. A picture that shows what the last one of its name showed is not written
again.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple

from workshop import (
    events,
    picture_edges,
    picture_faults,
    picture_heroes,
    picture_states,
    picture_windows,
)
from workshop.picture_edges import (
    ALL_STOPPED,
    ENDED,
    ERRORS,
    GATES,
    MINE,
    NO_COPIES,
    NO_RIGHT,
    NOTHING_FOUND,
    PAGES,
    QUESTIONS,
    SIGNING_IN,
    STOPPED_COPIES,
)
from workshop.picture_heroes import HEROES, HEROES_SIGNED_IN
from workshop.picture_states import EMPTY, OFFLINE, SIGNED_IN, TROUBLE, USUAL, State
from workshop.picture_windows import MANAGER, OWN_SESSION, SIGN_IN, WINDOWS
from workshop.supervisor import Workshop
from workshop.tour.desktop import SCREEN
from workshop.tour.person import Person
from workshop.tour.stage import REPOSITORY, Stage
from workshop.tour.story import Agent

FOLDER = REPOSITORY / "docs" / "img" / "dock"
PAGE = REPOSITORY / "docs" / "pictures.md"
LARGE = "large"
"""The variant at 200 %: in one language, the theme light."""
THEMES = {"light": "default", "dark": "Night Mapping", LARGE: "default"}
LANGUAGES = ("fr", "en")
_COLOURS = 64

EVERY = (
    *(*USUAL, *PAGES, *EMPTY, *TROUBLE, *ERRORS, *OFFLINE, *ALL_STOPPED, *NOTHING_FOUND),
    *(*SIGN_IN, *SIGNING_IN, *GATES, *SIGNED_IN, *MINE, *NO_RIGHT, *ENDED),
    *(*OWN_SESSION, *WINDOWS, *STOPPED_COPIES, *NO_COPIES, *QUESTIONS, *MANAGER),
)
"""In the order of the page."""
# So many pixels may differ: a blinking cursor, an hour.
_SAME = 60


class Photographer:
    """Takes the pictures of one variant."""

    def __init__(
        self,
        language: str,
        theme: str,
        only: Tuple[str, ...],
        package: Optional[Path],
        page_url: str = "",
    ) -> None:
        self._language, self._theme, self._only = language, theme, only
        self._package = package
        self._page_url = page_url
        self._scale = 2 if theme == LARGE else 1

    def take(
        self,
        home: Path,
        registry: Path,
        states: Tuple[State, ...],
        before: Optional[Callable[[Person], None]] = None,
    ) -> None:
        """Start QGIS on ``registry`` and photograph ``states``; ``before``: the person acts."""
        wanted = [
            state
            for state in states
            if (not self._only or state.name in self._only)
            and (state.large or self._theme != LARGE)
            and (not state.whole or self._theme == "light")
        ]
        if not wanted:
            return
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        env = {"QTWEBENGINE_REMOTE_DEBUGGING": str(port)}
        if self._scale != 1:
            env["QT_SCALE_FACTOR"] = str(self._scale)
        with Stage(
            home,
            language=self._language,
            registry=registry,
            package=self._package,
            extra_env=env,
            screen=(SCREEN[0] * self._scale, SCREEN[1] * self._scale),
        ) as stage:
            stage.prepare_profile()
            self._choose_theme(stage.profile / "QGIS" / "QGIS3.ini")
            stage.start()
            person = Person(stage, port)
            person.wait("visible('CiccloPanel')", "the dock")
            for snippet in (picture_states, picture_windows, picture_edges, picture_heroes):
                person.ask(snippet.PREPARE)
            person.ask(f"home, page_url = {str(home)!r}, {self._page_url!r}")
            if before is not None:
                before(person)
            for state in wanted:
                try:
                    self._photograph(person, state, home / "shot.png")
                except (OSError, RuntimeError) as trouble:
                    print(f"not taken: {state.name} ({trouble})", file=sys.stderr)

    def _choose_theme(self, settings: Path) -> None:
        text = settings.read_text(encoding="utf-8")
        chosen = f"[UI]\nUITheme={THEMES[self._theme]}\n"
        settings.write_text(text.replace("[UI]\n", chosen), encoding="utf-8")

    def _photograph(self, person: Person, state: State, shot: Path) -> None:
        person.ask(f"wide({state.width})")
        for act in state.acts:
            person.ask(act)
            time.sleep(0.25)
        with contextlib.suppress(TimeoutError):
            person.wait(state.until, state.name, 20)
        if state.last:
            person.ask(state.last)
        pointer = person.stage.pointer
        shown = pointer.wait_window(state.window, 40) if state.window else ""
        if shown and state.page:
            person.wait_page(state.page)
        if state.whole:
            time.sleep(8.0)  # the map is drawn
        elif shown:
            time.sleep(1.5)
        subprocess.run(["xdotool", "mousemove", "1", "1"], env=person.stage.desktop.env, check=True)
        time.sleep(0.6)
        pointer.photograph(shot, shown if shown and not state.whole else "root")
        if state.whole:
            places = [0, 0, *SCREEN]
        elif shown:
            places = [0, 0, *pointer.geometry(shown)[2:]]
        else:
            places = person.ask(state.place)
        if state.after:
            person.ask(state.after)
        person.ask("close_popups()")
        target = FOLDER / f"{state.name}-{self._language}-{self._theme}.png"
        if state.whole:
            target = FOLDER.parent / f"{state.name}-{self._language}.png"
        _keep(shot, places, target, _COLOURS // self._scale)


def _keep(shot: Path, places: List[int], target: Path, colours: int) -> None:
    """Cut the place out, and write it unless ``target`` shows the same."""
    left, top, width, height = places
    made = shot.with_name("made.png")
    subprocess.run(
        ["convert", str(shot), "-crop", f"{width}x{height}+{left}+{top}", "+repage",
         "-strip", "+dither", "-colors", str(colours), "-define", "png:compression-level=9",
         f"png8:{made}"],
        check=True,
        timeout=60,
    )  # fmt: skip
    if target.exists():
        command = ["compare", "-metric", "AE", "-fuzz", "5%", str(made), str(target), "null:"]
        told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        with contextlib.suppress(ValueError):
            if told.returncode < 2 and float(told.stderr.split()[0]) <= _SAME:
                return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made, target)


def _signs_in(agent: Agent, platform: str, its_id: str) -> Callable[[Person], None]:
    def act(person: Person) -> None:
        _listed(person)
        person.choose_account(platform)
        person.sign_in(platform, agent.email, agent.word)
        person.wait(f"dock._desk.session({its_id!r}).state.usable", "the session")
        time.sleep(1.0)

    return act


def _has_session(agent: Agent) -> Callable[[Person], None]:
    signs_in = _signs_in(agent, "Géo Armor (atelier)", "atelier-armor")

    def act(person: Person) -> None:
        signs_in(person)
        person.wait("dock._desk.entry('atelier-armor', 'zones_humides')", "the restricted one")
        time.sleep(1.0)

    return act


def _has_two_sessions(agent: Agent) -> Callable[[Person], None]:
    has_session = _has_session(agent)

    def act(person: Person) -> None:
        has_session(person)
        # Known to ProConnect already: no page asks anything.
        person.ask("dock._desk.sign_in('atelier-hexagone')")
        person.wait("dock._desk.session('atelier-hexagone').state.usable", "the session", 60)
        time.sleep(1.0)

    return act


def _has_no_right(agent: Agent) -> Callable[[Person], None]:
    signs_in = _signs_in(agent, "Hexagone (atelier)", "atelier-hexagone")

    def act(person: Person) -> None:
        signs_in(person)
        person.ask("dock._desk.add_to_map('atelier-hexagone', 'sites_inspection')")
        entry = "dock._desk.entry('atelier-hexagone', 'sites_inspection')"
        person.wait(f"{entry}.padlock.value == 'no_right'", "the refusal")

    return act


def _loses_session(agent: Agent, workshop: Workshop) -> Callable[[Person], None]:
    has_session = _has_session(agent)

    def act(person: Person) -> None:
        has_session(person)
        person.ask("dock._desk.add_to_map('atelier-armor', 'zones_humides')")
        person.wait("layers() and layers()[0]['valid']", "the layer")
        time.sleep(2.0)
        events.happen(workshop, "session-killed")
        person.ask("dock._desk.refresh('atelier-armor'); iface.mapCanvas().refreshAllLayers()")
        person.wait("dock._desk.session('atelier-armor').state.value == 'expired'", "its end")
        time.sleep(1.0)

    return act


def _listed(person: Person) -> None:
    person.wait("dock.model.tally().waiting == 0", "all lists", 60)
    time.sleep(1.0)


Boot = Tuple[str, Path, Tuple[State, ...], Optional[Callable[[Person], None]]]
"""A name, a registry, what is photographed, and what the person does before."""


def _boots(home: Path, workshop: Workshop, ports: Dict[str, int]) -> List[Boot]:
    """One QGIS each: what is known of the platforms, and who is signed in, differs."""

    def registry(name: str, *platforms: Dict[str, Any]) -> Path:
        return picture_faults.registry(home / f"{name}.json", platforms)

    def stranger(name: str, title: str, port: int) -> Dict[str, Any]:
        return picture_faults.platform(name, title, f"http://127.0.0.1:{port}/")

    usual = Path(workshop.platforms_file)
    known = json.loads(usual.read_text("utf-8"))["platforms"]
    camille, noe = (Agent.of(agent) for agent in workshop.agents[:2])
    gone, other = stranger("hors-service", "Hors service", 9), stranger("autre", "Autre", 9)
    slow, slower = (stranger(name, name.title(), ports["silent"]) for name in ("lente", "sourde"))
    base, unsafe = f"http://127.0.0.1:{ports['faults']}", f"https://localhost:{ports['unsafe']}"
    gates = (*known, *picture_faults.gates(base, unsafe))
    empty = picture_faults.platform("vide", "Vide", f"{base}/vide/")
    mine = (*SIGNED_IN, *OWN_SESSION, *MINE)
    windows = (*QUESTIONS, *NO_COPIES, *WINDOWS, *STOPPED_COPIES, *SIGNING_IN, *SIGN_IN, *MANAGER)
    return [
        ("usual", usual, (*USUAL, *PAGES), _listed),
        ("windows", usual, windows, _listed),
        ("signed", usual, mine, _has_session(camille)),
        ("heroes", usual, HEROES, _listed),
        ("heroes-signed", usual, HEROES_SIGNED_IN, _has_two_sessions(camille)),
        ("no-right", usual, NO_RIGHT, _has_no_right(noe)),
        ("ended", usual, ENDED, _loses_session(camille, workshop)),
        ("gates", registry("gates", *gates), GATES, _listed),
        ("trouble", registry("trouble", slow, gone, known[-1]), TROUBLE, None),
        ("errors", registry("errors", *picture_faults.failing(base, unsafe)), ERRORS, None),
        ("offline", registry("offline", gone, other), OFFLINE, None),
        ("stopped", registry("stopped", slow, slower), ALL_STOPPED, None),
        ("nothing", registry("nothing", empty), NOTHING_FOUND, None),
        ("empty", registry("empty"), EMPTY, None),
    ]


def write_page() -> None:
    """Write the page that shows the pictures, in both languages."""
    lines = [
        "# Chaque fenêtre, état par état · Every window, state by state",
        "",
        "Photographié dans QGIS sur les plateformes de l'atelier, par `make pictures`.  ",
        "Photographed in QGIS on the workshop's platforms, by `make pictures`.",
        "",
    ]
    for state in EVERY:
        lines += [f"## {state.fr}", "", f"*{state.en}*", "", "<p>"]
        lines += [
            f'<img src="img/dock/{state.name}-{language}-{theme}.png" width="24%" '
            f'alt="{state.fr if language == "fr" else state.en}">'
            for language in LANGUAGES
            for theme in THEMES
            if theme != LARGE and (FOLDER / f"{state.name}-{language}-{theme}.png").exists()
        ]
        lines += ["</p>", ""]
    lines += ["## À 200 % · At 200 %", "", "<p>"]
    lines += [
        f'<img src="img/dock/{state.name}-{LANGUAGES[0]}-{LARGE}.png" width="32%" alt="{state.fr}">'
        for state in EVERY
        if (FOLDER / f"{state.name}-{LANGUAGES[0]}-{LARGE}.png").exists()
    ]
    lines += ["</p>", ""]
    PAGE.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def main(arguments: Optional[List[str]] = None) -> int:
    """Take all pictures, or some of them."""
    parser = argparse.ArgumentParser(prog="python -m workshop.pictures", description=__doc__)
    parser.add_argument("--only", nargs="*", default=(), metavar="STATE")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--theme", choices=tuple(THEMES), action="append")
    parser.add_argument("--package", type=Path, help="the plugin's zip; else the checkout")
    chosen = parser.parse_args(arguments)
    with contextlib.ExitStack() as running:
        folder = tempfile.TemporaryDirectory(prefix="cicclo-pictures-")
        home = Path(running.enter_context(folder))
        workshop = running.enter_context(Workshop(home / "workshop"))
        faults = picture_faults.failing_server()
        unsafe = picture_faults.failing_server(home / "unsafe.pem")
        ports = {
            "silent": running.enter_context(picture_faults.silent_port()),
            "faults": running.enter_context(faults),
            "unsafe": running.enter_context(unsafe),
        }
        page_url = f"http://127.0.0.1:{ports['faults']}/page/"
        boots = _boots(home, workshop, ports)
        for language in chosen.language or LANGUAGES:
            for theme in chosen.theme or THEMES:
                if theme == LARGE and language != LANGUAGES[0]:
                    continue
                only = tuple(chosen.only)
                camera = Photographer(language, theme, only, chosen.package, page_url)
                for name, registry, states, before in boots:
                    camera.take(home / f"{language}-{theme}" / name, registry, states, before)
    write_page()
    return 0


if __name__ == "__main__":
    sys.exit(main())
