"""cli.py run as a process on a store of its own, as scripts do."""

import os
import subprocess
import sys
from pathlib import Path

from settings import HOME

GEO = HOME / "data" / "geo" / "demo.gpkg"
BOOKS = tuple(sorted((HOME / "data" / "progress").glob("*.xlsx")))


def command(*words: object) -> list[str]:
    return [sys.executable, str(HOME / "cli.py"), *map(str, words)]


def environment(store: str) -> dict[str, str]:
    return {**os.environ, "ONEMAP_DATABASE_URL": store}


def cli(store: str, *words: object, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(*words), capture_output=True, text=True, encoding="utf-8", check=False, env=environment(store), cwd=cwd
    )


def refused(done: "subprocess.CompletedProcess[str]", code: int, told: str = "") -> bool:
    """Whether a command ended with a code and one clear line on stderr."""
    lines = done.stderr.strip().splitlines()
    return done.returncode == code and len(lines) == 1 and told in lines[0] and "Traceback" not in done.stderr
