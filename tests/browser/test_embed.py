"""The public page as residents meet it: on a phone, from a disk, in another site's frame; and what a stranger can reach."""

import http.server
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks import embed
from benchmarks.embed import visited
from deploy.trial import nginx, running
from publishing.release import Publisher
from publishing.site import FOR_APP, FOR_FOLDER, write
from settings import HOME
from sites.edition import Edition
from store.history import Store
from tests.browser.browsing import PATIENCE_MS
from tests.browser.serving import Server, serve
from tests.demo_store import copied
from tests.ports import free_port
from tests.test_gate_running import ask, upgrade

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
READY = (
    "() => window.onemap?.ready"  # as a function: a bare expression would be evaluated, which the page's policy forbids
)
A_BUILDING = "C013-03"


@pytest.fixture(scope="module")
def allowed_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store whose latest edition is public."""
    url = copied(tmp_path_factory.mktemp("released"))
    kept = Store(url, HOME / "data")
    Publisher(kept).release(12, "张三")
    kept.database.close()
    return url


@pytest.fixture(scope="module")
def public(released: str, allowed_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    ancestors = f"'self' http://127.0.0.1:{allowed_port}"
    site = tmp_path_factory.mktemp("served")
    with serve(
        database_url=released,
        site=site,
        frame_ancestors=ancestors,
        feedback_url="https://12345.example.org/?about={compound}",
    ) as running:
        yield running


@pytest.fixture(scope="module")
def on_disk(released: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("usb stick")
    made = Publisher(Store(released, HOME / "data")).site()
    assert made
    write(made, folder, FOR_FOLDER)
    return folder


@pytest.fixture
def open_page(public: Server, contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Open the public page; what its console says and whom it asks is watched to the end."""
    opened: list[tuple[Page, list[str], list[str]]] = []

    def visit(query: str = "", at: str = "", expected: str = "", **options: Any) -> Page:
        page = contexts(**options).new_page()
        page.set_default_timeout(PATIENCE_MS)
        errors: list[str] = []
        asked: list[str] = []
        page.on(
            "console",
            lambda said: (
                errors.append(said.text)
                if said.type in ("error", "warning") and not (expected and re.search(expected, said.text))
                else None
            ),
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        opened.append((page, errors, asked))
        page.goto((at or f"{public.url}/embed/") + query)
        if not expected:
            page.wait_for_function(READY)
        return page

    yield visit
    for page, errors, asked in opened:
        page.close()
        assert errors == []
        assert [url for url in asked if not re.match(r"(http://(127\.0\.0\.1|localhost)|file:|data:|blob:)", url)] == []


def sheet(page: Page) -> str:
    return page.locator("#sheet").inner_text()


# ---- what residents do ----


@pytest.mark.parametrize("options", [PHONE, {}, {"color_scheme": "dark"}], ids=["phone", "desk", "dark"])
def test_the_whole_district_is_there_at_once(
    open_page: Callable[..., Page], edition: Edition, options: dict[str, Any]
) -> None:
    page = open_page(**options)
    assert set(page.evaluate("onemap.visible()")) == set(edition.buildings["building_id"])
    assert page.evaluate("onemap.edition") == 12
    assert page.evaluate("onemap.counts()") == edition.arrays.counted(edition.arrays.stage >= 0)
    assert "33,520" in sheet(page)
    assert "演示" in page.locator("#foot").inner_text()
    share = page.evaluate(
        "(() => { const box = document.getElementById('map').getBoundingClientRect(); return box.width * box.height / innerWidth / innerHeight; })()"
    )
    assert share >= 0.6, "the map is the page"


@pytest.mark.parametrize("typed", ["虹桥新村二期 3", "虹桥新村二期3幢", "hqxceq 3"])
def test_my_building_is_found_and_told(open_page: Callable[..., Page], edition: Edition, typed: str) -> None:
    page = open_page(**PHONE)
    page.get_by_role("combobox").fill(typed)
    page.get_by_role("option").first.click()
    page.wait_for_function("() => document.querySelector('#sheet h2').textContent.includes('虹桥新村二期 3')")
    row = edition.buildings.set_index("building_id").loc[A_BUILDING]
    told = sheet(page)
    assert f"{row['built_year']} 年建" in told
    assert f"{row['storeys']} 层" in told
    assert "下一步" in told
    assert page.locator("#sheet [aria-current=step]").inner_text() == "竣工验收"
    assert f"building={A_BUILDING}" in page.url
    href = page.get_by_role("link", name="反映问题").get_attribute("href")
    assert href == "https://12345.example.org/?about=%E8%99%B9%E6%A1%A5%E6%96%B0%E6%9D%91%E4%BA%8C%E6%9C%9F"
    page.reload()
    page.wait_for_function(READY)
    assert "虹桥新村二期 3" in sheet(page)


def test_the_keyboard_finds_too_and_a_wrong_word_is_answered(open_page: Callable[..., Page]) -> None:
    page = open_page()
    box = page.get_by_role("combobox")
    box.fill("没有这个小区")
    page.get_by_text("没有找到").wait_for()
    box.fill("hqxc")
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_function("() => document.querySelector('#sheet h2').textContent === '虹桥新村二期'")


def test_an_address_opens_its_view_in_its_language(open_page: Callable[..., Page], edition: Edition) -> None:
    page = open_page("?subdistrict=虹桥街道&layers=parking,elevators&lang=en")
    inside = set(edition.buildings.loc[edition.buildings["subdistrict"] == "虹桥街道", "building_id"])
    assert set(page.evaluate("onemap.visible()")) == inside
    assert {name for name, layer in page.evaluate("onemap.layers()").items() if layer["shown"]} == {
        "parking",
        "elevators",
    }
    assert "compounds" in sheet(page)
    own = re.sub("[虹桥街道]|中文", "", page.locator("#foot, #sheet, #top").all_inner_texts()[0] + sheet(page))
    assert not re.search(r"[\u4e00-\u9fff]", own)
    page.get_by_role("button", name="中文").click()
    page.get_by_text("看全区").or_(page.get_by_role("button", name="看全区")).first.click()
    assert len(page.evaluate("onemap.visible()")) == 900
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_the_legend_filters_and_the_table_says_what_the_map_says(
    open_page: Callable[..., Page], edition: Edition
) -> None:
    page = open_page()
    before = page.evaluate("onemap.painted")
    page.locator("[data-key='stage:handover']").click()
    done = set(edition.buildings.loc[edition.buildings["stage"] == "handover", "building_id"])
    assert set(page.evaluate("onemap.visible()")) == done
    assert page.evaluate("onemap.painted") > before
    page.get_by_role("button", name="列表").click()
    dialog = page.get_by_role("dialog")
    assert str(len(done)) in dialog.locator("caption").inner_text()
    assert dialog.locator("tbody tr").count() == len(done)
    dialog.locator("tbody button").first.click()
    page.wait_for_function("() => document.querySelector('#sheet [aria-current=step]')?.textContent === '物业管理'")


@pytest.mark.parametrize(
    ("where", "answer"),
    [("there", "虹桥新村二期"), ("Shanghai", "3 公里内没有"), ("refused", "没有得到定位许可")],
)
def test_near_me_asks_only_when_pressed_and_tells_nobody(
    public: Server, browser: Browser, edition: Edition, where: str, answer: str
) -> None:
    point = edition.compounds.set_index("compound_id").loc["C013"].geometry.representative_point()
    place = (
        {"longitude": 121.5, "latitude": 31.2} if where == "Shanghai" else {"longitude": point.x, "latitude": point.y}
    )
    may = [] if where == "refused" else ["geolocation"]
    context = browser.new_context(**PHONE, geolocation=place, permissions=may)
    page = context.new_page()
    page.goto(f"{public.url}/embed/")
    page.wait_for_function(READY)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="附近").click()
    page.get_by_text(answer).first.wait_for()
    assert asked == []
    context.close()


def test_the_other_ways_open_and_close(open_page: Callable[..., Page]) -> None:
    page = open_page(**PHONE)
    page.get_by_role("button", name="关于").click()
    assert "少于 5 户" in page.get_by_role("dialog").inner_text()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="各街道").click()
    page.get_by_role("dialog").get_by_text("学田街道").click()
    page.wait_for_function("() => document.querySelector('#sheet h2').textContent === '学田街道'")
    assert page.get_by_role("dialog").count() == 0


# ---- where it stands ----


def test_from_a_disk_it_works_with_no_flag_and_no_server(open_page: Callable[..., Page], on_disk: Path) -> None:
    page = open_page("?compound=C013", at=(on_disk / "index.html").as_uri())
    assert len(page.evaluate("onemap.visible()")) == 900
    assert "虹桥新村二期" in sheet(page)
    page.get_by_role("link", name="小区页面").click()
    page.wait_for_selector("h1")
    assert page.locator("h1").inner_text() == "虹桥新村二期"
    assert page.evaluate("document.querySelector('img').naturalWidth") == 600
    page.get_by_role("link", name="在地图上看").click()
    page.wait_for_function(READY)
    assert "虹桥新村二期" in sheet(page)


@contextmanager
def another_site(port: int, framed: str) -> Iterator[str]:
    """A page of somebody else's, on another port, that frames the map above a long text."""
    body = f'<!doctype html><meta charset="utf-8"><p>区政务网</p><iframe src="{framed}" width="360" height="480" allow="geolocation"></iframe><p style="height:3000px">…</p>'.encode()

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 204)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            if self.path == "/":
                self.wfile.write(body)

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_an_allowed_page_may_frame_it_and_one_finger_scrolls_that_page(
    public: Server, allowed_port: int, open_page: Callable[..., Page]
) -> None:
    with another_site(allowed_port, f"{public.url}/embed/") as site:
        page = open_page(at=site, expected="^$", **PHONE)
        element = page.wait_for_selector("iframe")
        frame = element.content_frame() if element else None
        assert frame
        frame.wait_for_function(READY)
        assert len(frame.evaluate("onemap.visible()")) == 900
        where = "[onemap.map.getCenter().lat, onemap.map.getZoom()]"
        before = frame.evaluate(where)
        session = page.context.new_cdp_session(page)
        for at in range(11):
            points = [{"x": 180, "y": 330 - 15 * at, "id": 0}]
            session.send(
                "Input.dispatchTouchEvent", {"type": "touchMove" if at else "touchStart", "touchPoints": points}
            )
            page.wait_for_timeout(20)
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_function("() => scrollY > 0")
        assert frame.evaluate(where) == pytest.approx(before)


def test_a_foreign_page_may_not(public: Server, open_page: Callable[..., Page]) -> None:
    with another_site(free_port(), f"{public.url}/embed/") as site:
        page = open_page(at=site, expected="frame-ancestors|Refused to|refused to|Framing")
        page.wait_for_timeout(1500)
        assert [
            frame.url for frame in page.frames if "/embed/" in frame.url and frame.evaluate("Boolean(window.onemap)")
        ] == []


def test_the_policy_lets_no_inline_script_and_no_other_host_in(open_page: Callable[..., Page]) -> None:
    page = open_page(expected="Content Security Policy|Failed to (fetch|load)|violates")
    page.wait_for_function(READY)
    told, intruded = page.evaluate(
        """async () => {
        const told = new Set();
        document.addEventListener("securitypolicyviolation", (event) => told.add(event.effectiveDirective));
        const script = document.createElement("script");
        script.textContent = "window.intruded = 1";
        document.head.append(script);
        await fetch("http://localhost:9/").catch(() => {});
        await new Promise((wait) => setTimeout(wait, 300));
        return [[...told].sort(), window.intruded ?? null]; }"""
    )
    assert (told, intruded) == (["connect-src", "script-src-elem"], None)


def test_a_first_visit_is_light_a_second_asks_once_and_nothing_moves(
    browser: Browser, released: str, tmp_path: Path
) -> None:
    made = Publisher(Store(released, HOME / "data")).site()
    assert made
    write(made, tmp_path, FOR_APP)
    with running(nginx, tmp_path) as port:
        context = browser.new_context(**PHONE)
        context.add_init_script(embed.CLOCK)
        page = context.new_page()
        url = f"http://127.0.0.1:{port}/embed/"
        first, second = (
            visited(page, lambda: (page.goto(url), page.evaluate("window.firstMap"))) for _visit in range(2)
        )
        assert sum(one["bytes"] for one in first) <= 110_000
        assert len(first) == 6
        assert [one["cached"] for one in second].count(False) == 1, "one conditional request"
        assert sum(one["bytes"] for one in second) < 1_000
        page.evaluate("onemap.select('C013-03')")
        page.wait_for_timeout(600)
        assert page.evaluate("window.shift") < 0.01
        context.close()


SMALL = """() => [...document.querySelectorAll("a, button, input, [role=button], [role=option]")]
    .filter((node) => node.checkVisibility?.() && !node.closest(".leaflet-control-attribution"))
    .map((node) => [node.textContent || node.getAttribute("aria-label") || node.className, node.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < 44 || box.height < 44)).map(([name, box]) => `${name} ${box.width}x${box.height}`)"""


def test_on_a_phone_everything_can_be_tapped_and_nothing_is_cut(open_page: Callable[..., Page]) -> None:
    for query in ("", "?building=C013-03", "?compound=C013&lang=en"):
        page = open_page(query, **PHONE)
        page.locator(".onemap-legend-toggle").click()
        assert page.evaluate(SMALL) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert (
            page.evaluate(
                "[...document.querySelectorAll('#foot button, #sheet h2, #foot p')].filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)"
            )
            == []
        )


def test_printed_it_is_the_map_and_what_is_told(open_page: Callable[..., Page]) -> None:
    page = open_page("?compound=C013")
    page.emulate_media(media="print")
    assert page.locator("#foot nav").is_hidden()
    assert page.get_by_role("combobox").is_hidden()
    assert page.locator("#map").is_visible()
    assert "示意图" in page.locator("#foot").inner_text()
    page.emulate_media(media="screen")


# ---- what a stranger reaches ----

STRANGER = ("X-Forwarded-For: 203.0.113.7",)


def test_a_stranger_gets_the_public_page_and_nothing_else(public: Server) -> None:
    status, head, _body = ask(public, "/", *STRANGER)
    assert (status, "location: embed/" in head) == (307, True)
    status, head, body = ask(public, "/embed/", *STRANGER, host="map.example.org")
    assert status == 200
    for line in (
        "content-security-policy: default-src 'none'",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "permissions-policy: geolocation=(self)",
    ):
        assert line in head
    assert "set-cookie" not in head
    tag = re.search(r"etag: (\S+)", head)
    assert tag
    assert ask(public, "/embed/", *STRANGER, f"If-None-Match: {tag[1]}")[0] == 304
    named = re.findall(rb'"\.\./(open/[^"]+)"', body)
    assert len(named) == 5
    for each in named:
        status, head, _packed = ask(public, f"/{each.decode()}", *STRANGER, "Accept-Encoding: gzip, br")
        assert status == 200
        assert "content-encoding: br" in head
        assert "cache-control: public, max-age=31536000, immutable" in head
    for path in (
        "/planning",
        "/release",
        "/edition",
        "/embed/x",
        "/open/x/y",
        "/embed/../release",
        "/map/x/y",
        "/_stcore/health",
        "/static/js/x.js",
    ):
        assert ask(public, path, *STRANGER)[0] in (403, 404), path
    assert ask(public, "/embed/", *STRANGER, method="POST")[0] == 403
    assert upgrade(public, *STRANGER) == 403, "a stranger has no WebSocket, so nothing is carried by it"
    assert ask(public, "/embed/c/C013.html", *STRANGER)[0] == 200
    assert ask(public, "/embed", *STRANGER)[0] in (307, 308)


def test_what_is_withdrawn_is_gone_from_the_running_app_within_seconds(released: str, public: Server) -> None:
    """Last of all: the module's server shows nothing after it."""
    _status, _head, body = ask(public, "/embed/", *STRANGER)
    state = next(each.decode() for each in re.findall(rb'"\.\./(open/[^"]+)"', body) if each.endswith(b"state.js"))
    kept = Store(released, HOME / "data")
    Publisher(kept).withdraw("李四")
    kept.database.close()
    until(lambda: ask(public, f"/{state}", *STRANGER)[0] == 410)
    assert "没有公开".encode() in ask(public, "/embed/", *STRANGER)[2]
    assert ask(public, "/", *STRANGER)[0] == 403
    assert ask(public, "/embed/c/C013.html", *STRANGER)[0] == 404


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)
