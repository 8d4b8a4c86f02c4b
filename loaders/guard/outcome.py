"""How a reading ended, as the value that was asked for or as the one clear error that the user sees."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders import errors
from loaders.checks import ZIP
from loaders.confine.limits import Limits
from loaders.errors import LoadError, ReaderFailed
from loaders.guard import wire
from loaders.guard.jobs import hints
from loaders.workbook import Marked
from locales import _
from sites.issue_codes import BY_CODE
from sites.report import Issue
from sites.table import Layer, Workbook
from sites.tickets import Tickets

log = logging.getLogger(__name__)

KINDS = {
    kind.__name__: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, LoadError)
}
LONGEST_TEXT = 2000
OUR_LOGS = ("loaders", "sites", "pyogrio")
SIGKILL, SIGXCPU = 9, 24


@dataclass(frozen=True)
class End:
    """How the process ended that read the file.

    Attributes
    ----------
    data : bytearray
        What it answered.
    signal, code : int
        What ended it, 0 for nothing.
    late, long : bool
        Whether we ended it, because it took too long or answered too much.
    memory : bool
        Whether it complained of memory.
    grumbled : str
        The last that it wrote on stderr; for the log alone.
    """

    data: bytearray
    signal: int = 0
    code: int = 0
    late: bool = False
    long: bool = False
    memory: bool = False
    grumbled: str = ""


def result(end: End, job: Callable[..., Any], path: Path, limits: Limits) -> Any:
    """Return what the reader read.

    Raises
    ------
    LoadError
        What the reader says of the file; ``ReaderFailed`` when it did not live to say something, or speaks nonsense.
    """
    failed = _limit(end, path, limits)
    if failed is not None:
        log.warning("reading %s ended by signal %s, code %s: %s", path, end.signal, end.code, end.grumbled)
        raise failed
    try:
        said, pieces = wire.opened(end.data)
        _pass_on(said["log"])
        if "error" in said:
            raise _error(said)
        if "failed" in said:
            raise _no_memory(path, limits) if said["failed"] == "memory" else _crashed(path)
        value = wire.value(said["value"], pieces, hints(job)["return"])
        _check(value)
    except (wire.Garbled, KeyError, TypeError, ValueError, AttributeError) as error:
        log.warning("reading %s: an answer in the wrong form (%s)", path, str(error)[:200])
        raise _crashed(path) from error
    return value


def _limit(end: End, path: Path, limits: Limits) -> ReaderFailed | None:
    if end.late or end.signal == SIGXCPU:
        found = _("读了 {n} 秒还没有读完，已停止").format(n=limits.seconds)
        return ReaderFailed(path, found, _("请按街道分开后再读，或调高设置 ONEMAP_READ_SECONDS"))
    if end.long:
        found = _("读出的内容超过 {n} MB，已停止").format(n=limits.answer_mb)
        return ReaderFailed(path, found, _("请按街道分开后再读，或调高设置 ONEMAP_READ_ANSWER_MB"))
    if end.signal or end.code:
        return _no_memory(path, limits) if end.memory or end.signal == SIGKILL else _crashed(path)
    return None


def _no_memory(path: Path, limits: Limits) -> ReaderFailed:
    found = _("读这个文件要用的内存超过 {n} MB，已停止").format(n=limits.memory_mb)
    return ReaderFailed(path, found, _("请删去多余的行列或按街道分开后再读，或调高设置 ONEMAP_READ_MEMORY_MB"))


def _crashed(path: Path) -> ReaderFailed:
    return ReaderFailed(path, _("读到一半出了意外，文件多半已损坏"), _("请从原软件重新导出"))


def _error(said: dict[str, Any]) -> LoadError:
    """Make the error anew that the reader raised: of a known kind, with texts and nothing else."""
    error = KINDS[said["error"]].__new__(KINDS[said["error"]])
    parts = {name: str(said["parts"][name])[:LONGEST_TEXT] for name in ("path", "found", "cure", "place")}
    LoadError.__init__(error, **parts)
    return error


def _pass_on(records: list[Any]) -> None:
    for name, level, message in records:
        own = str(name) if str(name).startswith(OUR_LOGS) else __name__
        logging.getLogger(own).log(min(int(level), logging.ERROR), "%s", str(message)[:LONGEST_TEXT])


def _check(value: Any) -> None:
    """Refuse issues that have no words, and a copy that is no workbook: everything else is checked by its type."""
    if isinstance(value, Marked) and not value.content.startswith(ZIP):
        raise ValueError("a copy that is no workbook")
    issues = value.issues if isinstance(value, Layer | Workbook | Tickets) else []
    forms: dict[tuple[str, tuple[str, ...]], Issue] = {}
    for issue in issues:
        forms.setdefault((issue.code, tuple(issue.values)), issue)
    for issue in forms.values():
        if issue.code not in BY_CODE or not issue.message:
            raise ValueError("an issue that does not exist")
        str(issue.suggestion)  # raises where a value is missing that the words need
