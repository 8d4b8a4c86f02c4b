"""The whole benchmark: for each size the data, the servers, the rounds, the table."""

import json
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import figures, material, names, screens, table
from benchmarks.figures import Samples
from benchmarks.material import Material
from benchmarks.options import Only
from benchmarks.servers import VARIANTS, Server
from loaders.errors import FileMissing

RUNS = 5
FILTERS = 2
"""Timed filters a visit; another goes before, unmeasured, and one after, whose bytes are counted."""
SESSIONS = 5
"""Visitors at once, for the memory of each."""
STAGE, LAYER = "stage:construction", "layer:parking"


def run(sizes: Sequence[int], runs: int = RUNS, only: Only = "all", out: Path | None = None) -> dict[str, Any]:
    """Measure, print, and write every sample.

    Parameters
    ----------
    sizes : sequence of int
        Buildings, each from 900 up.
    runs : int
        Rounds a size.
    only : {"map", "data", "names", "screens", "all"}
        Only the map in a browser, only ``cli.py check`` and ``publish``, only how well names are matched, only what a
        filter costs the server on each screen, or all of it.
    out : pathlib.Path or None
        Gets all samples and medians as JSON, after each size.

    Returns
    -------
    dict
        What ``out`` gets.

    Raises
    ------
    FileMissing
        No Playwright, no Chromium, or a server that does not start.
    """
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # so that the servers end with it
    if only == "names":
        names.run()
        return {}
    with ExitStack() as stack:
        chromium = None if only == "data" else stack.enter_context(_browser())
        found = {"machine": table.machine(chromium.version if chromium else ""), "runs": runs, "sizes": {}}
        print(table.machine_line(found["machine"]), flush=True)
        if only == "all":
            names.run()
        for size in sizes:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
            _tell(f"{size:,}: the demo, checked and published")
            made = material.make(size, folder)
            samples = Samples(made.size)
            if chromium and only != "screens":
                with ExitStack() as servers:
                    _measure(samples, made, _start(servers, made, folder), chromium, runs)
                print(f"\n{table.block(samples, runs)}", flush=True)
            filters = {}
            if chromium and only != "map":
                _tell(f"{size:,}: a filter on every screen")
                filters = screens.run(made, chromium, folder, runs)
                print(f"\n{screens.lines(made.size, runs, filters)}", flush=True)
            costs = {} if only in ("map", "screens") else {"check": asdict(made.check), "publish": asdict(made.publish)}
            if costs:
                print(f"\n{table.costs(made.size, costs)}", flush=True)
            found["sizes"][str(size)] = figures.record(samples, costs) | {"screens": filters}
            if out:
                out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return found


def _browser() -> Any:
    try:
        from benchmarks.browser import browser
    except ModuleNotFoundError as error:
        raise FileMissing(
            "Playwright", "没有安装 · is not installed", "请运行 ./run --setup-tests · run ./run --setup-tests"
        ) from error
    return browser()


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _start(stack: ExitStack, made: Material, folder: Path) -> list[Server]:
    servers = [stack.enter_context(Server(variant, made, folder / f"{variant.name}.log")) for variant in VARIANTS]
    for server in servers:
        server.wait()
    return servers


def _measure(samples: Samples, made: Material, servers: list[Server], chromium: Any, runs: int) -> None:
    from benchmarks.browser import TooSlow, Visit

    def take(server: Server, samples: Samples) -> None:
        with closing(Visit(chromium, server.variant, server.url)) as visit:
            _visit(visit, server, made, samples)

    for number in range(runs + 1):
        _tell(f"{made.size:,}: round {number} of {runs}" if number else f"{made.size:,}: every server is visited once")
        for server in servers:
            if server.variant.name in samples.dropped:
                continue
            try:
                take(server, samples if number else Samples(made.size))
            except TooSlow as slow:
                samples.dropped[server.variant.name] = str(slow)
    for server in servers:
        if server.variant.script and server.variant.name not in samples.dropped:
            samples.add(server.variant.name, "session_mb", _session_mb(chromium, server, made))


def _visit(visit: Any, server: Server, made: Material, samples: Samples) -> None:
    """Take one variant's part of a round."""
    name = server.variant.name
    samples.add(name, "first_ms", visit.first(made.size))
    began = server.cpu_s()
    turns = [made.choices[turn % 2] for turn in range(FILTERS + 2)]
    visit.choose(*turns[0])
    for turn in turns[1:-1]:
        samples.add(name, "filter_ms", visit.choose(*turn))
    samples.add(name, "filter_kb", visit.bytes_of(*turns[-1]) / 1000)
    samples.add(name, "cpu_ms", 1000 * (server.cpu_s() - began) / len(turns))
    if server.variant.ours:
        for _on_and_off in range(2):
            samples.add(name, "stage_ms", visit.press(STAGE))
            samples.add(name, "layer_ms", visit.press(LAYER))


def _session_mb(chromium: Any, server: Server, made: Material) -> float:
    from benchmarks.browser import Visit

    with ExitStack() as stack:
        before = server.resident_mb()
        for _visitor in range(SESSIONS):
            stack.enter_context(closing(Visit(chromium, server.variant, server.url))).first(made.size)
        return (server.resident_mb() - before) / SESSIONS
