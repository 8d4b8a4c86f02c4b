"""Every outside file is opened in a process of its own that can do nothing but read it: docs/security.md.

``read_layer`` and the others here are those of the loaders, run in a child that is forked from a warm process and
limited in time, memory, files, network and output. What a broken or hostile file does to it, it does to nobody else.
"""

import atexit
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import locales
from loaders import aliases, contents, geometry, ground, tickets, workbook
from loaders.confine import limits
from loaders.guard import jobs, outcome
from loaders.guard.client import Server
from loaders.guard.plain import Plain
from loaders.warming import FORKS, environment
from locales import N_, _
from settings import HOME, settings

log = logging.getLogger(__name__)

_Given = ParamSpec("_Given")
_Read = TypeVar("_Read")

TRIAL_SECONDS = 30
WORDS = {
    "time": N_("限时"), "processor_time": N_("限处理器时间"), "memory": N_("限内存"), "output": N_("限写出的大小"),
    "open_files": N_("限打开的文件数"), "no_core": N_("不留内存转储"), "no_privileges": N_("没有特权"),
    "no_network": N_("不能联网"), "no_namespace": N_("与网络隔绝"), "no_programs": N_("不能运行别的程序"),
    "no_processes": N_("不能另起进程"), "files": N_("只能读给它的文件"),
}  # fmt: skip
"""The guards, by the names under which ``holds`` tells of them."""
NEEDED = ("time", "processor_time", "memory", "output")
"""Without these no file of a stranger is taken in."""


def _reader() -> Server | Plain:
    """Return this process's way of reading outside files."""
    return _server() if FORKS else _plain()


@cache
def _server() -> Server:
    server = Server()
    atexit.register(server.close)
    return server


@cache
def _plain() -> Plain:
    return Plain()


def guarded(job: Callable[_Given, _Read]) -> Callable[_Given, _Read]:
    """Return the job as it runs in a limited process: same arguments, same result, same errors and ``ReaderFailed``."""

    @wraps(job)
    def read(*given: _Given.args, **named: _Given.kwargs) -> _Read:
        held, most = jobs.arguments(job, given, named), limits.usual()
        end = _reader().run(job, held, most)
        found: Any = outcome.result(end, job, _file(held), most)
        return found  # type: ignore[no-any-return]

    return read


def _file(held: dict[str, Any]) -> Path:
    return next(value for value in held.values() if isinstance(value, Path))


read_layer = guarded(geometry.read_layer)
layers = guarded(geometry.layers)
read_ground = guarded(ground.read_ground)
read_workbook = guarded(workbook.read_workbook)
mark_workbook = guarded(workbook.mark_workbook)
read_tickets = guarded(tickets.read_tickets)
read_aliases = guarded(aliases.read_aliases)
read_contents = guarded(contents.read_contents)
taught_words = guarded(workbook.taught_words)


def at_once(reading: Sequence[Callable[[], Any]]) -> list[Any]:
    """Read several files side by side, each in a process of its own; results and errors come in the order given.

    Raises
    ------
    LoadError
        That of the first file, in the order given, which cannot be used.
    """
    with ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
        begun = [pool.submit(copy_context().run, read) for read in reading]
        try:
            return [future.result() for future in begun]
        finally:
            for future in begun:
                future.cancel()


def holds() -> dict[str, bool]:
    """Return which guards hold on this machine, by the keys of ``WORDS``."""
    found = _tried() if FORKS else {"time": True}
    return {name: found.get(name, False) for name in WORDS}


@cache
def _tried() -> dict[str, bool]:
    """Try the guards in a process of its own; none holds when it does not come back."""
    command = [sys.executable, "-m", "loaders.confine.trial"]
    done = subprocess.run(command, cwd=HOME, env=environment(), capture_output=True, timeout=TRIAL_SECONDS, check=False)
    if done.returncode:
        log.error("the guards could not be tried: %s", done.stderr[-500:].decode("utf-8", "replace"))
        return {}
    found: dict[str, bool] = json.loads(done.stdout)
    return found


def tell() -> None:
    """Write to the log which guards hold, in the language of the installation."""
    locales.use(settings().lang if settings().lang in locales.LANGUAGES else locales.SOURCE)
    log.info("%s", words())


def uploads_allowed() -> bool:
    """Tell whether files of strangers may be taken in: not where a file could take time and memory without end."""
    found = holds()
    return all(found[name] for name in NEEDED) or (sys.platform == "darwin" and found["processor_time"])


def words() -> str:
    """Return in one line what holds and what does not, in the language in use."""
    found = holds()
    comma = _("、")
    held = comma.join(_(word) for name, word in WORDS.items() if found[name])
    missing = comma.join(_(word) for name, word in WORDS.items() if not found[name])
    if not missing:
        return _("外来文件在受限的进程中读取：{held}").format(held=held)
    return _("外来文件在受限的进程中读取：{held}。本机做不到：{missing}").format(held=held, missing=missing)
