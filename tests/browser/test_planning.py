"""The planner's desk in a real browser: filters, table, charts and map are one selection."""

import io
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from playwright.sync_api import BrowserContext

from sites.edition import Edition
from sites.enquiry import Enquiry, answer, inside
from tests.browser.browsing import View
from tests.browser.serving import Server
from tests.demo_store import store

NARROW = 640
SIZES = ({"width": 1920, "height": 1080}, {"width": 1366, "height": 768}, {"width": 390, "height": 844})


class Desk(View):
    """The desk in one page, with its map's frame."""

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.server.url}/planning{query}")
        self.page.wait_for_selector(".st-key-map iframe")
        self.until("window.onemap?.ready")
        self.page.locator(".rows").wait_for()
        self.settle()

    def part(self, name: str) -> None:
        """Open a part of the filters."""
        part = self.page.locator(f"details[data-part='{name}']")
        if part.get_attribute("open") is None:
            part.locator("summary").click()

    def tick(self, key: str) -> None:
        """Press an option, and wait until the server has answered with other counts."""
        row = f".desk [data-key='{key}']"
        other = "false" if self.page.locator(row).get_attribute("aria-checked") == "true" else "true"
        self.page.locator(row).click()
        self.page.locator(f"{row}[aria-checked='{other}']").wait_for()
        self.settle()

    def beside(self, expression: str, argument: object = None) -> Any:
        """Ask the second map, once it stands."""
        element = self.page.wait_for_selector(".st-key-map_beside iframe")
        frame = element.content_frame() if element else None
        assert frame
        frame.wait_for_function("window.onemap?.ready")
        return frame.evaluate(expression, argument)

    def count(self, key: str) -> int:
        return int(self.page.locator(f".desk [data-key='{key}'] .n").inner_text().replace(",", ""))

    def figure(self) -> int:
        return int(self.page.locator(".asked .figure.is-first b").inner_text().replace(",", ""))

    def until_figure(self, n: int) -> None:
        self.page.locator(".asked .figure.is-first b", has_text=f"{n:,}").wait_for()

    def chips(self) -> list[str]:
        return [text.strip() for text in self.page.locator(".asked .chip span:first-child").all_inner_texts()]

    def row_ids(self) -> list[str]:
        return self.page.locator(".rows tbody tr").evaluate_all("rows => rows.map((row) => row.dataset.id)")

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=4)
        self.page.mouse.up()


Visit = Callable[..., Desk]


@pytest.fixture
def visit(server: Server, contexts: Callable[..., BrowserContext]) -> Iterator[Visit]:
    """Open the desk; every page is watched to its end for errors and for strangers asked."""
    desks: list[Desk] = []

    def open_desk(query: str = "", **options: object) -> Desk:
        desk = Desk(contexts(**options).new_page(), server)
        desks.append(desk)
        desk.open(query)
        return desk

    yield open_desk
    try:
        for desk in desks:
            desk.assert_clean()
    finally:
        for desk in desks:
            desk.page.close()


def ids(edition: Edition, enquiry: Enquiry) -> set[str]:
    return set(edition.buildings.loc[answer(edition, enquiry).mask, "building_id"])


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_a_planner_finds_hongqiao_without_elevators_behind_plan_and_exports_them(
    visit: Visit, edition: Edition, size: dict[str, int], lang: str
) -> None:
    desk = visit("" if lang == "zh_CN" else f"?lang={lang}", viewport=size)
    desk.mark()
    if size["width"] < NARROW:  # the filters lie in a drawer, under the map
        desk.page.locator("[data-testid='stExpandSidebarButton']").click()
    wanted = ids(edition, Enquiry({"subdistrict": ("虹桥街道",), "rule": ("behind_plan",)}, ("no_elevator",)))
    assert wanted
    desk.tick("subdistrict:虹桥街道")
    desk.part("gaps")
    desk.tick("gap:no_elevator")
    desk.part("rule")
    promised = desk.count("rule:behind_plan")
    desk.tick("rule:behind_plan")
    desk.shows(wanted)
    if size["width"] < NARROW:
        desk.page.locator("[data-testid='stSidebarCollapseButton'] button").click()
    assert promised == len(wanted) == desk.figure()
    desk.page.locator(".rows [data-key='of:buildings']").click()
    desk.settle()
    assert set(desk.row_ids()) == wanted
    expected = {"subdistrict": "虹桥街道", "rule": "behind_plan", "gap": "no_elevator", "rows": "buildings"}
    assert desk.query() == expected | ({} if lang == "zh_CN" else {"lang": lang})
    desk.page.locator(".st-key-export button").first.click()
    with desk.page.expect_download() as download:
        desk.page.locator(".st-key-export_xlsx button").click()
    names = {
        "zh_CN": f"旧改_第{edition.number}期_{edition.as_of}_演示_筛选{len(wanted)}幢.xlsx",
        "en": f"renovation_edition_{edition.number}_{edition.as_of}_demo_{len(wanted)}_buildings.xlsx",
    }
    assert download.value.suggested_filename == names[lang]
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    head, *rows = book["buildings"].iter_rows(values_only=True)
    assert {row[head.index("building_id")] for row in rows} == wanted
    assert {row[head.index("subdistrict")] for row in rows} == {"虹桥街道"}
    assert desk.marked


def test_a_view_is_an_address(visit: Visit, edition: Edition) -> None:
    desk = visit("?" + "&".join(
        f"{name}={quote(value)}" for name, value in {
            "subdistrict": "任港街道", "elevators": "in_use", "storeys": "6-", "q": "rg", "stage": "construction,acceptance",
        }.items()
    ))  # fmt: skip
    chosen = {"subdistrict": ("任港街道",), "elevators": ("in_use",), "stage": ("construction", "acceptance")}
    wanted = ids(edition, Enquiry(chosen, storeys=(6, None), search="rg"))
    assert 0 < len(wanted) < len(edition.buildings)
    desk.shows(wanted)
    assert desk.figure() == len(wanted)


def test_a_chip_takes_its_filter_back_and_one_press_takes_all(visit: Visit, edition: Edition) -> None:
    desk = visit(f"?subdistrict={quote('虹桥街道')}&status=behind&gap=few_ports&ports=1000")
    assert desk.chips() == ["虹桥街道", "滞后", "每百户充电口少于 1000"]
    desk.page.locator(".asked [data-chip='status:behind']").click()
    desk.until_figure(len(ids(edition, Enquiry({"subdistrict": ("虹桥街道",)}, ("few_ports",), ports=1000))))
    desk.page.locator(".asked .clear").click()
    desk.until_figure(len(edition.buildings))
    desk.shows(set(edition.buildings["building_id"]))


def test_a_drawn_rectangle_acts_at_once_and_stands_in_the_address(visit: Visit, edition: Edition) -> None:
    desk = visit()
    desk.mark()
    painted = desk.ask("onemap.painted")
    box = desk.page.locator(".st-key-map iframe").bounding_box()
    assert box
    desk.frame.locator("[data-tool='rectangle']").click()
    desk.drag((box["x"] + 500, box["y"] + 200), (box["x"] + 700, box["y"] + 500))
    desk.until("onemap.desk.area.length === 4 && !onemap.desk.drawing")
    assert desk.ask("onemap.painted") > painted
    ring = tuple(tuple(corner) for corner in desk.ask("onemap.desk.area"))
    wanted = set(edition.buildings.loc[inside(edition.provision, ring), "building_id"])
    assert 0 < len(wanted) < len(edition.buildings)
    desk.shows(wanted)
    desk.until_figure(len(wanted))
    desk.page.wait_for_function("new URLSearchParams(location.search).has('area')")
    address = desk.page.url.partition("?")[2]
    other = visit("?" + address)
    other.shows(wanted)
    desk.page.locator(".asked [data-chip='area:']").click()
    desk.shows(set(edition.buildings["building_id"]))
    assert desk.marked


def test_a_polygon_is_drawn_by_its_corners(visit: Visit, edition: Edition) -> None:
    desk = visit()
    box = desk.page.locator(".st-key-map iframe").bounding_box()
    assert box
    desk.frame.locator("[data-tool='polygon']").click()
    for x, y in ((420, 160), (760, 220), (600, 560)):
        desk.page.mouse.click(box["x"] + x, box["y"] + y)
    desk.page.keyboard.press("Enter")
    desk.until("onemap.desk.area.length === 3")
    ring = tuple(tuple(corner) for corner in desk.ask("onemap.desk.area"))
    wanted = set(edition.buildings.loc[inside(edition.provision, ring), "building_id"])
    assert wanted
    desk.shows(wanted)


def test_map_and_table_choose_for_each_other(visit: Visit, edition: Edition) -> None:
    desk = visit("?rows=buildings&sort=compound")
    last = desk.row_ids()[-1]
    desk.ask("(id) => onemap.select(id)", last)
    desk.page.locator(f".rows tr.is-selected[data-id='{last}']").wait_for()
    seen = desk.page.locator(".rows .scroll").evaluate("node => node.scrollTop")
    assert seen > 0  # the table came to the row
    far = edition.buildings["building_id"].iloc[-1]
    desk.ask("(id) => onemap.select(id)", far)  # on another page of the table
    desk.page.locator(f".rows tr.is-selected[data-id='{far}']").wait_for()
    first = desk.row_ids()[0]
    desk.page.locator(f".rows [data-key='show:{first}']").click()
    desk.until("(id) => onemap.model.selected?.id === id", first)
    desk.page.locator(".st-key-details .details").wait_for()


def test_picked_rows_are_what_the_map_shows(visit: Visit, edition: Edition) -> None:
    desk = visit()
    desk.mark()
    two = desk.row_ids()[:2]
    for identifier in two:
        desk.page.locator(f".rows [data-key='pick:{identifier}']").click()
        desk.settle()
    desk.shows(set(edition.buildings.loc[edition.buildings["compound_id"].isin(two), "building_id"]))
    assert len(desk.row_ids()) == len(edition.compounds)  # the others can still be picked
    assert desk.marked


def test_a_bar_of_a_chart_is_a_filter(visit: Visit, edition: Edition) -> None:
    desk = visit()
    desk.page.locator(".charts [data-part='虹桥街道:construction']").click()
    desk.settle()
    wanted = ids(edition, Enquiry({"subdistrict": ("虹桥街道",), "stage": ("construction",)}))
    desk.shows(wanted)
    desk.until_figure(len(wanted))
    desk.page.locator(".charts [data-part='虹桥街道:construction']").click()
    desk.shows(set(edition.buildings["building_id"]))


def test_only_what_is_in_view(visit: Visit, edition: Edition) -> None:
    desk = visit()
    desk.look("C001", 17)
    desk.page.locator(".asked .view").click()
    desk.page.locator(".asked .view[aria-checked='true']").wait_for()
    desk.page.wait_for_function("new URLSearchParams(location.search).has('box')")
    desk.settle()
    west, south, east, north = desk.ask("onemap.desk.box")
    own = edition.provision
    n = int(((own.lon >= west) & (own.lon <= east) & (own.lat >= south) & (own.lat <= north)).sum())
    assert 0 < n < len(edition.buildings)
    desk.until_figure(n)
    assert len(desk.visible()) == len(edition.buildings)  # the map goes on showing what lies around
    desk.page.locator(".asked .view").click()
    desk.until_figure(len(edition.buildings))


def test_details_tell_the_history_and_the_sources(visit: Visit, edition: Edition) -> None:
    desk = visit("?select=compound:C001")
    desk.until_details("阶段与计划")
    desk.page.locator("[data-tab='history']").click()
    desk.until_details(f"第 {edition.number} 期 · {edition.as_of}")
    desk.until_details("第 1 期")
    desk.page.locator("[data-tab='source']").click()
    desk.until_details("xlsx")


def test_the_picture_of_the_map_is_a_file(visit: Visit, edition: Edition) -> None:
    desk = visit()
    with desk.page.expect_download() as download:
        desk.frame.locator("[data-tool='picture']").click()
    assert download.value.suggested_filename == f"旧改地图_第{edition.number}期_{edition.as_of}.png"
    body = download.value.path().read_bytes()
    assert body.startswith(b"\x89PNG")
    assert len(body) > 50_000


def test_a_view_is_kept_by_name_for_the_next_one(visit: Visit, edition: Edition) -> None:
    query = f"?subdistrict={quote('任港街道')}&gap=no_elevator"
    desk = visit(query)
    desk.page.locator(".st-key-views button").first.click()
    desk.page.locator(".st-key-view_name input").fill("任港 *缺电梯*")
    desk.page.locator(".st-key-view_save button").click()
    desk.page.get_by_role("button", name="任港 *缺电梯*").wait_for()  # as it was typed: no Markdown
    other = visit()
    other.page.locator(".st-key-views button").first.click()
    other.page.get_by_role("button", name="任港 *缺电梯*").click()
    other.shows(ids(edition, Enquiry({"subdistrict": ("任港街道",)}, ("no_elevator",))))
    other.page.wait_for_function("new URLSearchParams(location.search).get('gap') === 'no_elevator'")


WHERE = "(() => { const { lng, lat } = onemap.map.getCenter(); return [lng, lat, onemap.map.getZoom()]; })()"
MIDDLE = "(() => { const [w, n, e, s] = onemap.model.extent(); const at = onemap.map.project(onemap.map.getCenter(), 0); return [at.x - (w + e) / 2, at.y - (n + s) / 2, onemap.map.getZoom()]; })()"

PIXEL = 1e-4
"""Of the world at zoom 0, some pixels at the zooms of a subdistrict: Leaflet looks at whole ones."""


def test_two_dates_stand_side_by_side_and_move_together(visit: Visit, edition: Edition) -> None:
    desk = visit("?subdistrict=虹桥街道", viewport=SIZES[0])
    desk.mark()
    desk.page.locator(".st-key-beside_menu button").first.click()
    desk.choose("beside_edition", "第 6 期 · 2022-05-13")
    desk.until_query(beside="edition:6")
    then = store().get(6).buildings
    here = then[then["subdistrict"] == "虹桥街道"]
    assert set(desk.beside("onemap.visible()")) == set(here["building_id"])
    assert desk.beside("onemap.edition") == 6
    assert desk.ask("onemap.edition") == edition.number
    assert desk.ask(WHERE) == pytest.approx(desk.beside(WHERE))
    desk.ask("onemap.map.setZoomAround([60, 60], onemap.map.getZoom() + 1.5, { animate: false })")
    assert desk.ask(WHERE) == pytest.approx(desk.beside(WHERE))  # at once: nobody was asked
    desk.beside("onemap.map.panBy([80, 30], { animate: false })")
    assert desk.ask(WHERE) == pytest.approx(desk.beside(WHERE))
    said = f"{len(here)} 幢，滞后 {int((here['status'] == 'behind').sum())} 幢"
    desk.page.locator(".st-key-beside_captions").get_by_text(said).wait_for()
    desk.tick("stage:construction")  # one selection for both
    desk.page.wait_for_timeout(300)
    assert set(desk.beside("onemap.visible()")) == set(here.loc[here["stage"] == "construction", "building_id"])
    assert desk.marked


def test_two_subdistricts_stand_side_by_side_each_round_its_middle(visit: Visit, edition: Edition) -> None:
    desk = visit("?subdistrict=虹桥街道&beside=subdistrict:文峰街道&lang=en", viewport=SIZES[0])
    own = edition.buildings
    assert set(desk.beside("onemap.visible()")) == set(own.loc[own["subdistrict"] == "文峰街道", "building_id"])
    assert desk.ask(MIDDLE) == pytest.approx(desk.beside(MIDDLE), abs=PIXEL)
    desk.ask("onemap.map.panBy([120, -40], { animate: false })")
    assert desk.ask(MIDDLE) == pytest.approx(desk.beside(MIDDLE), abs=PIXEL)


@pytest.mark.parametrize("beside", ["edition:99", "edition:x", "subdistrict:nowhere", "nonsense", ":"])
def test_what_cannot_be_compared_is_one_map(visit: Visit, beside: str) -> None:
    desk = visit(f"?beside={beside}")
    assert desk.page.locator(".st-key-map_beside").count() == 0
    assert desk.page.locator(".charts").count() == 1


def test_an_empty_selection_says_so_and_offers_the_way_back(visit: Visit, edition: Edition) -> None:
    desk = visit("?storeys=40-50")
    assert desk.figure() == 0
    desk.page.locator(".rows .nothing .clear").click()
    desk.until_figure(len(edition.buildings))


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_it_fits_every_size_in_both_languages(visit: Visit, size: dict[str, int], lang: str) -> None:
    desk = visit(f"?lang={lang}&gap=few_ports&ports=1000&status=behind&stage=construction", viewport=size)
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = desk.page.locator(".st-key-map iframe").bounding_box()
    assert box
    if size["width"] >= 1366:
        seen = box["width"] * (min(size["height"], box["y"] + box["height"]) - box["y"])
        assert seen >= 0.6 * size["width"] * size["height"]
    for part in (".asked", ".charts", ".rows"):
        place = desk.page.locator(part).bounding_box()
        assert place
        assert place["x"] + place["width"] <= size["width"]
