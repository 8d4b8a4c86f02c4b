"""A planner's week in a real browser, with a real store: bring, correct, read, settle, type, compare, publish."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Locator

from settings import HOME
from store.desk import Desk
from store.history import Store
from tests import week
from tests.browser.browsing import View
from tests.browser.serving import Server, serve
from tests.demo_store import copied

Contexts = Callable[..., BrowserContext]


class Table(View):
    """The intake page in one session."""

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.server.url}/intake{query}")
        self.page.locator("[data-testid='stFileUploader'], .st-key-steps").first.wait_for()
        self.settle()

    def leave(self) -> None:
        """Stand up, while the server still runs: no error was heard, and no stranger was asked."""
        self.assert_clean()
        self.page.close()

    def again(self) -> None:
        """Reload the page."""
        self.page.reload()
        self.page.locator(".st-key-steps").wait_for()
        self.settle()

    def bring(self, *names: str) -> None:
        paths = [str(week.files()[name]) for name in names]
        self.page.locator("[data-testid='stFileUploader'] input[type=file]").first.set_input_files(paths)
        self.page.locator(".st-key-parts").wait_for()
        self.settle()

    def says(self, text: str) -> None:
        """Wait until a panel or the page says so, as text."""
        self.page.get_by_text(text).locator("visible=true").first.wait_for()

    def part(self, name: str) -> Locator:
        row = self.page.locator("[data-testid='stLayoutWrapper'], [data-testid='stVerticalBlock']")
        return row.filter(has=self.page.locator(".card .title", has_text=name)).last

    def role(self, name: str, role: str) -> None:
        """Say what a file is for."""
        box = self.page.locator(f"[class*='st-key-role-'][class*='{name}']").locator("input").first
        box.click()
        self.page.get_by_role("option", name=role, exact=True).click()
        self.settle()

    def press(self, key: str) -> None:
        self.page.locator(f".st-key-{key} button").click()

    def to_report(self) -> None:
        self.press("next_report")
        self.page.locator(".st-key-verdict").wait_for()
        self.settle()

    def to_preview(self) -> None:
        self.press("next_preview")
        self.page.locator(".st-key-map iframe").wait_for()
        self.until("window.onemap?.ready")
        self.settle()

    def publish(self, who: str, note: str) -> None:
        self.press("next_publish")
        self.page.locator(".st-key-publish").wait_for()
        self.settle()
        self.page.locator("[class*='st-key-who-'] input").fill(who)
        self.page.keyboard.press("Tab")
        self.page.locator("[class*='st-key-note-'] textarea").fill(note)
        self.page.keyboard.press("Tab")
        self.settle()
        self.press("publish")

    @property
    def verdict(self) -> str:
        return self.page.locator(".st-key-verdict .card").inner_text()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return copied(tmp_path)


@pytest.fixture
def table(contexts: Contexts) -> Iterator[Callable[..., Table]]:
    """Sit down at the intake page of a server: ``table(server, "?draft=…")``."""
    views: list[Table] = []

    def open_table(server: Server, query: str = "", **options: object) -> Table:
        view = Table(contexts(**options).new_page(), server)
        views.append(view)
        view.open(query)
        return view

    yield open_table
    for view in views:
        view.page.close()


def test_a_planners_week(url: str, table: Callable[..., Table]) -> None:
    store = Store(url, HOME / "data")
    with serve(database_url=url) as server:
        desk = table(server)
        desk.bring(*week.files())
        desk.says("文件损坏，读不出来")
        desk.says("是文字文件")
        desk.role("compounds", "不用")
        desk.says("还缺图层：小区")
        assert desk.page.locator(".st-key-next_report button").is_disabled()
        desk.again()
        desk.says("还缺图层：小区")
        desk.role("compounds", "小区")
        desk.to_report()
        assert "退回 3 行" in desk.verdict
        desk.says(week.HOSTILE)

        box = desk.page.locator("[class*='st-key-answer-']").first.locator("input")
        box.click()
        desk.page.get_by_role("option", name="濠东新村（最接近）", exact=True).click()
        desk.press("confirm")
        desk.page.get_by_text("已记住：濠东家园 → 濠东新村").wait_for()
        desk.settle()
        assert "退回 1 行" in desk.verdict
        query = desk.page.url.partition("/intake")[2]
        desk.leave()

    with serve(database_url=url) as server:  # the server was restarted meanwhile
        arriving = table(server)
        arriving.says("未完成：5 个文件")
        arriving.leave()
        desk = table(server, query)
        desk.page.locator(".st-key-verdict").wait_for()
        desk.settle()
        assert "退回 1 行" in desk.verdict
        type_in(desk, "濠东新村", "77%")
        desk.says("形象进度：77%")
        assert "退回 1 行" in desk.verdict

        desk.press("make_findings")
        desk.page.locator(".st-key-download button").wait_for()
        desk.settle()
        with desk.page.expect_download() as download:
            desk.press("download")
        assert week.DAY in download.value.suggested_filename
        book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
        assert week.HOSTILE in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}

        desk.to_preview()
        assert desk.ask("onemap.marks()") == {"homeless": 0, "named": 0, "no_data": 1, "matched": 899}
        desk.press("next_publish")
        desk.page.locator(".st-key-publish").wait_for()
        desk.page.locator("[class*='st-key-who-'] input").fill("张三")
        desk.page.keyboard.press("Tab")
        desk.settle()
        assert desk.page.locator(".st-key-publish button").is_disabled(), "one row is rejected, and nobody said yes"
        desk.page.locator("[class*='st-key-accept-'] label").click()
        desk.settle()
        desk.page.locator("[class*='st-key-note-'] textarea").fill("**第一周**")
        desk.page.keyboard.press("Tab")
        desk.settle()
        desk.press("publish")
        desk.says("第 13 期已发布")
        desk.page.get_by_role("link", name="看地图").click()
        desk.page.wait_for_selector(".st-key-map iframe")
        desk.until("window.onemap?.ready && onemap.edition === 13")
        assert len(desk.visible()) == 900
        assert Desk(store).all() == ()
        desk.leave()

    made = store.get(13)
    entry = store.entry(13)
    assert (entry.who, entry.note, entry.base, entry.synthetic) == ("张三", "**第一周**", 12, False)
    assert [one.number for one in store.list()] == [13], "the demo steps out of sight"
    assert made.buildings["progress_pct"].eq(77).any()
    roles = {(source.role, source.name) for source in store.files(13)}
    assert {("compounds", "compounds.geojson"), ("progress", "2022-09-07.xlsx"), ("intake", "intake.json")} <= roles
    assert any(role == "progress" and "手工更正" in name for role, name in roles)
    assert {entry.path for entry in made.report.inputs} >= {"手工更正 2022-09-07.xlsx"}


def type_in(desk: Table, compound: str, share: str) -> None:
    """Type the progress of a compound's first building into the table."""
    desk.page.get_by_text("逐幢更正", exact=True).first.click()
    box = desk.widget("typed_compound").locator("input")
    box.scroll_into_view_if_needed()
    box.click()
    desk.page.wait_for_timeout(300)
    desk.page.keyboard.type(compound)
    desk.page.keyboard.press("Enter")
    desk.settle()
    grid = desk.page.locator("[class*='st-key-typed-'] [data-testid='stDataFrame']").last
    grid.evaluate("(node) => node.scrollIntoView({ block: 'center' })")
    desk.page.wait_for_timeout(300)
    ready = desk.page.locator(".st-key-save_typed button:enabled")
    for _again in range(4):  # the grid is a canvas: a key may come before it listens
        at = grid.bounding_box()
        assert at
        desk.page.mouse.click(at["x"] + 30, at["y"] + 55)
        for key in ("ArrowRight", "ArrowRight", "Enter"):
            desk.page.wait_for_timeout(200)
            desk.page.keyboard.press(key)
        desk.page.wait_for_timeout(400)
        cell = desk.page.locator("#portal textarea, #portal input").first
        if cell.count():
            cell.fill(share)
            cell.press("Enter")
        desk.page.wait_for_timeout(800)
        desk.settle()
        if ready.count():
            break
        desk.page.keyboard.press("Escape")
    ready.wait_for()
    desk.press("save_typed")


def test_a_workbook_alone_takes_no_layers_of_the_demo(url: str, table: Callable[..., Table]) -> None:
    with serve(database_url=url) as server:
        desk = table(server)
        desk.bring(f"{week.DAY}.xlsx")
        desk.says("还缺图层：小区、楼栋")
        desk.says("库里只有演示数据，是虚构的图形，不能沿用")
        assert desk.page.locator(".st-key-next_report button").is_disabled()
        assert desk.page.locator("[class*='st-key-take_over-']").count() == 0
        desk.leave()


def test_the_second_of_two_planners_is_told_and_loses_nothing(url: str, table: Callable[..., Table]) -> None:
    store = Store(url, HOME / "data")
    week.published(store)
    with serve(database_url=url) as server:
        first, second = table(server), table(server)
        for desk in (first, second):
            desk.bring(f"{week.DAY}.xlsx")
            desk.says("楼栋：沿用第 13 期的 buildings.geojson")
            desk.to_report()
            desk.to_preview()
        first.press("next_publish")
        first.page.locator("[class*='st-key-accept-'] label").click()
        first.settle()
        first.page.locator("[class*='st-key-who-'] input").fill("李四")
        first.page.keyboard.press("Tab")
        first.settle()
        first.press("publish")
        first.says("第 14 期已发布")

        second.says("在此期间有人发布了")
        second.says("第 14 期：李四")
        second.press("go_on")
        second.page.locator(".st-key-stale").wait_for(state="detached")
        second.page.locator(".st-key-map iframe").wait_for()
        second.settle()
        second.page.get_by_role("button", name="变化").or_(second.page.get_by_role("radio", name="变化")).first.click()
        second.says("与第 14 期")
        second.settle()
        assert second.page.locator(".st-key-map iframe").count() == 1
        second.press("next_publish")
        second.page.locator("[class*='st-key-accept-'] label").click()
        second.settle()
        second.page.locator("[class*='st-key-who-'] input").fill("王五")
        second.page.keyboard.press("Tab")
        second.settle()
        second.press("publish")
        second.says("第 15 期已发布")
        first.leave()
        second.leave()
    assert [(entry.number, entry.who, entry.base) for entry in store.all()][-2:] == [(14, "李四", 13), (15, "王五", 14)]
