"""cli.py run as scripts run it: a process of its own for each command, its exit code and its two streams.

Python and what it imports take two seconds to start, so most processes are forked from one that has it all loaded.
"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from settings import HOME

GEO = HOME / "data" / "geo" / "demo.gpkg"
BOOKS = tuple(sorted((HOME / "data" / "progress").glob("*.xlsx")))
WARM = """
import json, os, sys
import alembic.command, geopandas, openpyxl, pyogrio, psycopg, sqlalchemy, xlsxwriter
import cli
import loaders.intake, reports.comparison, reports.exports, sites.comparison, store.filling, store.desk
for line in sys.stdin:
    told = json.loads(line)
    child = os.fork()
    if not child:
        for stream in (1, 2):
            os.dup2(os.open(told["streams"][stream - 1], os.O_WRONLY | os.O_TRUNC), stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.update(told["environment"])
        sys.argv = ["cli.py", *told["words"]]
        cli.app()  # ends the process, as it does from a shell
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def command(*words: object) -> list[str]:
    """The command as a shell starts it."""
    return [sys.executable, str(HOME / "cli.py"), *map(str, words)]


def environment(store: str) -> dict[str, str]:
    return {**os.environ, "ONEMAP_DATABASE_URL": store}


def cli(store: str, *words: object, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run a command on a store and wait for it; ``map_review_no="none"`` is ``ONEMAP_MAP_REVIEW_NO``."""
    more = {f"ONEMAP_{name.upper()}": value for name, value in settings.items()}
    with tempfile.TemporaryDirectory(prefix="onemap-cli-") as folder:
        streams = [Path(folder) / name for name in ("stdout", "stderr")]
        for path in streams:
            path.touch()
        told = {
            "words": [str(word) for word in words],
            "environment": {"ONEMAP_DATABASE_URL": store, **more},
            "streams": [str(path) for path in streams],
        }
        warm = _warm()
        assert warm.stdin is not None
        assert warm.stdout is not None
        warm.stdin.write(json.dumps(told) + "\n")
        warm.stdin.flush()
        code = int(warm.stdout.readline())
        out, err = (path.read_text(encoding="utf-8") for path in streams)
    return subprocess.CompletedProcess(told["words"], code, out, err)


def refused(done: "subprocess.CompletedProcess[str]", code: int, told: str = "") -> bool:
    """Whether a command ended with a code and one clear line on stderr."""
    lines = done.stderr.strip().splitlines()
    return done.returncode == code and len(lines) == 1 and told in lines[0] and "Traceback" not in done.stderr


@cache
def _warm() -> "subprocess.Popen[str]":
    started = subprocess.Popen(
        [sys.executable, "-c", WARM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HOME
    )
    atexit.register(started.kill)
    return started
