"""Install what tools/debian-packages.txt (or the command line) names and this Debian lacks.

Runs before anything else does: Python's standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import List

LIST = Path(__file__).resolve().with_name("debian-packages.txt")


def named() -> List[str]:
    """Return the package names of the list."""
    lines = (line.partition("#")[0].strip() for line in LIST.read_text("utf-8").splitlines())
    return [line for line in lines if line]


def missing(names: List[str]) -> List[str]:
    """Return which of the packages are not installed.

    A command of another packaging counts: Node.js from elsewhere brings its own npm.
    """
    query = subprocess.run(
        ["dpkg-query", "-W", "-f", "${binary:Package} ${db:Status-Abbrev}\n", *names],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    installed = {
        line.split()[0].partition(":")[0]
        for line in query.stdout.splitlines()
        if line.split()[1].startswith("ii")
    }
    return [
        name
        for name in names
        if name not in installed and not (name == "npm" and shutil.which("npm"))
    ]


def main(names: List[str]) -> int:
    """Install what is missing of these packages; return the exit code."""
    if shutil.which("dpkg-query") is None:
        print("This is not a Debian system; install the packages of tools/debian-packages.txt.")
        return 1
    wanted = missing(names)
    if not wanted:
        return 0
    print(f"Installing {len(wanted)} Debian packages: {' '.join(wanted)}", flush=True)
    root = os.geteuid() == 0
    if not root and shutil.which("sudo") is None:
        print("Become root, or install sudo, and try again.")
        return 1
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    if not root:
        apt.insert(0, "sudo")
    subprocess.run([*apt, "update"], check=False)
    return subprocess.run([*apt, "install", "--no-install-recommends", *wanted]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or named()))
