"""Clean Debian roots under .cache/, to try the project where nothing was installed by hand.

A root is made by debootstrap from the archive that this machine itself uses, entered in mount and
process namespaces of its own (what is started there ends with the call, nothing stays mounted),
and shares the network of the machine, so its servers are found on the loopback.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("CICCLO_ROOTS", ROOT / ".cache"))
INSIDE = "/srv/cicclo"
PASSED_ON = re.compile(r"^((https?|no|ftp)_proxy|PIP_.*|CI)$", re.IGNORECASE)
PROXY_FILES = ("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf")
ENTER = """
set -e
root=$1; project=$2; shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mkdir -p "$root/run/user/0" "$root/run/dbus" "$project/out"
chmod 700 "$root/run/user/0"
for path in {settings}; do
    [ -e "$path" ] && {{ mkdir -p "$root$(dirname "$path")"; cp -RLT "$path" "$root$path"; }}
done
exec chroot "$root" /usr/bin/env -i "$@"
"""


class NotPossibleError(RuntimeError):
    """This machine cannot make or enter a root; the text says why."""


@dataclass(frozen=True)
class Archive:
    """A Debian archive: its address, and the address of its security suite, if it has one."""

    uri: str
    security_uri: Optional[str]


def demand_means() -> None:
    """Raise NotPossibleError unless roots can be made and entered here."""
    if os.geteuid() != 0:
        raise NotPossibleError("clean roots need root: run as root, or with sudo")
    for tool in ("debootstrap", "unshare", "chroot", "mount"):
        if shutil.which(tool) is None:
            raise NotPossibleError(f"{tool} is not installed (apt-get install debootstrap)")
    probe = ["unshare", "--mount", "--pid", "--fork", "mount", "-t", "tmpfs", "probe", "/mnt"]
    if subprocess.run(probe, check=False, stderr=subprocess.DEVNULL).returncode != 0:
        raise NotPossibleError("mount namespaces are not allowed here (a container?)")


@contextlib.contextmanager
def held(root: Path) -> Iterator[None]:
    """Keep others from making or filling the same root meanwhile."""
    root.parent.mkdir(parents=True, exist_ok=True)
    with root.with_name(root.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def archive() -> Archive:
    """Return the Debian archive this machine installs from."""
    sources = Path("/etc/apt/sources.list.d")
    texts = [path.read_text("utf-8") for path in sorted(sources.glob("*.sources"))]
    pairs: List[Tuple[str, str]] = []
    for stanza in (part for text in texts for part in text.split("\n\n")):
        fields: Dict[str, str] = dict(re.findall(r"(?m)^(\w[\w-]*):\s*(.*)$", stanza))
        if "URIs" in fields:
            pairs.append((fields["URIs"].split()[0], fields.get("Suites", "")))
    old = Path("/etc/apt/sources.list")
    if old.exists():
        lines = re.findall(r"(?m)^deb\s+(?:\[.*?\]\s+)?(\S+)\s+(\S+)", old.read_text("utf-8"))
        pairs.extend(lines)
    security = next((uri for uri, suite in pairs if "-security" in suite), None)
    main = next((uri for uri, suite in pairs if re.search(r"debian/?$", uri)), None)
    if main is None:
        raise NotPossibleError("no Debian archive is named in /etc/apt")
    return Archive(main, security)


def make(root: Path, suite: str, extra_suites: Sequence[str] = ()) -> None:
    """Make a minimal root of ``suite`` at ``root``, able to install from ``extra_suites`` too."""
    source = archive()
    unfinished = root.with_name(root.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["debootstrap", "--variant=minbase", "--include=ca-certificates", suite]
        + [str(unfinished), source.uri],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    lines = [f"deb {source.uri} {each} main" for each in (suite, f"{suite}-updates", *extra_suites)]
    if source.security_uri:
        lines.append(f"deb {source.security_uri} {suite}-security main")
    (unfinished / "etc/apt/sources.list").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _copy_apt_settings(unfinished)
    unfinished.rename(root)


def _copy_apt_settings(root: Path) -> None:
    """Copy proxy and check settings of this machine's apt; keep downloaded packages out."""
    for path in sorted(Path("/etc/apt/apt.conf.d").glob("*")):
        if path.is_file() and "Acquire::" in path.read_text("utf-8", "replace"):
            shutil.copy(path, root / "etc/apt/apt.conf.d" / path.name)
    (root / "etc/apt/apt.conf.d/01small").write_text(
        'APT::Install-Recommends "false";\n'
        'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; };\n',
        encoding="utf-8",
    )
    # Daemons must not start on their own inside a root that is only visited.
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
    policy.chmod(0o755)


def enter(root: Path, command: Sequence[str], variables: Optional[Mapping[str, str]] = None) -> int:
    """Run ``command`` in the root, in the project's folder there; return its exit code."""
    home = Path.home()
    settings = [
        *PROXY_FILES,
        "/etc/ssl/certs/ca-certificates.crt",
        *(f"{home}/{name}" for name in (".npmrc", ".config/pip/pip.conf")),
    ]
    environment = {
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "XDG_RUNTIME_DIR": "/run/user/0",
        "DEBIAN_FRONTEND": "noninteractive",
        "SSL_CERT_FILE": "/etc/ssl/certs/ca-certificates.crt",
        "REQUESTS_CA_BUNDLE": "/etc/ssl/certs/ca-certificates.crt",
        "NODE_EXTRA_CA_CERTS": "/etc/ssl/certs/ca-certificates.crt",
        **{name: value for name, value in os.environ.items() if PASSED_ON.match(name)},
        **(variables or {}),
    }
    script = ENTER.format(settings=" ".join(f"'{path}'" for path in settings))
    folder = f"{root}{INSIDE}"
    Path(folder).mkdir(parents=True, exist_ok=True)
    assignments = [f"{name}={value}" for name, value in environment.items()]
    into_folder = ["sh", "-c", f'cd {INSIDE} && exec "$@"', "sh"]
    return subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
        + ["sh", "-c", script, "sh", str(root), folder]
        + [*assignments, *into_folder, *command],
        check=False,
    ).returncode


def copy_project(root: Path) -> None:
    """Bring the root's copy of the project to the state of this checkout, uncommitted work too."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "-co", "--exclude-standard"],
        check=True,
        stdout=subprocess.PIPE,
    )
    wanted = {name for name in os.fsdecode(listing.stdout).split("\0") if name}
    target = Path(f"{root}{INSIDE}")
    memory = target / ".cache" / "copied-files.txt"
    before = set(memory.read_text("utf-8").split("\n")) if memory.exists() else set()
    for name in sorted(before - wanted):
        gone = target / name
        # What was a link to a folder there may be a folder here: the root's own.
        if gone.is_symlink() or not gone.is_dir():
            gone.unlink(missing_ok=True)
    for name in sorted(wanted):
        source, copy = ROOT / name, target / name
        if not source.is_file():
            continue
        state = source.stat()
        if copy.exists() and copy.stat().st_mtime_ns == state.st_mtime_ns:
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, copy)
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text("\n".join(sorted(wanted)), encoding="utf-8")
