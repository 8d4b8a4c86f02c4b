"""Where the public page stands: on a disk, in other sites' frames, behind its policy; and what a stranger reaches."""

import http.server
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from benchmarks import embed
from benchmarks.embed import visited
from deploy.trial import nginx, running
from publishing.release import Publisher
from publishing.site import FOR_APP, write
from settings import HOME
from store.history import Store
from tests.browser.embed.conftest import PHONE, READY, with_a_release
from tests.browser.embed.test_residents import sheet
from tests.browser.serving import Server, serve
from tests.ports import free_port
from tests.test_gate_running import ask, upgrade


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
    made = Publisher(Store(released, HOME / "data")).site(12)
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
        assert page.evaluate("window.shift") < 0.01
        page.get_by_role("combobox").press_sequentially("hqxc")
        page.keyboard.press("Enter")  # what answers a press is no shift
        page.wait_for_timeout(600)
        assert page.evaluate("window.shift") < 0.01
        context.close()


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


@pytest.fixture
def withdrawing(tmp_path: Path) -> Iterator[tuple[str, Server]]:
    """An app of its own, which will show nothing after the test."""
    url = with_a_release(tmp_path)
    with serve(database_url=url) as running:
        yield url, running


def test_what_is_withdrawn_is_gone_from_the_running_app_within_seconds(withdrawing: tuple[str, Server]) -> None:
    released, public = withdrawing
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
