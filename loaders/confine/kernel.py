"""Linux system calls that the standard library does not know, by way of the C library."""

import ctypes
import os
import platform
import sys

PR_SET_PDEATHSIG = 1
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
CAP_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION = 0x20080522

linux = sys.platform == "linux"
machine = platform.machine()
_libc = ctypes.CDLL(None, use_errno=True) if linux else None


class Refused(OSError):
    """The kernel does not do this here."""


def call(name: str, *arguments: object) -> int:
    """Call a function of the C library, such as ``prctl`` or ``syscall``.

    Raises
    ------
    Refused
        It answers with an error, or this is not Linux.
    """
    if _libc is None:
        raise Refused("not Linux")
    done = int(getattr(_libc, name)(*(ctypes.c_long(word) if isinstance(word, int) else word for word in arguments)))
    if done < 0:
        number = ctypes.get_errno()
        raise Refused(number, os.strerror(number))
    return done


def die_with_parent() -> None:
    """Have this process killed when the thread that forked it ends."""
    import signal

    call("prctl", PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def no_new_privileges() -> None:
    """Let nothing that this process does or runs gain rights."""
    call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def drop_capabilities() -> None:
    """Give up root's powers, but for reading files that belong to someone else: Landlock says which."""
    keep = 1 << CAP_DAC_READ_SEARCH if os.geteuid() == 0 else 0
    head = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    body = (ctypes.c_uint32 * 6)(keep, keep, 0, 0, 0, 0)
    call("capset", head, body)


def leave_network() -> None:
    """Move this process into a network of its own in which there is nothing."""
    uid, gid = os.getuid(), os.getgid()
    if os.geteuid() == 0:
        call("unshare", CLONE_NEWNET)
        return
    call("unshare", CLONE_NEWUSER | CLONE_NEWNET)
    for name, line in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as stream:  # noqa: PTH123 - one write, as the kernel wants it
            stream.write(line)
