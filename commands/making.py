"""Files that are made for others to fill or to try: the demo, and the template of next week's workbook."""

from pathlib import Path
from typing import Annotated

import typer

from commands.endings import FINE
from locales import _
from settings import HOME

DEMO_BUILDINGS = 900


def demo(
    buildings: Annotated[int, typer.Option(help="900 … 1 000 000")] = DEMO_BUILDINGS,
    out: Annotated[Path | None, typer.Option(help="data/")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="在标准错误上逐步写出正在做什么")] = False,
) -> int:
    """Write the demo's files; equal content on every run."""
    from demo import write
    from loaders.errors import OptionError
    from terminal import waiting

    if buildings < DEMO_BUILDINGS:
        raise OptionError("--buildings", _("至少 {n} 幢").format(n=DEMO_BUILDINGS), _("请给出更大的数"))
    if out is None and buildings != DEMO_BUILDINGS:
        raise OptionError(
            "--out", _("没有给出目录"), _("幢数不是 {n} 时请用 --out 指明写到哪里").format(n=DEMO_BUILDINGS)
        )
    with waiting(verbose=verbose) as tell:
        write(HOME / "data" if out is None else out, buildings, tell)
    return FINE


def template(
    out: Annotated[Path, typer.Option(help="F.xlsx")],
    compounds: Annotated[Path | None, typer.Option(help="小区；不给就用演示数据")] = None,
    buildings: Annotated[Path | None, typer.Option(help="楼栋")] = None,
    progress: Annotated[list[Path] | None, typer.Option(help="现有的台账：计划日期和情况从这里带过来")] = None,
    crs: Annotated[list[str] | None, typer.Option(help="ROLE=EPSG:n")] = None,
    columns: Annotated[Path | None, typer.Option(help="columns.toml：教它认识更多列名")] = None,
) -> int:
    """Write a template workbook that makes next week's file clean."""
    from loaders import intake
    from loaders.errors import OptionError
    from reports.template import write_template
    from store.folder import Folder
    from terminal import waiting

    if out.suffix.lower() != ".xlsx":
        raise OptionError(f"--out {out}", _("模板是 xlsx 工作簿"), _("请把文件名写成 .xlsx"))
    if compounds is None and buildings is None and not progress:
        write_template(Folder(HOME / "data").current(), out)
        return FINE
    given = {"compounds": compounds, "buildings": buildings}
    named = {role: path for role, path in given.items() if path is not None}
    files = intake.Files(layers=named, progress=tuple(progress or ()), crs=intake.read_crs(crs or []), columns=columns)  # type: ignore[arg-type]
    with waiting() as tell:
        write_template(intake.read_all(files, tell), out)
    return FINE
