"""The same capabilities from a shell: ``python cli.py --help``."""

import io
import logging
import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

import locales
import logs
from locales import _
from settings import HOME, settings

FINE, REJECTED, UNUSABLE, REFUSED = 0, 1, 2, 3
"""Exit codes (docs/contracts, "Command line")."""
DEMO_BUILDINGS = 900

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="旧改一张图 / Renovation on One Map",
)


@app.callback()
def main() -> None:
    """Set language and log up; the log goes to stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console that lacks Chinese shows marks instead of failing
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    logs.configure(settings().log_json)
    for name in ("pyogrio", "loaders", "store"):  # stderr is for what the user must read
        logging.getLogger(name).setLevel(logging.WARNING)
    if settings().lang in locales.LANGUAGES:
        locales.use(settings().lang)


def one_line(command: Callable[..., int]) -> Callable[..., None]:
    """End with the command's exit code; a file that cannot be used becomes one line on stderr, never a traceback."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        from loaders.errors import LoadError

        try:
            code = command(*args, **options)
        except (LoadError, OSError) as error:
            print(" ".join(str(error).split()), file=sys.stderr)
            code = UNUSABLE
        raise typer.Exit(code)

    return run


@app.command()
@one_line
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


@app.command()
@one_line
def check(
    compounds: Annotated[
        Path | None, typer.Option(help="小区；有几个图层的文件可写成 FILE:图层名，其余图层也一样")
    ] = None,
    buildings: Annotated[Path | None, typer.Option(help="楼栋")] = None,
    progress: Annotated[list[Path] | None, typer.Option(help="台账；可以给几份")] = None,
    subdistricts: Annotated[Path | None, typer.Option(help="街道")] = None,
    parking: Annotated[Path | None, typer.Option(help="停车")] = None,
    charging: Annotated[Path | None, typer.Option(help="充电")] = None,
    elevators: Annotated[Path | None, typer.Option(help="加装电梯")] = None,
    pipes: Annotated[Path | None, typer.Option(help="管网")] = None,
    tickets: Annotated[Path | None, typer.Option(help="12345、啄木鸟等工单")] = None,
    aliases: Annotated[Path | None, typer.Option(help="别名表：以前确认过的写法")] = None,
    datum: Annotated[list[str] | None, typer.Option(help="auto | [ROLE=]wgs84|gcj02|bd09")] = None,
    crs: Annotated[list[str] | None, typer.Option(help="ROLE=EPSG:n | ROLE=points.csv（控制点）")] = None,
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD")] = None,
    columns: Annotated[Path | None, typer.Option(help="columns.toml：教它认识更多列名")] = None,
    report: Annotated[Path | None, typer.Option(help="R.json")] = None,
    edition: Annotated[Path | None, typer.Option(help="E.gpkg")] = None,
    use_demo: Annotated[bool, typer.Option("--demo", help="仓库自带的演示数据和它最新的台账")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="标准输出只有 R.json 的内容")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="在标准错误上逐步写出正在做什么")] = False,
) -> int:
    """Read, join and report; publish nothing."""
    from loaders import intake
    from loaders.steps import Step
    from store import export, summary
    from terminal import waiting

    given = {
        "compounds": compounds, "buildings": buildings, "subdistricts": subdistricts, "parking": parking,
        "charging": charging, "elevators": elevators, "pipes": pipes,
    }  # fmt: skip
    named = {role: path for role, path in given.items() if path is not None}
    files = intake.Files(
        layers=named, progress=tuple(progress or ()), tickets=tickets, crs=intake.read_crs(crs or []),  # type: ignore[arg-type]
        datum=intake.read_datum(datum or []), as_of=_day(as_of), aliases=aliases, columns=columns,
    )  # fmt: skip
    with waiting(quiet=as_json, verbose=verbose) as tell:
        found = intake.read_all(_demo_files(files) if use_demo else files, tell)
        for path, write in ((report, export.write_report), (edition, export.write_package)):
            if path:
                tell(Step(_("写出 {name}").format(name=path.name)))
                write(found, path)
    print(export.report_text(found) if as_json else summary.summary(found))
    return REJECTED if found.report.rejected else FINE


@app.command()
@one_line
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


@app.command()
@one_line
def limits() -> int:
    """Say what a file that is read may do on this machine, and what not."""
    from loaders import guard

    print(guard.words())
    return FINE


@app.command()
@one_line
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


@app.command()
@one_line
def bench(
    sizes: Annotated[str, typer.Option(help="900,9000,90000")] = "900,9000",
    runs: Annotated[int, typer.Option(min=1, help="每种规模测几轮")] = 5,
    only: Annotated[str, typer.Option(help="map | data | names | all")] = "all",
    out: Annotated[Path | None, typer.Option(help="R.json")] = None,
) -> int:
    """Measure the map beside naive folium, bare Leaflet and an empty page; print medians, ratios and targets."""
    from benchmarks import options, suite

    suite.run(options.read_sizes(sizes), runs, options.read_only(only), out)
    return FINE


def _demo_files(files: Any) -> Any:
    """Return the committed demo with its latest workbook; only the as-of date may be chosen."""
    from dataclasses import replace

    from loaders.errors import OptionError
    from store.folder import Folder

    if files.layers or files.progress or files.tickets:
        raise OptionError("--demo", _("不能同时给出别的文件"), _("请去掉 --demo，或去掉别的文件"))
    held = Folder(HOME / "data")
    return replace(files, layers=held.files(), progress=(held.latest().path,))


def _spelling(compound: str | None, building: str | None, subdistrict: str | None) -> Any:
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


def _day(text: str | None) -> date | None:
    from loaders import cells
    from loaders.errors import OptionError

    if text is None:
        return None
    try:
        return cells.read_date(text)
    except cells.Unreadable as error:
        raise OptionError(f"--as-of {text}", _("不是日期"), _("请写成 2022-08-31")) from error


if __name__ == "__main__":
    app()
