"""``python -m workshop.tour [--headless] [--out DIR] [--package ZIP] [--language fr|en]``."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Optional

from workshop.supervisor import Workshop
from workshop.tour.person import Person
from workshop.tour.pointer import Pointer
from workshop.tour.stage import REPOSITORY, Stage
from workshop.tour.steps import StepFailed, Steps
from workshop.tour.story import Agent, Colleague, FirstDay, NextMorning


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def play(
    out: Path,
    package: Optional[Path] = None,
    language: str = "fr",
    extra_env: Optional[Dict[str, str]] = None,
    keep: Optional[Path] = None,
) -> bool:
    """Play the whole tour under Xvfb; whether every step came out right.

    Args:
        out: folder for ``tour.json`` and the screenshots; emptied first.
        package: the plugin's zip; None plays with the checkout.
        language: of QGIS.
        extra_env: more environment for QGIS.
        keep: a folder for the homes of the people in the story, kept afterwards; emptied first.
    """
    if out.exists():
        shutil.rmtree(out)
    port = _free_port()
    with contextlib.ExitStack() as stack:
        homes = keep or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="cicclo-tour-"))
        )
        if keep is not None:
            shutil.rmtree(keep, ignore_errors=True)
            keep.mkdir(parents=True)
        camera: List[Pointer] = []
        steps = Steps(out, lambda path: camera[-1].photograph(path))
        with Workshop(homes / "workshop") as workshop:
            agent = Agent.of(workshop.agents[0])
            project = homes / "shared" / "mon-projet.qgz"
            project.parent.mkdir()
            settings: Dict[str, Any] = {
                "language": language,
                "registry": workshop.platforms_file,
                "package": package,
                "extra_env": {"QTWEBENGINE_REMOTE_DEBUGGING": str(port), **(extra_env or {})},
            }
            try:
                with Stage(homes / "camille", **settings) as stage:
                    camera.append(stage.pointer)
                    person = Person(stage, port)
                    with steps.step("QGIS opens with the plugin") as seen:
                        stage.start()
                        seen["QGIS"] = person.ask(
                            "iface and __import__('qgis.core').core.Qgis.version()"
                        )
                        person.wait("visible('CiccloPanel')", "the dock")
                    day = FirstDay(person, steps, agent, project)
                    day.play()
                    NextMorning(person, steps, project, day.counts).play()
                with Stage(homes / "colleague", **settings) as stage:
                    camera.append(stage.pointer)
                    Colleague(Person(stage, port), steps, agent, day.counts).play(project)
            except StepFailed as failure:
                print(f"The tour stops here: {failure}. See {out}/tour.json", file=sys.stderr)
                return False
    return True


def show(language: str, package: Optional[Path]) -> None:
    """Start the workshop and QGIS on the person's own display, and wait until QGIS is closed."""
    home = REPOSITORY / ".cache" / "demo"
    with Workshop(REPOSITORY / ".cache" / "workshop") as workshop:
        print(f"Workshop: {workshop.addresses['status']}")
        with Stage(
            home,
            language=language,
            registry=workshop.platforms_file,
            package=package,
            display=os.environ["DISPLAY"],
        ) as stage:
            stage.prepare_profile()
            qgis = stage.start()
            print("QGIS is open. Close it to end the demo.")
            qgis.process.wait()


def main(arguments: Optional[List[str]] = None) -> int:
    """Entry point; the exit code is 0 when every step came out right."""
    parser = argparse.ArgumentParser(prog="python -m workshop.tour", description=__doc__)
    parser.add_argument("--headless", action="store_true", help="play by itself under Xvfb")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "out" / "demo")
    parser.add_argument("--package", type=Path, default=None, help="the plugin's zip")
    parser.add_argument("--keep", type=Path, help="keep the homes of the story's people here")
    parser.add_argument("--language", choices=("fr", "en"), default="fr")
    chosen = parser.parse_args(arguments)
    if chosen.headless or not os.environ.get("DISPLAY"):
        went_well = play(chosen.out, chosen.package, chosen.language, keep=chosen.keep)
        return 0 if went_well else 1
    show(chosen.language, chosen.package)
    return 0


if __name__ == "__main__":
    sys.exit(main())
