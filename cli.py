"""The same capabilities from a shell: ``python cli.py --help``."""

import atexit
import gc
import io
import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

import locales
import logs
from commands import audit, history, keeping, making, names, outward, reading
from commands.endings import FINE, one_line
from settings import settings

GARBAGE_AT = 100_000
"""Objects after which Python looks for circles of garbage: a command ends soon, and looking among its imports took 0.2 s."""
QUIET = ("pyogrio", "loaders", "store", "alembic")
COMMANDS = (
    reading.check, reading.publish, history.editions, history.diff, history.rollback,
    outward.release, outward.withdraw, outward.site,
    keeping.export, keeping.backup, keeping.restore,
    names.alias, making.template, making.demo, reading.limits,
)  # fmt: skip

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="旧改一张图 / Renovation on One Map",
)
log_of_audit = typer.Typer(no_args_is_help=True, help="The log of what was done, by whom.")


@app.callback()
def main() -> None:
    """Set language and log up; the log goes to stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console that lacks Chinese shows marks instead of failing
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    logs.configure(settings().log_json)
    for name in QUIET:  # stderr is for what the user must read
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("store").setLevel(logging.CRITICAL)  # its errors end the command, its alarms are said by it
    if settings().lang in locales.LANGUAGES:
        locales.use(settings().lang)


def bench(
    sizes: Annotated[str, typer.Option(help="900,9000,90000")] = "900,9000",
    runs: Annotated[int, typer.Option(min=1, help="每种规模测几轮")] = 5,
    only: Annotated[str, typer.Option(help="map | data | names | screens | all")] = "all",
    out: Annotated[Path | None, typer.Option(help="R.json")] = None,
) -> int:
    """Measure the map beside naive folium, bare Leaflet and an empty page; print medians, ratios and targets."""
    from benchmarks import options, suite  # which stand above the commands, as they start the app: hence here

    suite.run(options.read_sizes(sizes), runs, options.read_only(only), out)
    return FINE


for command in (*COMMANDS, bench):
    app.command()(one_line(command))
for command in (audit.verify, audit.show):
    log_of_audit.command()(one_line(command))
app.add_typer(log_of_audit, name="audit")

if __name__ == "__main__":
    gc.set_threshold(GARBAGE_AT)
    atexit.register(gc.freeze)  # nor does it look at the end, when all of it goes
    app()
