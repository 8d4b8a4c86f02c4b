"""The log of what was done: looked through, and shown."""

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from commands.endings import FINE, REFUSED
from locales import _


def verify(
    every: Annotated[bool, typer.Option("--all", help="各期内容和原始文件也逐一核对；数据多时要几分钟")] = False,
) -> int:
    """Look for lines that were changed or removed; print how many there are, and the hash of the last."""
    from store import audit
    from store.history import store

    with store().database.reading() as connection:
        found = audit.verify(connection)
    problems = store().check() if every else found.problems
    print(_("操作记录 {n:,} 行，末行校验值 {head}").format(n=found.lines, head=found.head))
    for problem in problems:
        print(" ".join(problem.split()), file=sys.stderr)
    if problems:
        return REFUSED
    print(_("没有发现改动"))
    return FINE


def show(as_json: Annotated[bool, typer.Option("--json", help="标准输出只有 JSON")] = False) -> int:
    """Print the log, oldest first."""
    from reports.lines import printable
    from store import audit
    from store.history import store

    with store().database.reading() as connection:
        found = audit.lines(connection)
    if as_json:
        print(json.dumps([asdict(line) for line in found], ensure_ascii=False, indent=1))
        return FINE
    for line in found:
        number = "" if line.number is None else str(line.number)
        told = json.dumps(line.detail, ensure_ascii=False)
        print("\t".join(map(printable, (str(line.seq), f"{line.at}Z", line.who, line.action, number, told))))
    return FINE
