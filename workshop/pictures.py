"""``make pictures``: every window in its states, in two languages and two themes, and at 200 %.

Real QGIS on the workshop's platforms, photographed under Xvfb, reduced to 64 colours into
``docs/img/dock``; ``docs/pictures.md`` shows them. Takes about fifteen minutes. A picture
that shows what the last one of its name showed is not written again.
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
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

from workshop import picture_states, picture_windows
from workshop.picture_states import EMPTY, OFFLINE, SIGNED_IN, TROUBLE, USUAL, State
from workshop.picture_windows import EVERY, MANAGER, OWN_SESSION, SIGN_IN, WINDOWS
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
# So many pixels may differ: a blinking cursor, an hour.
_SAME = 60


class Photographer:
    """Takes the pictures of one variant."""

    def __init__(
        self, language: str, theme: str, only: Tuple[str, ...], package: Optional[Path]
    ) -> None:
        self._language, self._theme, self._only = language, theme, only
        self._package = package
        self._scale = 2 if theme == LARGE else 1

    def take(
        self,
        home: Path,
        registry: Path,
        states: Tuple[State, ...],
        before: Optional[Callable[[Person], None]] = None,
    ) -> None:
        """Start QGIS on ``registry`` and photograph ``states``; ``before``: the person acts."""
        wanted = [state for state in states if not self._only or state.name in self._only]
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
            person.ask(picture_states.PREPARE)
            person.ask(f"home = {str(home)!r}")
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
        if shown:
            person.wait_page("ProConnect")
            time.sleep(1.0)
        subprocess.run(["xdotool", "mousemove", "1", "1"], env=person.stage.desktop.env, check=True)
        time.sleep(0.6)
        pointer.photograph(shot, shown or "root")
        places = [0, 0, *pointer.geometry(shown)[2:]] if shown else person.ask(state.place)
        if state.after:
            person.ask(state.after)
        person.ask("close_popups()")
        target = FOLDER / f"{state.name}-{self._language}-{self._theme}.png"
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


def _signs_in(agent: Agent) -> Callable[[Person], None]:
    def act(person: Person) -> None:
        person.wait_listed("Géo Armor (atelier)", _title(person, "communes"))
        person.choose_account("Géo Armor (atelier)")
        person.sign_in("Géo Armor (atelier)", agent.email, agent.word)
        person.wait("dock._desk.session('atelier-armor').state.usable", "the session")
        person.wait("dock._desk.entry('atelier-armor', 'zones_humides')", "the restricted one")
        time.sleep(1.0)

    return act


def _title(person: Person, name: str) -> str:
    asked = f"dock._desk.entry('atelier-armor', {name!r})"
    person.wait(asked, name)
    return str(person.ask(f"{asked}.collection.title"))


def _listed(person: Person) -> None:
    person.wait("dock.model.tally().waiting == 0", "all lists", 60)
    time.sleep(1.0)


def _at_windows(person: Person) -> None:
    _listed(person)
    person.ask(picture_windows.PREPARE)


@contextlib.contextmanager
def _silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(16)
        yield int(server.getsockname()[1])


def _registry(path: Path, platforms: List[Dict[str, Any]]) -> Path:
    path.write_text(json.dumps({"version": 1, "platforms": platforms}), encoding="utf-8")
    return path


def _stranger(name: str, title: str, territory: str, port: int) -> Dict[str, Any]:
    return {
        "id": name,
        "name": title,
        "territory": territory,
        "software": "atelier",
        "landing": f"http://127.0.0.1:{port}/",
        "landing_status": "documented",
        "access": [],
        "restricted": [],
        "quirks": [],
        "source": "atelier",
    }


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
    with tempfile.TemporaryDirectory(prefix="cicclo-pictures-") as folder, _silent_port() as silent:
        home = Path(folder)
        with Workshop(home / "workshop") as workshop:
            known = json.loads(Path(workshop.platforms_file).read_text("utf-8"))["platforms"]
            gone = _stranger("hors-service", "Hors service (atelier)", "Bretagne", 9)
            slow = _stranger("lente", "Lente (atelier)", "Bretagne", silent)
            trouble = _registry(home / "trouble.json", [slow, gone, known[-1]])
            other = _stranger("autre", "Autre (atelier)", "Bretagne", 9)
            offline = _registry(home / "offline.json", [gone, other])
            empty = _registry(home / "empty.json", [])
            usual = Path(workshop.platforms_file)
            signs_in = _signs_in(Agent.of(workshop.agents[0]))
            for language in chosen.language or LANGUAGES:
                for theme in chosen.theme or THEMES:
                    if theme == LARGE and language != LANGUAGES[0]:
                        continue
                    camera = Photographer(language, theme, tuple(chosen.only), chosen.package)
                    place = home / f"{language}-{theme}"
                    camera.take(place / "usual", usual, USUAL, _listed)
                    camera.take(
                        place / "windows", usual, (*WINDOWS, *SIGN_IN, *MANAGER), _at_windows
                    )
                    camera.take(place / "signed", usual, (*SIGNED_IN, *OWN_SESSION), signs_in)
                    camera.take(place / "trouble", trouble, TROUBLE)
                    camera.take(place / "offline", offline, OFFLINE)
                    camera.take(place / "empty", empty, EMPTY)
    write_page()
    return 0


if __name__ == "__main__":
    sys.exit(main())
