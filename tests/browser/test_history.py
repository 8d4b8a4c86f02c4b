"""The history in a real browser: what is published elsewhere is seen, editions are looked at, compared, fetched and gone back to."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import text

from settings import HOME
from sites.changes import change
from sites.comparison import compare
from sites.stages import STAGE_CODES
from store import editions
from store.history import Store
from tests.browser.browsing import PATIENCE_MS, View
from tests.browser.publisher import next_week
from tests.browser.serving import Server, serve
from tests.demo_store import copied, store

Open = Callable[..., View]
GEOMETRY = "/geometry.json"


class Planner:
    """A store of the tests' own, with the app over it; others publish into it."""

    def __init__(self, url: str, server: Server) -> None:
        self.url, self.server = url, server

    @property
    def store(self) -> Store:
        """The store as another process sees it, read anew."""
        return Store(self.url, HOME / "data")

    def publish(self, *how: str) -> int:
        """Publish from another process; return the number."""
        command = [sys.executable, "-m", "tests.browser.publisher", self.url, *how]
        return int(subprocess.run(command, cwd=HOME, check=True, capture_output=True, text=True).stdout)


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planner]:
    url = copied(tmp_path_factory.mktemp("history"))
    with serve(database_url=url) as running:
        yield Planner(url, running)


class Past(View):
    """The history page."""

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.server.url}/history{query}")
        self.page.locator(".st-key-editions [data-number]").first.wait_for()
        self.settle()

    def row(self, number: int) -> Any:
        return self.page.locator(f".st-key-editions [data-number='{number}']")

    def press(self, number: int) -> None:
        self.row(number).click()
        self.page.locator(f".st-key-editions [data-number='{number}'][aria-pressed='true']").wait_for()
        self.settle()

    def show(self, section: str) -> None:
        self.widget("section").get_by_role("radio", name=section, exact=True).click()
        self.settle()


@pytest.fixture
def past(contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Past]]:
    views: list[Past] = []

    def open_view(query: str = "", at: Server | None = None, **options: Any) -> Past:
        assert at
        view = Past(contexts(**options).new_page(), at)
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


def note(page: Page, number: int) -> Any:
    return page.get_by_test_id("stToast").filter(has_text=f"第 {number} 期已发布")


# ---- what is published is seen ----


def test_a_publish_elsewhere_is_seen_without_a_reload_and_without_a_new_map(visit: Open, others: Planner) -> None:
    view = visit(at=others.server)
    view.mark()
    view.page.evaluate("window.leftBehind = 'by the test'")
    shapes = [url for url in view.asked if url.endswith(GEOMETRY)]
    before = view.counts()
    number = others.publish("next", "第三十六周")
    view.until(f"onemap.edition === {number}")
    note(view.page, number).wait_for()
    assert view.counts()["acceptance"] == before["acceptance"] + 2
    assert view.marked
    assert view.page.evaluate("window.leftBehind") == "by the test"
    assert [url for url in view.asked if url.endswith(GEOMETRY)] == shapes  # the shapes are the same: not asked again


def test_a_publish_elsewhere_is_seen_by_every_open_session_within_two_seconds(visit: Open, others: Planner) -> None:
    """The best of three, as the machine may do other things beside."""
    views = [visit(at=others.server), visit("?subdistrict=虹桥街道", at=others.server)]
    planner, taken = others.store, []
    for week in range(3):
        made = editions.prepared(next_week(planner.current()), [])
        number = planner.publish(made, f"{week}", "王工", accept_rejected=True, renew=False)
        published = time.monotonic()
        for view in views:
            view.until(f"onemap.edition === {number}")
            note(view.page, number).wait_for()
        taken.append(time.monotonic() - published)
    print(f"{min(taken):.2f} s of {taken}")
    assert min(taken) < 2


def test_asking_for_news_runs_nothing_while_there_is_none(visit: Open, others: Planner) -> None:
    view = visit(at=others.server)
    sent: list[object] = []
    view.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    view.page.reload()
    view.until("window.onemap?.ready")
    view.page.wait_for_selector(".st-key-filter_layers")
    view.settle()
    for _again in range(2):
        with view.page.expect_response("**/edition"):
            pass
    quiet, painted = len(sent), view.ask("onemap.painted")
    for _again in range(3):
        with view.page.expect_response("**/edition") as answer:
            pass
        assert answer.value.headers["cache-control"] == "no-store"
    assert (len(sent), view.ask("onemap.painted")) == (quiet, painted)


def test_a_page_that_nobody_looks_at_asks_nothing_and_asks_at_once_when_looked_at(visit: Open, others: Planner) -> None:
    view = visit(at=others.server)
    see = "(hidden) => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden }); document.dispatchEvent(new Event('visibilitychange')); }"
    with view.page.expect_response("**/edition"):
        pass
    view.page.evaluate(see, True)
    view.page.wait_for_timeout(300)
    asked = sum(url.endswith("/edition") for url in view.asked)
    view.page.wait_for_timeout(3_000)
    assert sum(url.endswith("/edition") for url in view.asked) == asked
    number = others.publish("next", "没有人看着")
    view.page.evaluate(see, False)
    view.until(f"onemap.edition === {number}")


def test_who_looks_at_a_past_edition_stays_there_and_is_told(visit: Open, others: Planner) -> None:
    view = visit("?edition=9", at=others.server)
    assert view.ask("onemap.edition") == 9
    number = others.publish("next", "不打扰")
    note(view.page, number).wait_for()
    view.settle()
    assert view.ask("onemap.edition") == 9
    assert view.query() == {"edition": "9"}
    view.page.locator(".st-key-past, .notice").get_by_role("button", name="回到当前").click()
    view.until(f"onemap.edition === {number}")
    view.until_query(edition=None)


# ---- editions by address ----


def test_an_edition_in_the_address_is_that_very_edition_and_a_date_leaves_it(visit: Open, others: Planner) -> None:
    view = visit("?edition=9", at=others.server)
    counts = view.counts()
    assert {code: counts[code] for code in STAGE_CODES} == store().entry(9).figures["stages"]
    assert view.page.locator(".notice").inner_text().startswith("第 9 期，截至 2022-07-15，不是当前一期")
    view.choose("as_of", "2022-05-31")
    view.until("onemap.edition === 7")
    view.until_query(edition=None, as_of="2022-05-31")


@pytest.mark.parametrize("query", ["?edition=999", "?edition=nonsense", "?edition={{7*7}}", "?edition=-1"])
def test_an_edition_that_there_is_not_is_left_out(visit: Open, others: Planner, query: str) -> None:
    view = visit(query, at=others.server)
    assert view.ask("onemap.edition") == others.store.latest().number
    view.until_query(edition=None)


# ---- the page ----


def test_the_history_is_the_first_page_that_anybody_opens(past: Callable[..., Past]) -> None:
    """Streamlit takes a folder ``pages`` for pages of its own until it is told otherwise."""
    with serve() as fresh:
        view = past(at=fresh)
        numbers = view.page.locator(".st-key-editions [data-number]").evaluate_all(
            "(rows) => rows.map((row) => row.dataset.number)"
        )
        assert numbers == [str(n) for n in range(12, 0, -1)]
        view.page.close()
        stranger = view.page.context.new_page()
        stranger.goto(f"{fresh.url}/rollback")
        stranger.locator(".st-key-map iframe").wait_for()  # no such page: the overview
        stranger.close()


def test_an_edition_is_compared_with_the_one_before_or_any_other(past: Callable[..., Past], others: Planner) -> None:
    view = past("?edition=9", at=others.server)
    found = compare(store().get(8), store().get(9))
    view.until("window.onemap?.ready")
    told = view.page.locator(".st-key-edition .changes").inner_text()
    for code in ("fell_behind", "moved_on", "caught_up"):
        assert f"{change(code).label}\n{found.counts[code]:,}" in told
    view.mark()
    marks = view.ask("onemap.marks()")
    assert sum(marks.values()) == len(found.buildings)
    assert marks["unchanged"] == found.counts["unchanged"]
    view.choose("against", "第 3 期（2022-02-18）")
    view.page.locator(".st-key-edition .changes", has_text="第 3 期 → 第 9 期").wait_for()
    other = compare(store().get(3), store().get(9))
    view.until(f"onemap.marks().unchanged === {other.counts['unchanged']}")
    view.until_query(edition="9", against="3")
    view.widget("compared_view").get_by_role("radio", name="第 3 期").click()
    view.until("onemap.edition === 3 && Object.keys(onemap.marks()).length === 0")
    assert view.marked


def test_a_file_is_fetched_as_it_came_and_named_after_its_edition(past: Callable[..., Past], others: Planner) -> None:
    view = past("?edition=9&show=files", at=others.server)
    with view.page.expect_download() as fetched:
        view.page.locator("[class*='st-key-download_9_']").last.get_by_role("button").click()
    assert fetched.value.suggested_filename == "edition-9-2022-07-15.xlsx"
    assert Path(fetched.value.path()).read_bytes() == (HOME / "data/progress/2022-07-15.xlsx").read_bytes()


def test_an_edition_is_fetched_whole_as_one_file_for_qgis(
    past: Callable[..., Past], others: Planner, tmp_path: Path
) -> None:
    view = past("?edition=9&show=files", at=others.server)
    with view.page.expect_download() as fetched:
        view.widget("package_9").get_by_role("button").click()
    assert fetched.value.suggested_filename == "edition-9-demo-2022-07-15.gpkg"
    path = tmp_path / "edition.gpkg"
    fetched.value.save_as(path)
    edition = store().get(9)
    buildings = pyogrio.read_dataframe(path, layer="buildings")
    assert buildings["stage"].tolist() == edition.buildings["stage"].tolist()
    layers = {str(name) for name, _kind in pyogrio.list_layers(path)}
    assert layers == {"subdistricts", "compounds", "buildings", *edition.facilities}


def test_the_report_and_the_log_are_there(past: Callable[..., Past], others: Planner) -> None:
    view = past("?edition=9&show=report", at=others.server)
    view.page.locator(".st-key-edition [data-testid='stDataFrame'] canvas").first.wait_for()
    assert "每一行都有着落" in view.page.locator(".st-key-edition").inner_text()
    view.show("操作记录")
    view.widget("verify").get_by_role("button").click()
    view.page.locator(".st-key-edition").get_by_text("行都对得上").wait_for()


def test_the_map_opens_as_of_an_edition_and_the_language_comes_along(
    past: Callable[..., Past], others: Planner
) -> None:
    view = past("?edition=5&lang=en", at=others.server)
    view.page.locator(".st-key-edition [data-testid='stPageLink'] a").click()
    view.page.wait_for_selector(".st-key-filter_layers")
    view.until("window.onemap?.ready && onemap.edition === 5")
    view.until_query(edition="5", lang="en")


def test_filters_are_kept_while_the_history_is_looked_at(visit: Open, others: Planner) -> None:
    view = visit("?subdistrict=虹桥街道&stage=construction", at=others.server)
    shown = view.visible()
    view.widget("screens").get_by_role("link", name="历史").click()
    view.page.locator(".st-key-editions [data-number]").first.wait_for()
    view.settle()
    view.widget("screens").get_by_role("link", name="总览").click()
    view.page.wait_for_selector(".st-key-filter_layers")
    view.until("window.onemap?.ready")
    view.shows(shown)
    view.until_query(subdistrict="虹桥街道", stage="construction")


# ---- going back ----


def test_a_roll_back_is_a_new_edition_equal_to_the_old_one(
    past: Callable[..., Past], visit: Open, others: Planner
) -> None:
    watching = visit(at=others.server)
    view = past(at=others.server)
    newest = others.store.latest()
    assert view.widget("rollback").count() == 0  # the current one is no way back
    view.press(7)
    assert view.page.locator("[data-testid='stBaseButton-primary']:visible").count() == 0
    view.widget("rollback").get_by_role("button").click()
    dialog = view.page.get_by_role("dialog")
    dialog.get_by_label("发布说明").fill("![x](http://example.invalid/) 台账有误 {{7*7}}")
    dialog.get_by_label("发布说明").press("Tab")
    view.settle()
    dialog.get_by_role("button", name="发布", exact=True).click()
    view.row(newest.number + 1).wait_for()
    dialog.wait_for(state="hidden")
    view.settle()
    made = others.store.latest()
    assert (made.number, made.equal_to, made.base) == (newest.number + 1, 7, newest.number)
    assert made.digest == store().entry(7).digest
    assert made.note == "![x](http://example.invalid/) 台账有误 {{7*7}}"
    told = view.row(made.number).inner_text()
    assert "等于第 7 期" in told
    assert made.note in told
    watching.until(f"onemap.edition === {made.number}")


def test_who_goes_back_on_a_stale_base_is_told_and_loses_nothing(past: Callable[..., Past], others: Planner) -> None:
    view = past("?edition=6", at=others.server)
    view.widget("rollback").get_by_role("button").click()
    dialog = view.page.get_by_role("dialog")
    dialog.get_by_label("发布说明").fill("回到第六期")
    dialog.get_by_label("发布说明").press("Tab")
    view.settle()
    between = others.publish("next", "抢先一步")
    note(view.page, between).wait_for()
    view.settle()
    assert dialog.get_by_label("发布说明").input_value() == "回到第六期"
    dialog.get_by_role("button", name="发布", exact=True).click()
    dialog.get_by_text(f"已有人在此期间发布了第 {between} 期").wait_for()
    assert others.store.latest().number == between
    dialog.get_by_role("button", name="发布", exact=True).click()
    view.row(between + 1).wait_for()
    made = others.store.latest()
    assert (made.number, made.equal_to, made.note) == (between + 1, 6, "回到第六期")


def test_the_keyboard_reaches_an_edition(past: Callable[..., Past], others: Planner) -> None:
    view = past(at=others.server)
    view.row(10).focus()
    view.page.keyboard.press("Tab")
    view.page.keyboard.press("Enter")
    view.page.locator(".st-key-editions [data-number='9'][aria-pressed='true']").wait_for()
    view.settle()


# ---- when things are not well ----


def test_an_empty_store_says_what_to_do_and_shows_the_first_edition_by_itself(
    tmp_path: Path, contexts: Callable[..., BrowserContext]
) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    with serve(demo=False, database_url=url) as empty:
        page = contexts().new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(empty.url)
        page.get_by_text("还没有一期数据").wait_for()
        page.get_by_text("cli.py publish --demo").wait_for()
        full = store().current()
        made = Store(url, HOME / "data")
        made.publish(editions.prepared(full, []), note="第一期", who="王工")
        page.locator(".st-key-map iframe").wait_for()
        page.close()


def test_a_damaged_edition_is_an_alarm_above_the_map_and_the_last_good_one_is_shown(
    tmp_path: Path, visit: Open
) -> None:
    url = copied(tmp_path)
    broken = Store(url, HOME / "data")
    with broken.database.writing() as connection:
        connection.execute(text("UPDATE progress SET stage = 'handover' WHERE number = 12 AND place < 30"))
    with serve(database_url=url) as running:
        view = visit(at=running)
        alarm = view.page.locator(".notice.is-alarm")
        alarm.wait_for()
        assert alarm.inner_text().startswith("数据库有问题")
        assert view.ask("onemap.edition") == 12  # from the spare
        assert view.counts()["handover"] == store().entry(12).figures["stages"]["handover"]
        view.page.close()
