"""What happens in the limited process: read the request, shut the process in, do the job, write the answer."""

import json
import logging
import os
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import locales
from loaders import confine
from loaders.confine.limits import Limits
from loaders.errors import LoadError
from loaders.guard import wire
from loaders.guard.jobs import hints, readable
from loaders.guard.values import unpacked

LONGEST_LOG = 100
LONGEST_LINE = 2000
Jobs = dict[str, Callable[..., Any]]


class _Kept(logging.Handler):
    """Keeps the records for the answer: the app writes them to its own log."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.records: list[list[Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if len(self.records) < LONGEST_LOG:
            self.records.append([record.name, record.levelno, record.getMessage()[:LONGEST_LINE]])


def answer(request: bytes, jobs: Jobs, *, shut_in: bool = True) -> list[memoryview]:
    """Return the answer to a request, in pieces.

    Parameters
    ----------
    request : bytes
        From the app, and trusted: ``job``, ``arguments``, ``limits``, ``language``, ``here`` (the app's folder) and
        ``folder`` (the one to write in).
    jobs : dict
        What may be asked for, by name.
    shut_in : bool
        Whether this process is a fork that may be limited for good.
    """
    said = json.loads(request)
    job = jobs[said["job"]]
    types = hints(job)
    given = {name: unpacked(part, types[name], _no_arrays) for name, part in said["arguments"].items()}
    os.chdir(said["here"])
    tempfile.tempdir = said["folder"]
    locales.use(said["language"])
    kept = _listen()
    if shut_in:
        _first_to_die()
        confine.shut_in(Limits(**said["limits"]), readable(given), Path(said["folder"]))
    try:
        return wire.answer(job(**given), kept.records)
    except LoadError as error:
        parts = {"path": error.path, "place": error.place, "found": error.found, "cure": error.cure}
        return wire.framed({"error": type(error).__name__, "parts": parts, "log": kept.records})
    except MemoryError:
        return wire.framed({"failed": "memory", "log": []})
    except Exception as error:  # the reader's own fault: told in the log, and to the user in one line
        kept.records.append(["loaders.guard", logging.ERROR, traceback.format_exc()[-LONGEST_LINE:]])
        return wire.framed({"failed": "error", "kind": type(error).__name__, "log": kept.records})


def _listen() -> _Kept:
    kept = _Kept()
    root = logging.getLogger()
    root.handlers[:] = [kept]
    root.setLevel(logging.INFO)
    return kept


def _first_to_die() -> None:
    """Where memory runs out all the same, the kernel takes this process and not the app."""
    try:
        Path("/proc/self/oom_score_adj").write_text("1000")
    except OSError:
        return


def _no_arrays(_place: object, _dtype: str) -> Any:
    raise ValueError("a request has no arrays")
