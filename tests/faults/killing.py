"""Kills a program at moments spread over its own length, which it tells by printing "begins" and "ends"."""

import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from settings import HOME

BEGINS, ENDS = "begins", "ends"
PATIENCE_S = 120
"""How long a program may take before the trial is given up; not a promise of speed."""


@dataclass(frozen=True)
class Trial:
    """One run: when it was to be killed (s after "begins"), whether it had printed "ends" by then, and all that it said."""

    after: float
    ended: bool
    returncode: int
    stdout: str
    stderr: str


def length(
    program: str | Sequence[str | Path], runs: int = 3, *, environment: Mapping[str, str] | None = None
) -> float:
    """Return the seconds from "begins" to "ends", the median of some runs.

    Raises
    ------
    RuntimeError
        When the program fails, or does not print the two lines.
    """
    return statistics.median(_timed(program, environment) for _ in range(runs))


def moments(seconds: float, trials: int, seed: int) -> list[float]:
    """Pick a moment by chance from each of ``trials`` equal stretches of a length."""
    chance = random.Random(seed)
    return [seconds * (index + chance.random()) / trials for index in range(trials)]


def kill(program: str | Sequence[str | Path], after: float, *, environment: Mapping[str, str] | None = None) -> Trial:
    """Run a program and end it, with its children, by ``kill -9`` so many seconds after it printed "begins".

    A server that it was talking to may still do what it was asked: see ``Postgres.settle``.

    Parameters
    ----------
    program
        Python code, or a command. It runs in the project's folder, and flushes what it prints.
    after
        Seconds. A program that is done by then is a trial too, with ``ended``.
    environment
        Variables added to those of this process.
    """
    with tempfile.TemporaryFile("w+", errors="replace") as heard:
        process = _start(program, environment, heard)
        try:
            said = _until_line(process, BEGINS)
            time.sleep(after)
        finally:
            _kill(process)
        assert process.stdout
        said += process.stdout.read()
        heard.seek(0)
        trial = Trial(after, ENDS in said.splitlines(), process.wait(), said, heard.read())
    if BEGINS not in said.splitlines() or trial.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the program fails by itself ({trial.returncode}):\n{trial.stderr[-4000:]}")
    return trial


def _timed(program: str | Sequence[str | Path], environment: Mapping[str, str] | None) -> float:
    with tempfile.TemporaryFile("w+", errors="replace") as heard:
        process = _start(program, environment, heard)
        try:
            _until_line(process, BEGINS)
            start = time.perf_counter()
            said = _until_line(process, ENDS)
            seconds = time.perf_counter() - start
            assert process.stdout
            process.stdout.read()
            returncode = process.wait(PATIENCE_S)
        finally:
            _kill(process)
        heard.seek(0)
        if returncode != 0 or ENDS not in said.splitlines():
            raise RuntimeError(f"the program fails by itself ({returncode}):\n{heard.read()[-4000:]}")
    return seconds


def _start(
    program: str | Sequence[str | Path], environment: Mapping[str, str] | None, heard: TextIO
) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", program] if isinstance(program, str) else program
    return subprocess.Popen(
        command,
        cwd=HOME,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=heard,
        text=True,
        errors="replace",
        start_new_session=True,  # a group of its own, to be killed as one
    )


def _until_line(process: "subprocess.Popen[str]", line: str) -> str:
    """Read what the program prints up to a line, or to its end."""
    assert process.stdout
    said = ""
    for text in process.stdout:
        said += text
        if text.rstrip("\n") == line:
            break
    return said


def _kill(process: "subprocess.Popen[str]") -> None:
    """Kill the whole group; until the program is waited for, nobody else can have its number."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
