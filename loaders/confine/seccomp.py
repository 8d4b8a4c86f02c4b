"""The filter of system calls: no network, no other program, no new process, no look into other processes.

A list of what is forbidden, not of what is allowed: GDAL, Arrow and the C library differ from release to release in the
harmless calls that they make. Numbers from the kernel's ``arch/x86/entry/syscalls/syscall_64.tbl`` and
``include/uapi/asm-generic/unistd.h`` (aarch64); the struct and the constants from ``linux/seccomp.h`` and ``linux/filter.h``.
"""

import ctypes
import errno
import os

from loaders.confine import kernel

_X86_64 = """socket 41 connect 42 accept 43 sendto 44 recvfrom 45 sendmsg 46 recvmsg 47 bind 49 listen 50 socketpair 53 shmget 29
shmat 30 shmctl 31 fork 57 vfork 58 execve 59 semget 64 msgget 68 ptrace 101 syslog 103 setpgid 109 setsid 112
rt_sigqueueinfo 129 personality 135 vhangup 153 modify_ldt 154 pivot_root 155 adjtimex 159 setrlimit 160 chroot 161 acct 163
settimeofday 164 mount 165 umount2 166 swapon 167 swapoff 168 reboot 169 sethostname 170 setdomainname 171 iopl 172 ioperm 173
init_module 175 delete_module 176 quotactl 179 clock_settime 227 mq_open 240 kexec_load 246 add_key 248 request_key 249
keyctl 250 migrate_pages 256 unshare 272 move_pages 279 accept4 288 rt_tgsigqueueinfo 297 perf_event_open 298 recvmmsg 299
fanotify_init 300 name_to_handle_at 303 open_by_handle_at 304 clock_adjtime 305 sendmmsg 307 setns 308 process_vm_readv 310
process_vm_writev 311 kcmp 312 finit_module 313 memfd_create 319 kexec_file_load 320 bpf 321 execveat 322 userfaultfd 323"""
_AARCH64 = """pivot_root 41 umount2 39 mount 40 chroot 51 vhangup 58 quotactl 60 acct 89 personality 92 unshare 97 kexec_load 104
init_module 105 delete_module 106 clock_settime 112 syslog 116 ptrace 117 rt_sigqueueinfo 138 reboot 142 setpgid 154
setsid 157 sethostname 161 setdomainname 162 setrlimit 164 settimeofday 170 adjtimex 171 mq_open 180 msgget 186 semget 190
shmget 194 shmctl 195 shmat 196 socket 198 socketpair 199 bind 200 listen 201 accept 202 connect 203 sendto 206 recvfrom 207
sendmsg 211 recvmsg 212 add_key 217 request_key 218 keyctl 219 execve 221 swapon 224 swapoff 225 migrate_pages 238
move_pages 239 rt_tgsigqueueinfo 240 perf_event_open 241 accept4 242 recvmmsg 243 fanotify_init 262 name_to_handle_at 264
open_by_handle_at 265 clock_adjtime 266 setns 268 sendmmsg 269 process_vm_readv 270 process_vm_writev 271 kcmp 272
finit_module 273 memfd_create 279 bpf 280 execveat 281 userfaultfd 282 kexec_file_load 294"""
_EVERYWHERE = """pidfd_send_signal 424 io_uring_setup 425 io_uring_enter 426 io_uring_register 427 open_tree 428 move_mount 429
fsopen 430 fsconfig 431 fsmount 432 fspick 433 pidfd_open 434 pidfd_getfd 438 process_madvise 440 mount_setattr 442
memfd_secret 447 process_mrelease 448"""
_ARCHITECTURES = {
    "x86_64": (0xC000003E, _X86_64, {"clone": 56, "kill": 62, "tkill": 200, "tgkill": 234, "prlimit64": 302}),
    "aarch64": (0xC00000B7, _AARCH64, {"clone": 220, "kill": 129, "tkill": 130, "tgkill": 131, "prlimit64": 261}),
}
_CLONE3 = 435
_CLONE_THREAD = 0x00010000
_X32 = 0x40000000
_LOAD, _EQUAL, _AT_LEAST, _SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_MODE_FILTER = 2


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("then", ctypes.c_uint8),
        ("otherwise", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("first", ctypes.POINTER(_Instruction)))


def forbid() -> None:
    """Put this process under the filter, for good. Wants ``kernel.no_new_privileges`` first.

    Raises
    ------
    Refused
        The kernel has no such filter, or the machine is of another kind.
    """
    if kernel.machine not in _ARCHITECTURES:
        raise kernel.Refused(f"no filter for {kernel.machine}")
    steps = _steps(kernel.machine, os.getpid())
    held = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), held)
    kernel.call("prctl", kernel.PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0)


def _steps(machine: str, own: int) -> list[tuple[int, int, int, int]]:
    """Return the filter's instructions: (code, steps to skip if true, if false, value)."""
    audit, listed, guarded = _ARCHITECTURES[machine]
    no, missing = (_RETURN, 0, 0, _ERRNO | errno.EPERM), (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)
    yes = (_RETURN, 0, 0, _ALLOW)
    steps = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, audit), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, _NUMBER)]
    if machine == "x86_64":
        steps += [(_AT_LEAST, 0, 1, _X32), no]
    for number in map(int, f"{listed} {_EVERYWHERE}".split()[1::2]):
        steps += [(_EQUAL, 0, 1, number), no]
    steps += [(_EQUAL, 0, 1, _CLONE3), missing]  # its flags lie behind a pointer; the C library then takes clone
    argument = (_LOAD, 0, 0, _FIRST_ARGUMENT)
    steps += [(_EQUAL, 0, 4, guarded["clone"]), argument, (_SET, 1, 0, _CLONE_THREAD), no, yes]
    for name in ("kill", "tkill", "tgkill"):  # abort() signals its own process
        steps += [(_EQUAL, 0, 4, guarded[name]), argument, (_EQUAL, 1, 0, own), no, yes]
    steps += [(_EQUAL, 0, 4, guarded["prlimit64"]), argument, (_EQUAL, 1, 0, 0), no, yes]
    return [*steps, yes]
