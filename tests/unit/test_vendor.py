"""The packages carried along work alone: without pip, without cryptography, on Python 3.9."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Dict

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "cicclo_qgis" / "_vendor"
MODULES = sorted(VENDOR.rglob("*.py"))
# These need a system that is not there on every machine: `cryptography`, Windows, macOS.
NEEDS = {
    "cicclo_qgis._vendor.keyring.backends.macOS.api": "undefined symbol",
    "cicclo_qgis._vendor.secretstorage": "cryptography",
    "cicclo_qgis._vendor.win32ctypes.core": "ctypes",
    "cicclo_qgis._vendor.win32ctypes.pywin32": "ctypes",
}


def _dotted(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def _imported_alone() -> Dict[str, str]:
    """Import every module in a Python of its own that has nothing but the standard library."""
    program = textwrap.dedent(
        """
        import importlib, importlib.abc, json, sys

        class Hidden(importlib.abc.MetaPathFinder):
            names = {"cryptography", "joserfc", "httpx", "requests", "authlib", "keyring", "jaraco",
                     "more_itertools", "importlib_metadata", "secretstorage", "jeepney", "cffi",
                     "win32ctypes", "typing_extensions", "gi", "dbus"}
            def find_spec(self, fullname, path=None, target=None):
                if fullname.partition(".")[0] in self.names:
                    raise ModuleNotFoundError(fullname, name=fullname)
                return None

        sys.meta_path.insert(0, Hidden())
        sys.path.insert(0, sys.argv[1])
        outcome = {}
        for name in json.loads(sys.argv[2]):
            try:
                importlib.import_module(name)
                outcome[name] = ""
            except (ImportError, AttributeError) as error:
                outcome[name] = str(error)
        json.dump(outcome, sys.stdout)
        """
    )
    names = json.dumps([_dotted(path) for path in MODULES])
    run = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", program, str(ROOT), names],
        check=True,
        stdout=subprocess.PIPE,
        timeout=60,
    )
    outcome: Dict[str, str] = json.loads(run.stdout)
    return outcome


@pytest.mark.skipif(sys.platform == "win32", reason="win32ctypes imports there")
def test_every_module_imports_with_cryptography_hidden() -> None:
    for name, error in _imported_alone().items():
        needed = next((what for prefix, what in NEEDS.items() if name.startswith(prefix)), None)
        if needed is None:
            assert error == "", name
        else:
            assert error == "" or needed in error, name


def test_syntax_is_that_of_python_3_9() -> None:
    for path in MODULES:
        ast.parse(path.read_text(encoding="utf-8"), str(path), feature_version=(3, 9))


def test_nothing_is_imported_past_the_package() -> None:
    carried = "|".join(path.name for path in VENDOR.iterdir() if path.is_dir())
    astray = re.compile(rf"(?m)^\s*(from|import) ({carried})\b")
    assert [_dotted(path) for path in MODULES if astray.search(path.read_text("utf-8"))] == []


def test_each_pinned_package_is_there_with_its_licence() -> None:
    pins = [
        line.strip()
        for line in (ROOT / "vendor.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    licences = [path.read_text(encoding="utf-8") for path in VENDOR.rglob("LICENSE")]
    firsts = {re.sub(r"[-_.]+", "-", text.splitlines()[0]).lower() for text in licences}
    assert firsts == {re.sub(r"[-_.=]+", "-", pin).lower() for pin in pins}


def test_only_source_and_licences_are_carried() -> None:
    files = [path for path in VENDOR.rglob("*") if path.is_file()]
    others = [path for path in files if path.suffix != ".py" and path.name != "LICENSE"]
    assert [path for path in others if "__pycache__" not in path.parts] == []


def test_keyring_offers_only_its_own_backends() -> None:
    from cicclo_qgis._vendor.keyring import backend

    offered = {type(each).__module__ for each in backend.get_all_keyring()}
    assert offered
    assert all(name.startswith("cicclo_qgis._vendor.keyring.backends.") for name in offered)


def test_authorization_request_carries_the_challenge_of_rfc_7636() -> None:
    from cicclo_qgis._vendor.authlib.oauth2.client import OAuth2Client

    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636 appendix B
    client = OAuth2Client(session=object(), client_id="cicclo-qgis", code_challenge_method="S256")
    url, _ = client.create_authorization_url("https://as.example/a", code_verifier=verifier)
    assert "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" in url
