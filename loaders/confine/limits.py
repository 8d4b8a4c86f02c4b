"""How much one reading may take, and the rlimits that see to it."""

import sys
from dataclasses import dataclass
from pathlib import Path

from settings import settings

MB = 1024**2
OPEN_FILES = 64
MAPPED_MB = 512
"""Address space beside the memory proper: libraries, mapped files, stacks of threads."""


@dataclass(frozen=True)
class Limits:
    """What one file may cost.

    Attributes
    ----------
    seconds : int
        By the wall clock, and of processor time too.
    memory_mb : int
        Beyond what the warm process holds already.
    answer_mb : int
        What the app takes from the reader.
    written_mb : int
        The largest file that the reader may write into its own folder.
    open_files : int
    """

    seconds: int
    memory_mb: int
    answer_mb: int
    written_mb: int = 4096
    open_files: int = OPEN_FILES


def usual() -> Limits:
    """Return the limits of the settings."""
    own = settings()
    return Limits(own.read_seconds, own.read_memory_mb, own.read_answer_mb)


def impose(limits: Limits) -> dict[str, bool]:
    """Bind this process to its limits; return which of them hold here, by the names of ``guard.holds``."""
    if sys.platform == "win32":
        return {}
    import resource

    def bind(kind: int, soft: int, hard: int | None = None) -> bool:
        most = resource.getrlimit(kind)[1]
        top = soft if hard is None else hard
        top = top if most == resource.RLIM_INFINITY else min(top, most)
        try:
            resource.setrlimit(kind, (min(soft, top), top))
        except (OSError, ValueError):
            return False
        return True

    size, data = _now()
    wanted = limits.memory_mb * MB
    held = bind(resource.RLIMIT_DATA, data + wanted) & bind(resource.RLIMIT_AS, size + wanted + MAPPED_MB * MB)
    return {
        "processor_time": bind(resource.RLIMIT_CPU, limits.seconds, limits.seconds + 1),
        "memory": held and sys.platform == "linux",  # elsewhere the kernel takes the number and does not mind it
        "open_files": bind(resource.RLIMIT_NOFILE, limits.open_files),
        "output": bind(resource.RLIMIT_FSIZE, limits.written_mb * MB),
        "no_core": bind(resource.RLIMIT_CORE, 0),
    }


def _now() -> tuple[int, int]:
    """Return the address space and the private memory of this process, bytes; (0, 0) where nothing tells."""
    try:
        pages = Path("/proc/self/statm").read_text().split()
    except OSError:
        return 0, 0
    import resource

    return int(pages[0]) * resource.getpagesize(), int(pages[5]) * resource.getpagesize()
