"""What leaves the store as a file, and comes back: backup, restore, export."""

from pathlib import Path
from typing import Annotated

import typer

from commands import stored
from commands.endings import FINE
from locales import _


def backup(out: Annotated[Path, typer.Option(help="F.sqlite")]) -> int:
    """Write everything that the store holds to one file, also while the app runs."""
    from store import copying
    from store.history import store

    _refuse_own(f"--out {out}", out)
    copying.backup(store().database, out)
    print(_("已备份到 {path}").format(path=out))
    return FINE


def restore(
    path: Annotated[Path, typer.Argument(metavar="F", help="backup 写出的文件")],
    who: Annotated[str | None, typer.Option(help="操作人；不给就是本机用户名")] = None,
) -> int:
    """Put what a backup holds in the place of everything, also while the app runs."""
    from store.history import store

    _refuse_own(path, path)
    kept = store().restore(path, stored.who(who))
    print(_("已从 {path} 恢复，当前是第 {number} 期").format(path=path, number=store().head()))
    if kept:
        print(_("恢复之前的内容存在 {path}").format(path=kept))
    return FINE


def export(
    edition: Annotated[int, typer.Option(help="第几期")],
    format: Annotated[str, typer.Option(help="gpkg | xlsx | geojson | csv")],
    out: Annotated[Path, typer.Option(help="F")],
) -> int:
    """Write an edition as a file."""
    from loaders.errors import OptionError
    from reports import exports

    if format not in exports.FORMATS:
        listed = _("、").join(exports.FORMATS)
        raise OptionError(f"--format {format}", _("不支持这种格式"), _("请用以下之一：{listed}").format(listed=listed))
    _refuse_own(f"--out {out}", out)
    exports.FORMATS[format](stored.edition(edition), out)
    print(_("第 {number} 期已写入 {path}").format(number=edition, path=out))
    return FINE


def _refuse_own(what: object, path: Path) -> None:
    """Refuse the files of the store itself: one would be overwritten, or wait for itself."""
    from loaders.errors import OptionError
    from store.history import store

    own = (store().database.file, store().spare)
    if path.resolve() in [each.resolve() for each in own if each is not None]:
        raise OptionError(what, _("这是数据库自己的文件"), _("请给出另一个文件"))
