"""Files that are read: checked, published, or told what they may do."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.endings import FINE, REJECTED
from commands.given import Given, demo_files, reads, sources
from commands.stored import who as user
from loaders import warming
from locales import _
from settings import HOME

if TYPE_CHECKING:
    from loaders.intake import Files
    from loaders.steps import Tell
    from sites.edition import Edition


@reads
def check(given: Given) -> int:
    """Read, join and report; publish nothing."""
    warming.ahead()
    from loaders import intake
    from terminal import waiting

    files = given.files()
    with waiting(quiet=given.as_json, verbose=given.verbose) as tell:
        found = intake.read_all(demo_files(files) if given.demo else files, tell)
        _write(given, found, tell)
    _show(given, found)
    return REJECTED if found.report.rejected else FINE


@reads
def publish(
    given: Given,
    note: Annotated[str | None, typer.Option(help="这一期的说明")] = None,
    who: Annotated[str | None, typer.Option(help="发布人；不给就是本机用户名")] = None,
    accept_rejected: Annotated[bool, typer.Option("--accept-rejected", help="有退回的行也发布")] = False,
    base: Annotated[int | None, typer.Option(min=0, help="从第几期开始的；已有更新的一期就不发布")] = None,
) -> int:
    """Read, join and report as check does, then store the next edition."""
    warming.ahead()
    from loaders import intake
    from store import editions
    from store.desk import Desk
    from store.history import store
    from store.sources import hashes
    from terminal import waiting

    files, by = given.files(), user(who)
    if given.demo:
        return _publish_demo(given, files, note, who, base)
    begun = store().head() if base is None else base
    named = sources(files)
    before = hashes(path for _role, path in named)
    with waiting(quiet=given.as_json, verbose=given.verbose) as tell:
        found = intake.read_all(_remembering(files, Desk(store()).aliases()), tell)
        _write(given, found, tell)
    try:
        editions.refuse_rejected(found, accept_rejected)
        with waiting(quiet=given.as_json, verbose=given.verbose) as tell:
            _tell(tell, _("写入数据库"))
            made = editions.prepared(found, named, before)
            number = store().publish(made, note or "", by, begun, accept_rejected)
    finally:  # what was read is shown whether or not it was stored, and after: whoever stops listening stops nothing
        _show(given, found)
    _said(given, _("已发布第 {number} 期").format(number=number))
    for alarm in store().alarms():
        print(alarm, file=sys.stderr)
    return FINE


def limits() -> int:
    """Say what a file that is read may do on this machine, and what not."""
    from loaders import guard

    print(guard.words())
    return FINE


def _publish_demo(given: Given, files: "Files", note: str | None, who: str | None, base: int | None) -> int:
    """Publish the workbooks of the demo that are not there yet, one after the other."""
    from loaders.errors import OptionError
    from loaders.intake import Files
    from store import filling
    from store.folder import Folder
    from store.history import store
    from terminal import waiting

    if files != Files({}) or base is not None:
        raise OptionError("--demo", _("不能同时给出别的文件或读法"), _("请去掉 --demo，或去掉别的选项"))
    folder = Folder(HOME / "data")
    with waiting(quiet=given.as_json, verbose=given.verbose) as tell:
        by = filling.WHO if who is None else who
        n = filling.fill(store(), folder, _("演示数据（虚构）") if note is None else note, by, tell)
        found = folder.current()
        _write(given, found, tell)
    _show(given, found)
    last = store().head()
    if not n:
        _said(given, _("没有新的内容：演示数据已经全部发布"))
    elif n == 1:
        _said(given, _("已发布第 {number} 期").format(number=last))
    else:
        _said(given, _("已发布第 {first} 至 {number} 期").format(first=last - n + 1, number=last))
    return FINE


def _remembering(files: "Files", known: tuple[object, ...]) -> "Files":
    from dataclasses import replace

    return replace(files, known=known)  # type: ignore[arg-type]


def _write(given: Given, found: "Edition", tell: "Tell") -> None:
    """Write the files that were asked for."""
    from store import export

    for path, write in ((given.report, export.write_report), (given.edition, export.write_package)):
        if path:
            _tell(tell, _("写出 {name}").format(name=Path(path).name))
            write(found, path)


def _show(given: Given, found: "Edition") -> None:
    from store import export, summary

    print(export.report_text(found) if given.as_json else summary.summary(found), flush=True)


def _said(given: Given, words: str) -> None:
    """Say how it ended; where stdout is JSON alone, on stderr."""
    print(words, file=sys.stderr if given.as_json else sys.stdout)


def _tell(tell: "Tell", label: str) -> None:
    from loaders.steps import Step

    tell(Step(label))
