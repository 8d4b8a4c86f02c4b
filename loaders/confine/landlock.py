"""Which files this process may read and write, by Landlock (Linux 5.13 and later). Numbers from ``linux/landlock.h``."""

import ctypes
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from loaders.confine import kernel

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""The same on every machine."""
_VERSION = 1
_PATH_BENEATH = 1
WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5
MAKE_DIR, MAKE_REG, TRUNCATE = 1 << 7, 1 << 8, 1 << 14
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights on files each version knows; later ones know as many as 5."""
_NET = 0b11
"""To bind and to connect TCP, from version 4."""
_SCOPES = 0b11
"""Abstract sockets and signals of others, from version 6."""
READ = READ_FILE | READ_DIR
OWN = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | TRUNCATE


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("rights", ctypes.c_uint64), ("place", ctypes.c_int32))


def version() -> int:
    """Return the kernel's version of Landlock.

    Raises
    ------
    Refused
        It has none, or it is switched off.
    """
    return kernel.call("syscall", _CREATE, None, 0, _VERSION)


def restrict(readable: Iterable[Path], own: Path) -> None:
    """Let this process read the given files and folders only, and write only beneath ``own``, for good.

    Wants ``kernel.no_new_privileges`` first. Paths that do not exist or cannot be reached are left out.

    Raises
    ------
    Refused
        The kernel does not do this.
    """
    known = version()
    rights = (1 << _RIGHTS.get(known, 16)) - 1
    handled = (ctypes.c_uint64 * 3)(rights, _NET if known >= 4 else 0, _SCOPES if known >= 6 else 0)
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    rules = kernel.call("syscall", _CREATE, ctypes.byref(handled), size, 0)
    try:
        for path in readable:
            _allow(rules, path, READ & rights)
        _allow(rules, own, OWN & rights)
        kernel.call("syscall", _RESTRICT, rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        allowed = rights if stat.S_ISDIR(os.fstat(place).st_mode) else rights & ~READ_DIR  # which a file does not have
        beneath = _Beneath(allowed, place)
        kernel.call("syscall", _ADD, rules, _PATH_BENEATH, ctypes.byref(beneath), 0)
    finally:
        os.close(place)
