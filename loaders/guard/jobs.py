"""What the reader may be asked to do: the plain functions of the loaders, each with a file as its first argument."""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from loaders.aliases import read_aliases
from loaders.contents import read_contents
from loaders.geometry import address, control, layers, read_layer
from loaders.ground import read_ground
from loaders.tickets import read_tickets
from loaders.workbook import mark_workbook, read_workbook, taught_words

Job = Callable[..., Any]
READERS = (
    read_layer, layers, read_ground, read_workbook, mark_workbook, read_tickets, read_aliases, read_contents,
    taught_words,
)  # fmt: skip
JOBS: dict[str, Job] = {reader.__name__: reader for reader in READERS}
"""By name. Everything that a job takes and gives must have a type hint: by these it travels (``guard.values``)."""
BESIDE = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})
"""Files of the same name that belong to one another."""
BEHIND = ("-wal", "-shm", "-journal")
"""What SQLite keeps behind a database's name."""


def arguments(job: Job, given: tuple[Any, ...], named: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call's arguments by name."""
    return inspect.signature(job).bind(*given, **named).arguments


@cache
def hints(job: Job) -> dict[str, Any]:
    """Return the types of a job's arguments, and of its result as ``return``."""
    return get_type_hints(job)


def readable(given: Mapping[str, Any]) -> list[Path]:
    """Return the files that a call may read, if they are there: those named in its arguments, and what belongs to them.

    A path may name a layer too (``FILE:layer``), and a reference system may be a file of control points.
    """
    named = [address.split(value)[0] for value in given.values() if isinstance(value, Path)]
    named += [Path(value) for value in given.values() if isinstance(value, str) and control.is_control(value)]
    found = []
    for path in named:
        found += [path, *(path.with_name(path.name + tail) for tail in BEHIND)]
        if path.suffix.lower() in BESIDE:
            found += [path.with_suffix(form) for suffix in sorted(BESIDE) for form in (suffix, suffix.upper())]
    return list(dict.fromkeys(found))
