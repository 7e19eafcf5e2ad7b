"""The story the tour tells: one agent, three platforms, tomorrow morning, and a colleague."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List

from workshop.tour import canary
from workshop.tour.person import Person
from workshop.tour.steps import Steps

ARMOR = "Géo Armor (atelier)"
HEXAGONE = "Hexagone (atelier)"
OPEN = "Données ouvertes (atelier)"

WETLANDS = "Zones humides inventoriées (exercice)"
SITES = "Sites soumis à inspection (exercice)"
EPCI = "Intercommunalités à fiscalité propre (table)"
REGIONS = "Régions de métropole (contours simplifiés)"


@dataclass(frozen=True)
class Agent:
    """A demo agent of the workshop; ``word`` is the password shown on the login page."""

    email: str
    name: str
    word: str

    @classmethod
    def of(cls, record: Dict[str, Any]) -> Agent:
        """An agent as ``Workshop.agents`` gives it."""
        return cls(record["email"], record["name"], record["password"])


def expect(condition: object, what: str) -> None:
    """Raise AssertionError with ``what`` unless the condition holds."""
    if not condition:
        raise AssertionError(what)


class FirstDay:
    """The first day: from an empty QGIS to two restricted layers on the map, saved."""

    def __init__(self, person: Person, steps: Steps, agent: Agent, project: Path) -> None:
        self._person = person
        self._steps = steps
        self._agent = agent
        self._project = project
        self.counts: Dict[str, int] = {}

    def play(self) -> None:
        """Every step in order."""
        self.list_platforms()
        self.search()
        self.open_data()
        self.add_restricted_signed_out()
        self.sign_in_without_password()
        self.open_table()
        self.save()

    def list_platforms(self) -> None:
        """The three platforms answer at once."""
        with self._steps.step("platforms listed") as seen:
            person = self._person
            for platform, title in ((ARMOR, EPCI), (HEXAGONE, SITES), (OPEN, REGIONS)):
                person.wait_listed(platform, title)
            for platform in (ARMOR, HEXAGONE, OPEN):
                seen[platform] = person.collections_of(platform)
            expect(WETLANDS not in seen[ARMOR], "a hidden collection is listed without a sign-in")

    def search(self) -> None:
        """Accents and case do not matter."""
        with self._steps.step("search") as seen:
            self._person.search("metropole regions")
            seen["found"] = [r["text"] for r in self._person.rows() if r["depth"] == 1]
            expect(seen["found"] == [REGIONS], f"expected {REGIONS} alone")
            self._steps.shoot("recherche")
            self._person.search("")

    def add_restricted_signed_out(self) -> None:
        """Hexagone (oidc): "add" opens the sign-in, then the layer loads by itself."""
        with self._steps.step("restricted layer of Hexagone, signed out") as seen:
            person = self._person
            person.add_to_map(SITES)
            seen["pages"] = person.sign_in(
                HEXAGONE, self._agent.email, self._agent.word, self._steps.shoot
            )
            layer = person.wait_layer(SITES)
            seen["signed in"] = self._who(HEXAGONE)
            seen["browser"] = person.ask("plugins['cicclo_qgis']._browser.name")
            expect(seen["browser"] == self._best_browser(), f"not {self._best_browser()}")
            seen["features"] = self.counts[SITES] = person.count_features(layer["id"])
            expect(seen["features"] > 5000, "more than 5 000 features were expected")
            person.zoom_to(layer["id"])

    def sign_in_without_password(self) -> None:
        """Armor (gateway): the ProConnect session is shared; hidden collections appear."""
        with self._steps.step("sign in to Géo Armor without a password") as seen:
            person = self._person
            person.choose_account(ARMOR)
            person.wait_listed(ARMOR, WETLANDS, 60)
            person.pointer.wait_gone(ARMOR, 10)
            seen["signed in"] = self._who(ARMOR)
            seen[ARMOR] = person.collections_of(ARMOR)
        with self._steps.step("restricted layer of Géo Armor") as seen:
            person.add_to_map(WETLANDS)
            layer = person.wait_layer(WETLANDS)
            seen["features"] = self.counts[WETLANDS] = person.count_features(layer["id"])
            expect(seen["features"] == 6000, "6 000 features were expected")
            person.zoom_to(layer["id"])

    def open_table(self) -> None:
        """A collection without geometry opens as an attribute table."""
        with self._steps.step("table without geometry") as seen:
            person = self._person
            person.add_to_map(EPCI)
            layer = person.wait_layer(EPCI)
            seen["rows"] = self.counts[EPCI] = person.count_features(layer["id"])
            seen["geometry"] = {4: "none"}.get(layer["geometry"], layer["geometry"])
            expect(seen["rows"] > 1000, "more than 1 000 rows were expected")
            person.ask(
                f"iface.showAttributeTable(QgsProject.instance().mapLayersByName({EPCI!r})[0])"
            )
            time.sleep(3)
            self._steps.shoot("table-attributaire")
            person.ask(
                "[w.close() for w in QApplication.topLevelWidgets()"
                " if w.objectName().startswith('QgsAttributeTableDialog')]"
            )

    def open_data(self) -> None:
        """The open platform asks for nothing."""
        with self._steps.step("open layer") as seen:
            person = self._person
            person.search("regions")
            person.add_to_map(REGIONS)
            layer = person.wait_layer(REGIONS)
            person.search("")
            seen["features"] = self.counts[REGIONS] = person.count_features(layer["id"])
            expect(seen["features"] == 13, "13 regions were expected")

    def save(self) -> None:
        """The project is saved; it holds no secret."""
        with self._steps.step("project saved without secrets") as seen:
            person = self._person
            person.ask(f"QgsProject.instance().write({str(self._project)!r})")
            secrets = canary.secrets_in_use(person.ask)
            seen["secrets searched for"] = len(secrets)
            seen["found"] = canary.search([self._project.parent], secrets)
            expect(not seen["found"], "a secret stands in the project")

    def _best_browser(self) -> str:
        """QGIS shares OpenGL contexts, which QtWebEngine needs in its process, since 3.36."""
        version = self._person.ask("__import__('qgis.core').core.Qgis.versionInt()")
        return "in-process" if version >= 33600 else "helper"

    def _who(self, platform: str) -> str:
        return str(
            self._person.ask(
                "[plugins['cicclo_qgis'].engine.sessions.status(p.id).who"
                " for p in plugins['cicclo_qgis'].engine.registry.platforms()"
                f" if p.name == {platform!r}][0]"
            )
        )


class NextMorning:
    """QGIS is closed and opened again with the project: no sign-in, the layers draw."""

    def __init__(self, person: Person, steps: Steps, project: Path, counts: Dict[str, int]) -> None:
        self._person = person
        self._steps = steps
        self._project = project
        self._counts = counts

    def play(self) -> None:
        """Restart, look, search for secrets."""
        with self._steps.step("QGIS closed and opened again with the project") as seen:
            self._person.stage.quit()
            self._person.stage.start(self._project)
            for name in (SITES, WETLANDS):
                layer = self._person.wait_layer(name, 60)
                count = self._person.count_features(layer["id"])
                seen[name] = count
                expect(count == self._counts[name], f"{name}: {self._counts[name]} were expected")
            expect(self._person.page() is None, "a sign-in window is open")
            self._person.zoom_to(self._person.wait_layer(WETLANDS)["id"])
        with self._steps.step("no token on disk") as seen:
            home = self._person.stage.home
            secrets = canary.secrets_in_use(self._person.ask)
            secrets |= canary.secrets_in_keyring(self._person.stage.desktop.env)
            seen["secrets searched for"] = len(secrets)
            seen["found"] = canary.search([home, self._project.parent], secrets)
            expect(not seen["found"], "a secret was found on disk")


class Colleague:
    """A colleague opens the same project on another computer: asked once, layers repaired."""

    def __init__(self, person: Person, steps: Steps, agent: Agent, counts: Dict[str, int]) -> None:
        self._person = person
        self._steps = steps
        self._agent = agent
        self._counts = counts

    def play(self, project: Path) -> None:
        """Open signed out, one click, repaired in place."""
        person = self._person
        with self._steps.step("a colleague opens the project, signed out") as seen:
            person.stage.start(project)
            person.wait("len(layers()) >= 3", "the project to be open", 60)
            before = {layer["name"]: layer for layer in person.layers()}
            seen["valid"] = {name: layer["valid"] for name, layer in before.items()}
            expect(
                not before[SITES]["valid"] and not before[WETLANDS]["valid"],
                "restricted layers are valid without a session",
            )
            person.wait("messages()", "a message that offers the sign-in", 20)
            seen["message"] = person.ask("messages()")
        with self._steps.step("one click signs in and repairs the layers in place") as seen:
            styles = self._styles([SITES, WETLANDS])
            self._sign_in_all(seen)
            for name in (SITES, WETLANDS):
                layer = person.wait_layer(name, 60)
                expect(layer["id"] == before[name]["id"], f"{name} has another id")
                count = person.count_features(layer["id"])
                seen[name] = count
                expect(count == self._counts[name], f"{name}: {self._counts[name]} were expected")
            expect(self._styles([SITES, WETLANDS]) == styles, "a style was lost")
            person.zoom_to(person.wait_layer(SITES)["id"])

    def _sign_in_all(self, seen: Dict[str, Any]) -> None:
        person = self._person
        button = (
            "[rect_of(b) for b in iface.messageBar().findChildren(QPushButton) if b.isVisible()]"
        )
        person.pointer.click(person.wait(button, "a button to sign in", 20)[-1])
        window = self._which_window()
        person.sign_in(window, self._agent.email, self._agent.word)
        # The second window asks for nothing: it may be gone before it can be looked for.
        person.pointer.click(person.wait(button, "a second button to sign in", 20)[-1])
        signed_in = (
            "[p.name for p in plugins['cicclo_qgis'].engine.registry.platforms()"
            " if plugins['cicclo_qgis'].engine.sessions.status(p.id).state.usable]"
        )
        person.wait(f"len({signed_in}) == 2", "both sessions", 40)
        seen["asked for the password"] = [window]
        seen["signed in"] = person.ask(signed_in)

    def _which_window(self) -> str:
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            for platform in (ARMOR, HEXAGONE):
                if self._person.pointer.windows(platform):
                    return platform
            time.sleep(0.05)
        raise TimeoutError("no sign-in window")

    def _styles(self, names: List[str]) -> List[str]:
        return [
            self._person.ask(
                f"QgsProject.instance().mapLayersByName({name!r})[0].renderer().symbol().color()"
                ".name()"
            )
            for name in names
        ]
