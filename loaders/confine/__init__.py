"""A process shuts itself in before it opens an outside file; whatever the kernel refuses is left out and said."""

import os
import sys
import sysconfig
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from loaders.confine import kernel, landlock, limits, seccomp
from loaders.confine.limits import Limits
from settings import HOME

ROOMS = ("loaders", "sites", "locales", "settings.py")
"""Of the project itself; never ``.env`` or ``var/``, where secrets and the database are."""
SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/etc/localtime",
          "/dev/null", "/dev/urandom")  # fmt: skip


def shut_in(given: Limits, readable: Iterable[Path], own: Path) -> dict[str, bool]:
    """Bind this process to its limits, take the network, other programs and other files from it.

    Parameters
    ----------
    given : Limits
    readable : iterable of pathlib.Path
        The outside files that it may read.
    own : pathlib.Path
        The folder that it may write in.

    Returns
    -------
    dict of str to bool
        Which of the guards hold, by their names in ``guard.holds``.
    """
    places = [*libraries(), *readable]
    held = {
        "no_privileges": _holds(kernel.no_new_privileges) and _holds(kernel.drop_capabilities),
        "files": _holds(lambda: landlock.restrict(places, own)),
    }
    filtered = _holds(seccomp.forbid)
    held |= dict.fromkeys(("no_network", "no_programs", "no_processes"), filtered)
    return held | limits.impose(given)


@cache
def libraries() -> tuple[Path, ...]:
    """Return where the interpreter, its packages, the system's libraries and our own code are."""
    words = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    words += [word for word in sys.path if word and Path(word).resolve() != HOME.resolve()]
    words += [os.environ[name] for name in ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA") if name in os.environ]
    given = [Path(word).resolve() for word in (*words, *SYSTEM)] + [HOME.resolve() / room for room in ROOMS]
    return tuple(path for path in dict.fromkeys(given) if path not in HOME.resolve().parents)


def _holds(step: Callable[[], object]) -> bool:
    try:
        step()
    except OSError:  # the kernel is too old, or what surrounds us forbids it: said by guard.holds
        return False
    return True
