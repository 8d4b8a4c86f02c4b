"""What goes out to the public: release an edition, take it back, write the public page as files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands import stored
from commands.endings import FINE
from locales import _

if TYPE_CHECKING:
    from publishing.release import Outside

LISTED = 20
"""So many of the things that differ are named."""


def release(
    number: Annotated[int, typer.Argument(help="公开第几期")],
    who: Annotated[str | None, typer.Option(help="操作人；不给就是本机用户名")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会改变什么，不公开")] = False,
) -> int:
    """Make an edition public."""
    from publishing.release import told
    from publishing.standing import outside
    from store.errors import Refused

    stored.edition(number)  # from the database and nowhere else
    publisher = outside().publisher
    seen = publisher.look(number)
    print("\n".join(_lines(seen)))
    if dry_run:
        if seen.missing or seen.problems:
            raise Refused(seen.missing or told(seen.problems))
        return FINE
    _seq, made = publisher.release(number, stored.who(who))
    outside().forget()
    outside().bring_up()
    print(_("第 {number} 期已公开，{n} 个文件").format(number=number, n=len(made.hashed) + len(made.pages)))
    return FINE


def withdraw(who: Annotated[str | None, typer.Option(help="操作人；不给就是本机用户名")] = None) -> int:
    """Take back what is public: the release before it is shown again, else a notice. Prints the addresses to purge from a CDN."""
    from publishing.standing import outside

    taken = outside().publisher.withdraw(stored.who(who))
    outside().forget()
    outside().bring_up()
    standing = outside().stand()
    print(_("已撤回第 {number} 期").format(number=taken.number))
    if standing and standing.seq:
        print(_("现在公开的是第 {number} 期").format(number=standing.number))
    else:
        print(_("现在没有公开的内容，公开页面只显示一句说明"))
    print(_("CDN 上要清除的地址："))
    print("\n".join(outside().purge(taken)))
    return FINE


def site(out: Annotated[Path, typer.Option(help="DIR")]) -> int:
    """Write what is public as a static site: for any web server, or to open from a disk."""
    from publishing.site import FOR_FOLDER, write
    from publishing.standing import outside, withdrawn
    from store.errors import Refused

    publisher = outside().publisher
    every, standing = publisher.releases.history()
    if standing is None:
        raise Refused(_("还没有公开任何一期，请先运行 cli.py release"))
    made = publisher.site(standing.number)
    publisher.releases.renew(standing.seq, made.addresses)
    write(made, out, FOR_FOLDER, gone=withdrawn(every) - set(made.addresses))
    print(_("第 {number} 期的公开页面已写入 {path}").format(number=made.number, path=out))
    return FINE


def _lines(seen: "Outside") -> list[str]:
    """Say what a release would change outside."""
    from publishing.words import column_title, layer_title, value_words
    from reports.lines import printable, table

    first = (
        _("公开第 {number} 期，现在没有公开的内容")
        if seen.before is None
        else _("公开第 {number} 期，现在公开的是第 {before} 期")
    )
    said = [first.format(number=seen.number, before=seen.before)]
    said += table([(name, str(was), "→", str(now)) for name, (was, now) in seen.rows.items()], numbers={1, 3})
    if len(seen.changes) and seen.before is not None:
        said.append(_("外面会有 {n} 处变化").format(n=len(seen.changes)))
        said += table(
            [
                (layer_title(str(row.layer)), printable(f"{row.compound or row.subdistrict} {row.building_no or row.id}"), column_title(str(row.column)),
                 value_words(str(row.column), row.before), "→" if row.after else "", value_words(str(row.column), row.after))
                for row in seen.changes.head(LISTED).itertuples()
            ],
            numbers=set(),
        )  # fmt: skip
    return said
