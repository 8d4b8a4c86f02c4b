"""Processes that start at once, forked off one that has the store loaded: to be killed, or to meet faults of the disk."""

import ctypes
import os
import signal
import statistics
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from settings import HOME
from tests.faults.harness import KINDS, Call, Fault, Kind, noted, preloaded

PATIENCE_S = 120
"""How long a process may take before the trial is given up; not a promise of speed."""
Act = Callable[[], object]
Prepare = Callable[[], Act]
"""Called in the process: does what is not on trial, and returns what is."""


@dataclass(frozen=True)
class Outcome:
    """What became of an act: whether it came to its end, what it gave or raised, and the calls that counted."""

    ended: bool
    result: Any
    error: str
    traceback: str
    seconds: float
    calls: tuple[Call, ...] = ()

    @property
    def struck(self) -> tuple[Call, ...]:
        """The calls that went wrong."""
        return tuple(call for call in self.calls if call.deed != "pass")


def done(prepare: Prepare) -> Outcome:
    """Let a process do an act to its end."""
    process, said = _start(prepare, {})
    return _heard(process, said)


def length(prepare: Callable[[], Prepare], runs: int = 3) -> float:
    """Return the seconds that an act takes, the median of some runs; ``prepare`` is asked for each."""
    outcomes = [done(prepare()) for _ in range(runs)]
    for outcome in outcomes:
        assert outcome.ended, outcome.traceback
    return statistics.median(outcome.seconds for outcome in outcomes)


def killed(prepare: Prepare, after: float) -> bool:
    """Kill -9 a process so many seconds after its act began; return whether the act had come to its end by then."""
    process, said = _start(prepare, {})
    time.sleep(after)
    process.kill()
    process.join(PATIENCE_S)
    assert process.exitcode in (0, -signal.SIGKILL)
    ended = False
    try:
        while said.poll():
            what, more = said.recv()
            assert what == "ends", more
            ended = True
    except EOFError:
        pass
    return ended


def faulty(prepare: Prepare, folder: Path, fault: Fault | None, call: Kind | tuple[Kind, ...] = KINDS) -> Outcome:
    """Let one of the act's changes to a folder go wrong; without a fault they are only counted."""
    with noted(folder, fault, call) as (environment, calls):
        process, said = _start(prepare, environment)
        outcome = _heard(process, said)
        return replace(outcome, calls=calls())


@cache
def _context() -> Any:
    """Start the process that the others are forked off."""
    context = get_context("forkserver")
    context.set_forkserver_preload(
        ["pytest", "store.history", "store.filling", "store.desk", "psycopg", "tests.faults.warm"]
    )
    changed = {**preloaded(), "PYTHONPATH": str(HOME)}
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    return context


def _start(prepare: Prepare, environment: dict[str, str]) -> tuple[BaseProcess, Connection]:
    """Start a process, and return when its act begins."""
    context = _context()
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_live, args=(prepare, environment, there), daemon=True)
    process.start()
    there.close()
    what, more = _next(process, here)
    assert what == "begins", more
    return process, here


def _heard(process: BaseProcess, said: Connection) -> Outcome:
    try:
        what, more = _next(process, said)
    except EOFError:
        what, more = "killed", (None, "", "", 0.0)
    finally:
        process.kill()
        process.join(PATIENCE_S)
    return Outcome(what == "ends", *more)


def _next(process: BaseProcess, said: Connection) -> tuple[str, tuple[Any, ...]]:
    if not said.poll(PATIENCE_S):
        process.kill()
        raise RuntimeError("a process says nothing")
    what, more = said.recv()
    return what, more


def _live(prepare: Prepare, environment: dict[str, str], said: Connection) -> None:
    """Run in the process."""
    try:
        act = prepare()
    except BaseException:
        said.send(("cannot", (traceback.format_exc(),)))
        raise
    if environment:
        os.environ.update(environment)
        ctypes.CDLL(None).faults_begin()
    said.send(("begins", ()))
    start = time.perf_counter()
    try:
        result = act()
    except Exception as error:
        said.send(("fails", (None, type(error).__name__, traceback.format_exc(), time.perf_counter() - start)))
    else:
        said.send(("ends", (result, "", "", time.perf_counter() - start)))
    sys.stdout.flush()
    os._exit(0)
