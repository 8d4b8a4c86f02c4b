"""The screen from which an edition is made public: what changes is seen before, and it can be taken back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.browsing import IDLE, PATIENCE_MS
from tests.browser.serving import Server, serve
from tests.demo_store import copied
from tests.test_gate_running import ask


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """An app with the demo, of which nothing is public."""
    with serve(database_url=copied(tmp_path), public_url="https://map.example.org/embed") as running:
        yield running


@pytest.fixture
def page(own: Server, contexts: Callable[..., BrowserContext]) -> Iterator[Page]:
    opened = contexts().new_page()
    opened.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    opened.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(f"{own.url}/release")
    settled(opened)
    yield opened
    assert errors == []
    opened.close()


def settled(page: Page) -> None:
    page.wait_for_selector(".st-key-release_go")
    page.wait_for_timeout(200)
    page.wait_for_selector(IDLE, state="attached")


def option(number: int, day: str) -> str:
    return f"第 {number} 期 · 截至 {day} · 演示"


def choose(page: Page, key: str, option: str) -> None:
    page.locator(f".st-key-{key} input").first.click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def test_a_planner_releases_looks_and_takes_back(own: Server, page: Page) -> None:
    page.get_by_text("现在没有公开的内容").wait_for()
    page.get_by_text("公开后能看到 900 幢楼").wait_for()
    choose(page, "release_number", option(11, "2022-08-15"))
    page.locator(".st-key-release_go button").click()
    page.get_by_text("公开中：第 11 期").wait_for()
    assert b"2022-08-15" in ask(own, "/embed/")[2]

    choose(page, "release_number", option(12, "2022-08-31"))
    page.get_by_text("和现在公开的第 11 期相比").wait_for()
    page.locator("[data-testid='stDataFrame']").nth(1).wait_for()
    page.locator(".st-key-release_who input").fill("王工")
    page.locator(".st-key-release_go button").click()
    page.get_by_text("公开中：第 12 期").wait_for()
    page.get_by_text("由 王工 公开").wait_for()
    settled(page)
    assert page.locator(".st-key-release_go button").is_disabled(), "nothing would change"

    page.locator(".st-key-withdraw button").click()
    page.locator(".st-key-withdraw_go button").click()
    page.get_by_text("第 12 期已撤回").wait_for()
    assert "https://map.example.org/open/" in page.locator("[data-testid='stCode']", has_text="state.js").inner_text()
    page.get_by_text("公开中：第 11 期").wait_for()
    assert b"2022-08-15" in ask(own, "/embed/")[2]


def test_the_code_to_embed_follows_what_is_chosen(page: Page) -> None:
    choose(page, "embed_subdistrict", "虹桥街道")
    choose(page, "embed_lang", "English")
    code = page.locator("[data-testid='stCode']", has_text="iframe")
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-testid=stCode]')].some((node) => node.textContent.includes('lang=en'))"
    )
    told = code.inner_text().replace("\n", " ")
    assert 'src="https://map.example.org/embed/?subdistrict=%E8%99%B9%E6%A1%A5%E8%A1%97%E9%81%93&amp;lang=en"' in told
    assert "allow=" in told
    assert page.locator("[data-testid='stImage'] img").evaluate("node => node.naturalWidth") > 100
