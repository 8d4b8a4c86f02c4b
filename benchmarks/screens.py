"""What a filter costs the server on each screen, beside Streamlit's own answer to a select box."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.material import Material
from benchmarks.servers import EMPTY, OVERVIEW, Server

if TYPE_CHECKING:
    from benchmarks.browser import Visit

MOST = 4.0
"""How many times Streamlit's own answer a filter may cost the server, on any screen."""
FILTERS = 12
"""Timed filters a visit; two more go before, unmeasured."""
LABEL_WIDTH = 34


@dataclass(frozen=True)
class Screen:
    """A screen and the filter that is pressed on it, in turn on and off or to and fro.

    Attributes
    ----------
    name : str
        As in its address; empty for the floor, a page with a select box and a line of text.
    act : callable
        Given the visit, the material and the turn, presses.
    """

    name: str
    what: str
    act: Callable[["Visit", Material, int], None]


def _select(visit: "Visit", made: Material, turn: int) -> None:
    visit.pick(made.choices[turn % 2][0])


def _tick(visit: "Visit", made: Material, turn: int) -> None:
    name = made.choices[turn // 2 % 2][0]
    visit.page.locator(f".desk [data-key='subdistrict:{name}']").click()


def _step(visit: "Visit", _made: Material, turn: int) -> None:
    visit.page.keyboard.press("ArrowRight" if turn % 2 == 0 else "ArrowLeft")
    visit.page.wait_for_timeout(500)  # the server is told a little later


FLOOR = Screen("", "a select box and a line of text", _select)
SCREENS = (
    Screen("overview", "a subdistrict", _select),
    Screen("planning", "a subdistrict, counts of every option", _tick),
    Screen("timeline", "a subdistrict, all editions", _select),
    Screen("meeting", "a step", _step),
)


def run(made: Material, chromium: Any, folder: Path, runs: int) -> dict[str, float]:
    """Return the server's CPU time of a filter on each screen, ms, medians of the rounds; the floor's under ``empty``.

    Parameters
    ----------
    made : Material
    chromium : playwright.sync_api.Browser
    folder : pathlib.Path
        Gets what the servers say.
    runs : int
        Rounds; in each every screen is visited anew.
    """
    samples: dict[str, list[float]] = {}
    with ExitStack() as stack:
        floor, app = (
            stack.enter_context(Server(variant, made, folder / f"screens-{variant.name}.log"))
            for variant in (EMPTY, OVERVIEW)
        )
        for server in (floor, app):
            server.wait()
        for number in range(runs + 1):
            for screen in (FLOOR, *SCREENS):
                cost = _cost(screen, floor if screen is FLOOR else app, made, chromium)
                if number:  # the first round warms what is kept
                    samples.setdefault(screen.name or EMPTY.name, []).append(cost)
    return {name: median(own) for name, own in samples.items()}


def _cost(screen: Screen, server: Server, made: Material, chromium: Any) -> float:
    from benchmarks.browser import Visit

    with closing(Visit(chromium, server.variant, server.url)) as visit:
        visit.open("" if screen.name == "overview" else screen.name)
        for turn in range(2):
            _turn(screen, visit, made, turn)
        began = server.cpu_s()
        for turn in range(FILTERS):
            _turn(screen, visit, made, turn)
        return 1000 * (server.cpu_s() - began) / FILTERS


def _turn(screen: Screen, visit: "Visit", made: Material, turn: int) -> None:
    """Filter; a screen of ours has said so in its address when it is done."""
    before = visit.page.url
    screen.act(visit, made, turn)
    visit.settle()
    if visit.variant.ours:
        visit.page.wait_for_url(lambda url: url != before, wait_until="commit")


def lines(size: int, runs: int, found: dict[str, float]) -> str:
    """Return the table: each screen's cost, the floor's beside it, and whether the ratio is met."""
    floor = found[EMPTY.name]
    told = [f"{size:,} buildings, server CPU of a filter, ms, medians of {runs} rounds of {FILTERS}"]
    told.append(f"{'Streamlit: ' + FLOOR.what:<{LABEL_WIDTH + 26}}{floor:>8.1f}")
    for screen in SCREENS:
        ratio = found[screen.name] / floor
        verdict = "ok" if ratio <= MOST else "not met"
        label = f"{screen.name}: {screen.what}"
        told.append(f"{label:<{LABEL_WIDTH + 26}}{found[screen.name]:>8.1f}{ratio:>8.2f}  at most {MOST:g}: {verdict}")
    return "\n".join(told)
