"""The data of one size: the demo's files, the edition they make, and what it costs to check and to publish them."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pyogrio

import demo
from loaders.errors import FileMissing
from settings import HOME
from store.folder import Folder

COMMITTED = 900
"""The buildings of the demo that the repository holds."""
OFFERED = 5
"""A select box shows so many of its options, and some more, without scrolling."""


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds, and the most memory of any of its processes, MB."""

    seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Material:
    """One size.

    Attributes
    ----------
    data : pathlib.Path
        The folder that the app reads.
    package : pathlib.Path
        ``E.gpkg`` of the latest workbook.
    size : int
        Buildings.
    subdistricts : tuple of str
        Those that have buildings, sorted.
    choices : tuple of (str, int)
        Two subdistricts to filter by in turn, and their buildings: not the same number.
    database : str
        The address of a store that holds that edition.
    check, publish : Cost
        Of ``cli.py check``, report and package written, and of ``cli.py publish``.
    """

    data: Path
    package: Path
    size: int
    subdistricts: tuple[str, ...]
    choices: tuple[tuple[str, int], ...]
    database: str
    check: Cost
    publish: Cost


def make(size: int, folder: Path) -> Material:
    """Write, check and publish the demo of a size.

    Parameters
    ----------
    size : int
        Buildings, from 900 up; 900 is the committed demo itself.
    folder : pathlib.Path
        Gets the files.

    Raises
    ------
    FileMissing
        ``check`` or ``publish`` could not use the files.
    """
    data = HOME / "data"
    if size != COMMITTED:
        data = folder / "data"
        demo.write(data, size)
    package, database = folder / "E.gpkg", f"sqlite:///{folder / 'store' / 'onemap.sqlite'}"
    files = _files(data)
    check = _cost(["check", "--report", str(folder / "R.json"), "--edition", str(package), *files], database)
    publish = _cost(["publish", *files], database)
    frame = pyogrio.read_dataframe(package, layer="buildings", columns=["subdistrict"], read_geometry=False)
    counts = frame["subdistrict"].value_counts()
    subdistricts = tuple(sorted(counts.index))
    names = sorted(subdistricts[:OFFERED], key=lambda name: counts[name])
    choices = tuple((name, int(counts[name])) for name in (names[-1], names[0]))
    return Material(data, package, len(frame), subdistricts, choices, database, check, publish)


def _files(data: Path) -> list[str]:
    """Return the options that name a folder's files and its latest workbook."""
    held = Folder(data)
    named = [word for role, path in held.files().items() for word in (f"--{role}", str(path))]
    return [*named, "--progress", str(held.latest().path)]


def _cost(words: list[str], database: str) -> Cost:
    """Run a command on a store of its own."""
    command = [sys.executable, "cli.py", *words]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONEMAP_")}
    environment["ONEMAP_DATABASE_URL"] = database
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        child = subprocess.Popen(command, cwd=HOME, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        _pid, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode > 1:
            said.seek(0)
            last = (said.read().decode("utf-8", "replace").strip().splitlines() or ["?"])[-1]
            raise FileMissing(f"cli.py {words[0]}", last, "请先单独运行看看 · run it alone")
    return Cost(seconds, usage.ru_maxrss * 1024 / 1e6)
