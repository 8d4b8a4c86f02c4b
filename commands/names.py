"""What spellings mean, remembered in a file that planners can open."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.endings import FINE
from locales import _

if TYPE_CHECKING:
    from sites.aliases import Kind


def alias(
    aliases: Annotated[Path, typer.Option(help="别名表（csv）；没有就新建")],
    means: Annotated[str, typer.Option(help="它指的小区或楼栋的编号，或街道名")],
    compound: Annotated[str | None, typer.Option(help="小区的写法；与 --building 同用时是楼栋所在的小区")] = None,
    building: Annotated[str | None, typer.Option(help="楼栋的写法")] = None,
    subdistrict: Annotated[str | None, typer.Option(help="街道的写法；与 --compound 同用时只在这个街道内有效")] = None,
    name: Annotated[str, typer.Option(help="它指的名称，给人看")] = "",
    who: Annotated[str, typer.Option(help="确认人")] = "",
) -> int:
    """Remember what a spelling means, for every check to come."""
    from sites.aliases import Alias
    from store import alias_file

    alias_file.confirm(aliases, Alias(*_spelling(compound, building, subdistrict), means, who), name, date.today())
    print(_("已记入 {path}").format(path=aliases))
    return FINE


def _spelling(compound: str | None, building: str | None, subdistrict: str | None) -> "tuple[Kind, str, str]":
    """Return kind, scope and spelling of an alias."""
    from loaders.errors import OptionError

    if building:
        if not compound:
            raise OptionError("--building", _("没有写明小区"), _("请用 --compound 给出小区的编号或名称"))
        return "building", compound, building
    if compound:
        return "compound", subdistrict or "", compound
    if subdistrict:
        return "subdistrict", "", subdistrict
    raise OptionError("alias", _("没有写明是什么的别名"), _("请给出 --compound、--building 或 --subdistrict"))
