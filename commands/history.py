"""The history: what was published, how two editions differ, and back to an old one."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands import stored
from commands.endings import FINE
from locales import _

if TYPE_CHECKING:
    from store.editions import Entry


def editions(
    every: Annotated[bool, typer.Option("--all", help="已经退到幕后的演示数据也列出")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="标准输出只有 JSON")] = False,
) -> int:
    """List the editions that pages show, oldest first."""
    from reports.lines import table

    found = stored.entries(every)
    public = stored.public()
    if as_json:
        print(json.dumps([_plain(entry, entry.number == public) for entry in found], ensure_ascii=False, indent=1))
    elif found:
        head = (_("期"), _("截至"), _("发布时间"), _("发布人"), _("说明"))
        print("\n".join(table([head, *(_row(entry, entry.number == public) for entry in found)], numbers={0})))
    else:
        print(_("还没有发布过"))
    return FINE


def rollback(
    number: Annotated[int, typer.Argument(help="回到第几期")],
    note: Annotated[str, typer.Option(help="这一期的说明")] = "",
    who: Annotated[str | None, typer.Option(help="发布人；不给就是本机用户名")] = None,
    base: Annotated[int | None, typer.Option(min=0, help="从第几期开始的；已有更新的一期就不发布")] = None,
) -> int:
    """Publish an old edition again, as the next one; nothing is removed."""
    from store.history import store

    new = store().roll_back(number, note, stored.who(who), base)
    print(_("已发布第 {new} 期，内容与第 {old} 期相同").format(new=new, old=number))
    return FINE


def diff(
    a: Annotated[int, typer.Argument(help="前一期")],
    b: Annotated[int, typer.Argument(help="后一期")],
    as_json: Annotated[bool, typer.Option("--json", help="标准输出只有 JSON")] = False,
) -> int:
    """Say what changed from one edition to another."""
    from reports import comparison
    from sites.comparison import compare

    found = compare(stored.edition(a), stored.edition(b))
    print(json.dumps(comparison.as_json(found), ensure_ascii=False, indent=1) if as_json else comparison.text(found))
    return FINE


def _plain(entry: "Entry", released: bool) -> dict[str, Any]:
    return {
        "number": entry.number, "as_of": entry.as_of.isoformat(), "published_at": f"{entry.published_at.isoformat()}Z",
        "note": entry.note, "released": released, "who": entry.who, "synthetic": entry.synthetic,
        "base": entry.base, "equal_to": entry.equal_to, "digest": entry.digest,
    }  # fmt: skip


def _row(entry: "Entry", released: bool) -> tuple[str, ...]:
    from datetime import UTC

    from reports.lines import printable

    at = entry.published_at.replace(tzinfo=UTC).astimezone()
    told = (
        _("同第 {number} 期").format(number=entry.equal_to) if entry.equal_to else "",
        _("演示") if entry.synthetic else "",
        _("公开中") if released else "",
        printable(entry.note),
    )
    note = _("；").join(part for part in told if part)
    return (str(entry.number), entry.as_of.isoformat(), f"{at:%Y-%m-%d %H:%M}", printable(entry.who), note)
