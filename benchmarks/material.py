"""The data of one size: the demo's files, the edition they make, and what it costs to check them."""

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
    check_s, check_mb : float
        What ``cli.py check`` took, reports written: seconds and peak memory.
    """

    data: Path
    package: Path
    size: int
    subdistricts: tuple[str, ...]
    choices: tuple[tuple[str, int], ...]
    check_s: float
    check_mb: float


def make(size: int, folder: Path) -> Material:
    """Write and check the demo of a size.

    Parameters
    ----------
    size : int
        Buildings, from 900 up; 900 is the committed demo itself.
    folder : pathlib.Path
        Gets the files.

    Raises
    ------
    FileMissing
        ``check`` could not use the files.
    """
    data = HOME / "data"
    if size != COMMITTED:
        data = folder / "data"
        demo.write(data, size)
    package = folder / "E.gpkg"
    seconds, peak_mb = _check(data, package, folder / "R.json")
    frame = pyogrio.read_dataframe(package, layer="buildings", columns=["subdistrict"], read_geometry=False)
    counts = frame["subdistrict"].value_counts()
    subdistricts = tuple(sorted(counts.index))
    names = sorted(subdistricts[:OFFERED], key=lambda name: counts[name])
    choices = tuple((name, int(counts[name])) for name in (names[-1], names[0]))
    return Material(data, package, len(frame), subdistricts, choices, seconds, peak_mb)


def _check(data: Path, package: Path, report: Path) -> tuple[float, float]:
    held = Folder(data)
    command = [sys.executable, "cli.py", "check", "--report", str(report), "--edition", str(package)]
    command += [word for role, path in held.files().items() for word in (f"--{role}", str(path))]
    command += ["--progress", str(held.latest().path)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONEMAP_")}
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        child = subprocess.Popen(command, cwd=HOME, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        _pid, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode > 1:
            said.seek(0)
            last = (said.read().decode("utf-8", "replace").strip().splitlines() or ["?"])[-1]
            raise FileMissing("cli.py check", last, "请先单独运行看看 · run it alone")
    return seconds, usage.ru_maxrss * 1024 / 1e6
