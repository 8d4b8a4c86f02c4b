"""Runs a program whose n-th change to a folder goes wrong: it fails, is cut short, or is the program's last.

What goes wrong is done by ``faults.c`` between the program and the C library, so real code meets real errors: SQLite,
Python and pyarrow alike. ``count`` says how many places there are; ``spread`` picks some of them; ``run`` makes one trial.
"""

import functools
import itertools
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from settings import HOME

Kind = Literal["create", "open", "write", "sync", "truncate", "allocate", "rename", "link", "unlink"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Every call that changes something: ``create`` is a file or folder that was not there, ``open`` a file that was, for writing."""
GROWING: tuple[Kind, ...] = ("create", "write", "allocate", "link")
"""What fails on a full disk."""
SOURCE = Path(__file__).with_name("faults.c")
PATIENCE_S = 120
"""How long a program may take before the trial is given up; not a promise of speed."""


@dataclass(frozen=True)
class Fault:
    """What happens to the ``at``-th call of the chosen kinds, counted from 1.

    Attributes
    ----------
    at
        Which call.
    call
        The kind, or kinds, that count.
    errno
        The error that the call fails with: ``errno.ENOSPC``, ``EIO``, ``EROFS``.
    short
        The call writes half and says so, as on a disk that fills up. Only for ``write``.
    forever
        Every later call of these kinds fails with ``errno``.
    kill
        ``SIGKILL`` before the call, after half of its bytes (for a call without bytes: after it), or after it.
    """

    at: int
    call: Kind | tuple[Kind, ...] = KINDS
    errno: int = 0
    short: bool = False
    forever: bool = False
    kill: Literal["", "before", "half", "after"] = ""

    def __post_init__(self) -> None:
        if self.at < 1 or not (self.errno or self.short or self.kill):
            raise ValueError(f"nothing would go wrong: {self}")
        if (self.forever and not self.errno) or (self.kill and (self.errno or self.short)):
            raise ValueError(f"what should happen is not clear: {self}")
        if self.short and self.call != "write":
            raise ValueError(f"only a write can be short: {self}")

    @property
    def deed(self) -> str:
        """What is done, in the words of ``faults.c``."""
        return self.kill or ("short" if self.short else "fail")


@dataclass(frozen=True)
class Call:
    """One call that counted: its number, its kind, the file (relative to the folder), its bytes, what was done to it."""

    number: int
    kind: str
    path: str
    size: int
    deed: str


@dataclass(frozen=True)
class Outcome:
    """What a program said and did; ``returncode`` is -9 for one that was killed."""

    returncode: int
    stdout: str
    stderr: str
    calls: tuple[Call, ...]

    @property
    def struck(self) -> tuple[Call, ...]:
        """The calls that went wrong."""
        return tuple(call for call in self.calls if call.deed != "pass")


@functools.cache
def _workshop() -> "tempfile.TemporaryDirectory[str]":
    """The folder of the compiled library, removed at the end."""
    return tempfile.TemporaryDirectory(prefix="onemap-faults-")


@functools.cache
def library() -> Path:
    """Compile ``faults.c``.

    Raises
    ------
    RuntimeError
        When there is no compiler, or this is not Linux.
    """
    compiler = shutil.which("cc") or shutil.which("gcc")
    if platform.system() != "Linux" or compiler is None:
        raise RuntimeError("failing disks are tried on Linux with a C compiler: apt-get install gcc libc6-dev")
    made = Path(_workshop().name) / "faults.so"
    made.parent.chmod(0o755)  # a server that runs as somebody else loads it too
    # some distributions switch _FORTIFY_SOURCE on, which makes open() a function that cannot be written anew
    options = ["-std=gnu11", "-O1", "-U_FORTIFY_SOURCE", "-Wall", "-shared", "-fPIC"]
    result = subprocess.run(
        [compiler, *options, "-o", made, SOURCE, "-ldl"], capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise RuntimeError(f"faults.c cannot be compiled (apt-get install gcc libc6-dev):\n{result.stderr[-2000:]}")
    return made


def run(
    program: str | Sequence[str | Path],
    folder: Path,
    fault: Fault | None = None,
    *,
    call: Kind | tuple[Kind, ...] = KINDS,
    environment: Mapping[str, str] | None = None,
) -> Outcome:
    """Run a program, and let one of its changes to a folder go wrong.

    Parameters
    ----------
    program
        Python code, or a command. It runs in the project's folder.
    folder
        Calls on paths in this folder, and on the folder itself, count; by the program's children too.
    fault
        What goes wrong; None only counts.
    call
        Without a fault: the kinds that count.
    environment
        Variables added to those of this process.
    """
    command = [sys.executable, "-c", program] if isinstance(program, str) else program
    with noted(folder, fault, call) as (settings, calls):
        done = subprocess.run(
            command,
            cwd=HOME,
            env={**os.environ, **(environment or {}), **preloaded(), **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE_S,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr, calls())


def preloaded() -> dict[str, str]:
    """Return the variable that brings the library into a program."""
    return {"LD_PRELOAD": " ".join(filter(None, [str(library()), os.environ.get("LD_PRELOAD")]))}


class Switch:
    """Arms a fault in a program that runs on, such as a server: its n-th call from now goes wrong, until it is put off.

    Parameters
    ----------
    state : pathlib.Path
        The count that the program shares with us (``FAULTS_STATE``).
    """

    FAR = 1 << 40
    """The number of the call that fails: as far off as no count comes of itself."""

    def __init__(self, state: Path) -> None:
        self._state = state

    def arm(self, at: int) -> None:
        """Let the ``at``-th call from now be the one."""
        self._put(self.FAR - at)

    def off(self) -> None:
        """Let everything pass from now on."""
        self._put(0)

    def calls(self) -> int:
        """Return how many calls counted since ``off``."""
        return int.from_bytes(self._state.read_bytes(), sys.byteorder)

    def _put(self, calls: int) -> None:
        with self._state.open("r+b") as stream:  # in place: the program holds this very file in memory
            stream.write(calls.to_bytes(8, sys.byteorder))


@contextmanager
def switched(folder: Path, fault: Fault) -> Iterator[tuple[dict[str, str], Switch]]:
    """Give the variables with which a program that runs on is started, and the switch of its fault; ``fault.at`` counts not."""
    with noted(folder, replace(fault, at=Switch.FAR)) as (settings, _calls):
        yield {**preloaded(), **settings}, Switch(Path(settings["FAULTS_STATE"]))


@contextmanager
def noted(
    folder: Path, fault: Fault | None, call: Kind | tuple[Kind, ...] = KINDS
) -> Iterator[tuple[dict[str, str], Callable[[], tuple[Call, ...]]]]:
    """Give the variables that tell the library what to do, and a function that returns the calls that counted."""
    kinds = fault.call if fault else call
    with tempfile.TemporaryDirectory(prefix="onemap-faults-") as notes:
        state, log = Path(notes, "state"), Path(notes, "log")
        state.write_bytes(bytes(8))
        log.touch()
        if os.geteuid() == 0:  # a program may step down from root
            Path(notes).chmod(0o711)
            state.chmod(0o666)
            log.chmod(0o666)
        settings = {
            "FAULTS_FOLDER": str(folder.resolve()),
            "FAULTS_STATE": str(state),
            "FAULTS_LOG": str(log),
            "FAULTS_KINDS": f",{kinds if isinstance(kinds, str) else ','.join(kinds)},",
            "FAULTS_AT": str(fault.at if fault else 0),
            "FAULTS_DEED": fault.deed if fault else "",
            "FAULTS_ERRNO": str(fault.errno if fault else 0),
            "FAULTS_FOREVER": str(int(fault.forever if fault else False)),
        }

        def calls() -> tuple[Call, ...]:
            found = _read(log, folder.resolve())
            counted = int.from_bytes(state.read_bytes(), sys.byteorder)
            if len(found) != counted:
                raise RuntimeError(
                    f"{counted} calls were counted and {len(found)} noted: a process could not write its notes"
                )
            return found

        yield settings, calls


def _read(log: Path, folder: Path) -> tuple[Call, ...]:
    calls = []
    for line in log.read_text(errors="surrogateescape").splitlines():
        number, kind, size, deed, path = line.split("\t", 4)
        calls.append(Call(int(number), kind, os.path.relpath(path, folder), int(size), deed))
    return tuple(sorted(calls, key=lambda call: call.number))


def count(
    program: str | Sequence[str | Path],
    folder: Path,
    call: Kind | tuple[Kind, ...] = KINDS,
    *,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Return in how many places a program can be struck; it must come to a good end.

    Raises
    ------
    RuntimeError
        When the program fails, or when none of its calls is seen.
    """
    outcome = run(program, folder, call=call, environment=environment)
    if outcome.returncode != 0:
        raise RuntimeError(f"the program fails by itself ({outcome.returncode}):\n{outcome.stderr[-4000:]}")
    if not outcome.calls:
        raise RuntimeError(
            f"no change to {folder} is seen: the program makes none, or it does not ask the C library (linked statically?)"
        )
    return len(outcome.calls)


def spread(calls: int, trials: int, seed: int) -> list[int]:
    """Pick places from 1 to ``calls``: the two ends and, by chance, one of each equal stretch between; all where that is no more."""
    if calls <= trials:
        return list(range(1, calls + 1))
    chance = random.Random(seed)
    between = trials - 2
    bounds = [2 + index * (calls - 2) // between for index in range(between + 1)]
    return [1, *(chance.randrange(low, high) for low, high in itertools.pairwise(bounds)), calls]
