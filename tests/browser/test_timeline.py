"""The timeline in a real browser: played by hand and by keys, filtered from its heat table, on three sizes and in both languages."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from settings import HOME
from store.history import Store
from tests.browser.browsing import View
from tests.browser.serving import Server, serve
from tests.demo_store import copied, store

GEOMETRY = "/geometry.json"
HERE = "虹桥街道"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1366, "height": 768}}
WALL = {"viewport": {"width": 1920, "height": 1080}}


class Timeline(View):
    """The timeline in one page."""

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.server.url}/timeline{query}")
        self.until("window.onemap?.ready")
        self.page.locator(".st-key-timeline .timebar .date").wait_for()
        self.page.locator(".st-key-forecasts tbody tr").first.wait_for()
        self.settle()

    @property
    def slider(self) -> Locator:
        return self.page.locator(".st-key-timeline [role='slider']")

    @property
    def date(self) -> str:
        return self.page.locator(".st-key-timeline .date").inner_text()

    def until_edition(self, number: int) -> None:
        self.until("(number) => onemap.edition === number", number)

    def until_later_than(self, number: int) -> None:
        self.until("(number) => onemap.edition > number", number)

    def stages(self, number: int, **where: str) -> dict[str, int]:
        """What the map should count of an edition."""
        rows = store().get(number).buildings
        for column, value in where.items():
            rows = rows[rows[column] == value]
        return {code: int(n) for code, n in rows["stage"].value_counts().items()}

    def counted(self) -> dict[str, int]:
        return {code: n for code, n in self.counts().items() if n}

    def asked_for(self, ending: str) -> int:
        return len([url for url in self.asked if url.endswith(ending)])


Open = Callable[..., Timeline]


@pytest.fixture
def timeline(server: Server, contexts: Callable[..., BrowserContext]) -> Iterator[Open]:
    views: list[Timeline] = []

    def open_view(query: str = "", at: Server | None = None, **options: Any) -> Timeline:
        view = Timeline(contexts(**options).new_page(), at or server)
        views.append(view)
        view.open(query)
        return view

    yield open_view
    try:
        for view in views:
            view.assert_clean()
    finally:
        for view in views:
            view.page.close()


@pytest.mark.parametrize("options", [PHONE, DESK, WALL], ids=["phone", "desk", "wall"])
@pytest.mark.parametrize("query", ["", "?lang=en"])
def test_the_timeline_is_played(timeline: Open, query: str, options: dict[str, Any]) -> None:
    view = timeline(query, **options)
    view.mark()
    assert view.date == "2022-08-31"
    assert view.counted() == view.stages(12)
    view.slider.focus()
    view.page.keyboard.press("Home")
    view.until_edition(1)
    assert view.date == "2021-12-31"
    view.until_query(as_of="2021-12-31")
    painted = view.ask("onemap.painted")
    view.page.keyboard.press("Space")
    view.until_later_than(3)
    assert view.query()["as_of"] == "2021-12-31"  # the server is told once it rests
    view.page.keyboard.press("Space")
    view.settle()
    stands = view.ask("onemap.edition")
    assert view.ask("onemap.painted") >= painted + 3
    day = store().get(stands).as_of.isoformat()
    view.until_query(as_of=day)
    assert view.date == day
    assert view.counted() == view.stages(stands)
    view.page.locator(".st-key-timeline .play").click()
    view.until_edition(12)  # it plays to the end, and stops there
    view.until_query(as_of=None)
    assert view.page.locator(".st-key-timeline .play").get_attribute("aria-label") in ("播放", "Play")
    assert view.marked
    assert view.asked_for(GEOMETRY) == 1
    assert len({url for url in view.asked if url.endswith("/edition.json")}) == 12


def test_keys_and_buttons_step_and_nothing_plays_by_itself(timeline: Open) -> None:
    view = timeline("?as_of=2022-05-13")
    assert view.ask("onemap.edition") == 6
    view.page.wait_for_timeout(1500)
    assert view.ask("onemap.edition") == 6
    view.page.keyboard.press("ArrowRight")
    view.until_edition(7)
    view.page.keyboard.press("ArrowLeft")
    view.page.keyboard.press("ArrowLeft")
    view.until_edition(5)
    view.until_query(as_of="2022-04-15")
    expected = store().get(5).buildings["forecast_finish"].max().date().isoformat()
    view.page.locator(".st-key-forecasts td.expected", has_text=expected).first.wait_for()
    buttons = view.page.locator(".st-key-timeline button")
    buttons.nth(2).click()
    view.until_edition(6)
    # a word being typed is no command
    box = view.widget("filter_subdistrict").locator("input").first
    box.click()
    view.page.keyboard.press("ArrowLeft")
    view.page.keyboard.press("Escape")
    assert view.ask("onemap.edition") == 6
    chart = view.slider.bounding_box()
    assert chart
    view.page.mouse.click(chart["x"] + 45, chart["y"] + chart["height"] - 20)
    view.until_edition(1)
    assert view.slider.get_attribute("aria-valuenow") == "1"


def test_a_cell_of_the_heat_table_leads_to_its_subdistrict_and_edition(timeline: Open) -> None:
    view = timeline()
    view.mark()
    rows = view.page.locator(".st-key-charts .heat tbody tr")
    assert rows.count() == 11
    view.page.locator(".st-key-charts .heat tr", has_text=HERE).locator("td button").nth(8).click()
    view.until_query(subdistrict=HERE, as_of="2022-07-15")
    view.until_edition(9)
    buildings = store().get(9).buildings
    view.shows(set(buildings.loc[buildings["subdistrict"] == HERE, "building_id"]))
    assert view.counted() == view.stages(9, subdistrict=HERE)
    assert view.date == "2022-07-15"
    names = set(store().get(9).compounds.query("subdistrict == @HERE")["compound"])
    expect(view.page.locator(".st-key-forecasts tbody tr")).to_have_count(len(names))
    assert set(view.page.locator(".st-key-forecasts tbody th b").all_inner_texts()) == names
    # a step keeps the filter
    view.page.keyboard.press("ArrowLeft")
    view.until_edition(8)
    assert view.counted() == view.stages(8, subdistrict=HERE)
    # a row flies to its compound
    view.page.locator(".st-key-forecasts tbody button").first.click()
    view.until("() => onemap.model.selected?.kind === 'compound'")
    # the last row is the whole district
    view.page.locator(".st-key-charts .heat tr.is-whole td button").last.click()
    view.until_edition(12)
    view.until_query(subdistrict=None, as_of=None)
    view.until("() => onemap.visible().length === 900")
    assert view.marked


def test_an_address_opens_its_edition_and_subdistrict(timeline: Open) -> None:
    view = timeline(f"?as_of=2022-05-20&subdistrict={HERE}")
    assert view.ask("onemap.edition") == 6
    assert view.counted() == view.stages(6, subdistrict=HERE)
    view = timeline("?as_of=nonsense&subdistrict=no-such&edition=99")
    assert view.ask("onemap.edition") == 12
    assert len(view.visible()) == 900


@pytest.mark.parametrize("options", [PHONE, DESK, WALL], ids=["phone", "desk", "wall"])
@pytest.mark.parametrize("query", ["", "?lang=en"])
def test_the_map_has_the_first_view_and_nothing_runs_over(timeline: Open, options: dict[str, Any], query: str) -> None:
    view = timeline(query, **options)
    box = view.page.locator(".st-key-map iframe").bounding_box()
    size = options["viewport"]
    assert box
    seen = box["width"] * (min(box["y"] + box["height"], size["height"]) - box["y"])
    assert seen >= 0.6 * size["width"] * size["height"]
    assert view.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    main = "document.querySelector('[data-testid=stMain]')"
    assert view.page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 0
    for panel in (".timebar", ".timecharts", ".forecasts"):
        assert view.page.locator(panel).evaluate("(node) => node.scrollWidth - node.clientWidth") <= 0


@pytest.fixture(scope="module")
def redrawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Store]]:
    """A history whose last edition has other buildings than those before it."""
    url = copied(tmp_path_factory.mktemp("redrawn"))
    subprocess.run([sys.executable, "-m", "tests.browser.redrawn", url], cwd=HOME, check=True, capture_output=True)
    with serve(database_url=url) as running:
        yield running, Store(url, HOME / "data", Path(url.removeprefix("sqlite:///")).with_name("other.sqlite"))


def test_editions_with_other_shapes_are_stepped_through_on_the_same_map(
    redrawn: tuple[Server, Store], timeline: Open
) -> None:
    server, changed = redrawn
    view = timeline(f"?subdistrict={HERE}", at=server)
    view.mark()
    for number, key in ((13, ""), (12, "ArrowLeft"), (13, "ArrowRight")):
        if key:
            view.page.keyboard.press(key)
        view.until_edition(number)
        buildings = changed.get(number).buildings
        view.shows(set(buildings.loc[buildings["subdistrict"] == HERE, "building_id"]))
    assert view.asked_for(GEOMETRY) == 2
    assert view.marked
