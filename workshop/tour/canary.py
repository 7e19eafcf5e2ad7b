"""Looks for secrets where they must not be: profile, project, settings, logs, cache.

The secrets are asked of the running plugin itself (what its authorizer sends) and of the keyring
(what is kept), then searched for in every file the person owns, as they are and in the usual
disguises.
"""

from __future__ import annotations

import base64
import io
import json
import subprocess
import urllib.parse
import zipfile
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Set, Tuple

_SHORTEST = 16


def secrets_in_use(ask: Any) -> Set[str]:
    """What the plugin puts on requests now; ``ask`` runs a snippet in QGIS."""
    headers: List[Dict[str, str]] = ask(
        "[dict(r.credential.headers) for r in"
        " plugins['cicclo_qgis'].engine.sessions._table._rows if r.credential]"
    )
    found: Set[str] = set()
    for header in headers:
        for value in header.values():
            found.update(_pieces(value))
    return found


def secrets_in_keyring(env: Dict[str, str]) -> Set[str]:
    """What the person's keyring holds, in clear: read through the secret service itself."""
    done = subprocess.run(
        ["secret-tool", "search", "--all", "--unlock", "username", "session"],
        env=env,
        capture_output=True,
        text=True,
        timeout=20,
    )
    found: Set[str] = set()
    for line in done.stdout.splitlines():
        if line.startswith("secret = "):
            # What stands before the record is the store's own: its form and its date.
            found.update(_strings(line[line.find("{") :]))
    return found


def _strings(text: str) -> Iterator[str]:
    try:
        todo: List[Any] = [json.loads(text)]
    except ValueError:
        yield from _pieces(text)
        return
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            # Only what proves something is secret: names, addresses and dates are not.
            for key, value in item.items():
                if isinstance(value, str) and any(
                    word in key
                    for word in ("token", "cookie", "secret", "header", "value", "password")
                ):
                    yield from _pieces(value)
                else:
                    todo.append(value)
        elif isinstance(item, list):
            todo.extend(item)


def _pieces(value: str) -> Iterator[str]:
    for piece in value.replace(";", " ").replace("=", " ").split():
        if len(piece) >= _SHORTEST:
            yield piece
            if piece.count(".") == 2:
                # The signature alone is enough to recognise a JWT.
                yield piece.rsplit(".", 1)[1]


def disguises(secret: str) -> Set[bytes]:
    """The secret as it is, percent-encoded, in UTF-16 and in base64 at each alignment."""
    raw = secret.encode()
    forms = {raw, urllib.parse.quote(secret, safe="").encode(), secret.encode("utf-16-le")}
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw)
        forms.add(encoded[4 if shift else 0 : -4])
    return {form for form in forms if len(form) >= _SHORTEST}


def search(folders: Iterable[Path], secrets: Set[str]) -> List[Tuple[str, str]]:
    """Files that hold a secret: (path, which secret by its first four characters).

    Zip files (``.qgz``) are looked into. Raises ValueError when there is nothing to look for:
    a search for nothing proves nothing.
    """
    if not secrets:
        raise ValueError("no secret to search for")
    needles = [(form, secret[:4] + "…") for secret in secrets for form in disguises(secret)]
    found: List[Tuple[str, str]] = []
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()):
            for name, content in _contents(path):
                found += [(name, label) for form, label in needles if form in content]
    return sorted(set(found))


def _contents(path: Path) -> Iterator[Tuple[str, bytes]]:
    try:
        content = path.read_bytes()
    except OSError:
        return
    yield str(path), content
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield f"{path}!{member}", archive.read(member)
