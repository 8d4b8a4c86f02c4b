"""The files that a command reads, as its options say: the same for every command that reads."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from locales import _
from settings import HOME

if TYPE_CHECKING:
    from loaders.intake import Files
    from sites.report import Role

LAYERS: "tuple[Role, ...]" = ("compounds", "buildings", "subdistricts", "parking", "charging", "elevators", "pipes")


@dataclass(frozen=True)
class Given:
    """What was given to a command that reads; each field is an option of it."""

    compounds: Annotated[Path | None, typer.Option(help="小区；有几个图层的文件可写成 FILE:图层名，其余图层也一样")] = (
        None
    )
    buildings: Annotated[Path | None, typer.Option(help="楼栋")] = None
    progress: Annotated[list[Path] | None, typer.Option(help="台账；可以给几份")] = None
    subdistricts: Annotated[Path | None, typer.Option(help="街道")] = None
    parking: Annotated[Path | None, typer.Option(help="停车")] = None
    charging: Annotated[Path | None, typer.Option(help="充电")] = None
    elevators: Annotated[Path | None, typer.Option(help="加装电梯")] = None
    pipes: Annotated[Path | None, typer.Option(help="管网")] = None
    tickets: Annotated[Path | None, typer.Option(help="12345、啄木鸟等工单")] = None
    aliases: Annotated[Path | None, typer.Option(help="别名表：以前确认过的写法")] = None
    datum: Annotated[list[str] | None, typer.Option(help="auto | [ROLE=]wgs84|gcj02|bd09")] = None
    crs: Annotated[list[str] | None, typer.Option(help="ROLE=EPSG:n | ROLE=points.csv（控制点）")] = None
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD")] = None
    columns: Annotated[Path | None, typer.Option(help="columns.toml：教它认识更多列名")] = None
    report: Annotated[Path | None, typer.Option(help="R.json")] = None
    edition: Annotated[Path | None, typer.Option(help="E.gpkg")] = None
    demo: Annotated[bool, typer.Option("--demo", help="仓库自带的演示数据")] = False
    as_json: Annotated[bool, typer.Option("--json", help="标准输出只有 R.json 的内容")] = False
    verbose: Annotated[bool, typer.Option("--verbose", help="在标准错误上逐步写出正在做什么")] = False

    def files(self) -> "Files":
        """Return the files that were named.

        Raises
        ------
        OptionError
            An option is not written as it should be.
        """
        from loaders import intake

        layers: dict[Role, Path] = {role: getattr(self, role) for role in LAYERS if getattr(self, role) is not None}
        return intake.Files(
            layers=layers, progress=tuple(self.progress or ()), tickets=self.tickets,
            crs=intake.read_crs(self.crs or []), datum=intake.read_datum(self.datum or []), as_of=_day(self.as_of),
            aliases=self.aliases, columns=self.columns,
        )  # fmt: skip


def reads(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of ``Given``, before its own, and what they say as its first argument."""
    shared = signature(Given, eval_str=True).parameters
    own = list(signature(command, eval_str=True).parameters.values())[1:]

    @wraps(command)
    def run(**options: Any) -> int:
        said = {name: options.pop(name) for name in shared}
        return command(Given(**said), **options)

    taken = [each.replace(kind=Parameter.KEYWORD_ONLY) for each in (*shared.values(), *own)]
    run.__signature__ = Signature(taken)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in taken}
    return run


def demo_files(files: "Files") -> "Files":
    """Return the committed demo with its latest workbook; only the as-of date may be chosen."""
    from loaders.errors import OptionError
    from store.folder import Folder

    if files.layers or files.progress or files.tickets:
        raise OptionError("--demo", _("不能同时给出别的文件"), _("请去掉 --demo，或去掉别的文件"))
    held = Folder(HOME / "data")
    return replace(files, layers=held.files(), progress=(held.latest().path,))


def sources(files: "Files") -> tuple[tuple[str, Path], ...]:
    """Return role and path of every file that a reading depends on, the layer's name split off, in the order of the options."""
    from loaders.geometry import address, control

    found: list[tuple[str, Path]] = [(role, address.split(path)[0]) for role, path in files.layers.items()]
    found += [("progress", path) for path in files.progress]
    more = (("tickets", files.tickets), ("aliases", files.aliases), ("columns", files.columns))
    found += [(role, path) for role, path in more if path is not None]
    found += [("control", Path(word)) for word in files.crs.values() if control.is_control(word)]
    return tuple(found)


def _day(text: str | None) -> date | None:
    from loaders import cells
    from loaders.errors import OptionError

    if text is None:
        return None
    try:
        return cells.read_date(text)
    except cells.Unreadable as error:
        raise OptionError(f"--as-of {text}", _("不是日期"), _("请写成 2022-08-31")) from error
