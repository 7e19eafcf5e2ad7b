"""Prove that a fresh Debian 12 with nothing but git, make and python3 can do it all.

    python3 -m tools.cleanroom            # make test
    python3 -m tools.cleanroom demo       # any other goals of the Makefile
    python3 -m tools.cleanroom --again test  # in the room of the last run, with what is new

Each run begins with a fresh root under .cache/cleanroom/ and a clone of what is committed here.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from typing import List

from tools import roots

FOLDER = roots.FOLDER / "cleanroom"
SUITE = "bookworm"


def prepare() -> None:
    """Make a fresh room with a clone of the project in it."""
    bare, room = FOLDER / "bare", FOLDER / "room"
    if not bare.exists():
        print(f"Making a bare {SUITE} root", flush=True)
        roots.make(bare, SUITE)
        install = "apt-get -q update && apt-get -q -y install git make python3"
        if roots.enter(bare, ["sh", "-c", install]) != 0:
            shutil.rmtree(bare)
            raise roots.NotPossibleError("git, make and python3 could not be installed")
    shutil.rmtree(room, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", str(bare), str(room)], check=True)
    inside = f"{room}{roots.INSIDE}"
    shutil.rmtree(inside, ignore_errors=True)
    subprocess.run(
        ["git", "clone", "--quiet", "--no-hardlinks", str(roots.ROOT), inside], check=True
    )


def update() -> None:
    """Bring the clone in the room of the last run to what is committed here now."""
    inside = f"{FOLDER / 'room'}{roots.INSIDE}"
    subprocess.run(["git", "-C", inside, "pull", "--quiet", "--ff-only"], check=True)


def main(arguments: List[str]) -> int:
    """Run the goals of the Makefile in a fresh room; return make's exit code."""
    again = arguments[:1] == ["--again"]
    goals = arguments[1:] if again else arguments
    try:
        roots.demand_means()
        if again:
            update()
        else:
            prepare()
    except (roots.NotPossibleError, subprocess.CalledProcessError) as problem:
        print(f"cleanroom: {problem}", file=sys.stderr)
        return 2
    begin = time.monotonic()
    code = roots.enter(FOLDER / "room", ["make", "--no-print-directory", *goals])
    minutes = (time.monotonic() - begin) / 60
    print(f"make {' '.join(goals)}: exit code {code} after {minutes:.1f} minutes in a clean root")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["test"]))
