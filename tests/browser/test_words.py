"""In English the app's own words are English; only what stands in the data stays as it is written there."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import pytest
from playwright.sync_api import BrowserContext

from sites.edition import Edition
from tests.browser.browsing import View
from tests.browser.serving import Server, serve

Open = Callable[..., View]
CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef]+")
LANGUAGE_SWITCH = "中文"
# Every text and every attribute that is read aloud or shown, through shadow roots, without scripts and styles.
TEXTS = """() => {
    const found = [];
    const walk = (node) => {
        if (node.nodeType === Node.TEXT_NODE) found.push(node.nodeValue);
        if (node.nodeType === Node.ELEMENT_NODE) {
            if (["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.tagName)) return;
            for (const name of ["aria-label", "title", "placeholder", "alt"]) if (node.hasAttribute(name)) found.push(node.getAttribute(name));
            if (node.shadowRoot) walk(node.shadowRoot);
        }
        node.childNodes.forEach(walk);
    };
    walk(document.documentElement);
    return found.filter((text) => text.trim());
}"""


def from_data(edition: Edition) -> set[str]:
    """Every text of the edition's own, longest first when it is taken away."""
    texts: set[str] = set()
    frames = [edition.subdistricts, edition.compounds, edition.buildings, *edition.facilities.values()]
    for column in chain.from_iterable(
        (frame[name] for name in frame.columns if name != "geometry") for frame in frames
    ):
        texts |= {value for value in column.dropna().unique() if isinstance(value, str) and CHINESE.search(value)}
    return texts


def chinese_of_our_own(view: View, edition: Edition) -> set[str]:
    return chinese_in(chain(view.page.evaluate(TEXTS), view.ask(TEXTS)), edition)


def chinese_in(texts: Iterable[str], edition: Edition) -> set[str]:
    left = set()
    known = sorted(from_data(edition), key=len, reverse=True)
    for text in texts:
        rest = text.replace(LANGUAGE_SWITCH, "")
        for name in known:
            rest = rest.replace(name, "")
        if CHINESE.search(rest):
            left.add(text)
    return left


def test_the_english_page_is_english(visit: Open, edition: Edition) -> None:
    view = visit("?lang=en")
    view.widget("table").locator("canvas").first.wait_for()
    assert chinese_of_our_own(view, edition) == set()
    view.ask("onemap.select('C012')")
    view.until_details("虹桥新村一期")
    view.settle()
    assert chinese_of_our_own(view, edition) == set()
    late = edition.buildings.loc[edition.buildings["status"] == "behind", "building_id"].iloc[0]
    view.ask("(id) => onemap.select(id)", late)
    view.page.locator(".st-key-details .gantt").wait_for()
    view.settle()
    assert chinese_of_our_own(view, edition) == set()
    view.choose("filter_subdistrict", "虹桥街道")
    view.search("紫禁城")
    view.frame.locator(".onemap-empty").wait_for(state="visible")
    assert chinese_of_our_own(view, edition) <= {"紫禁城"}


def test_the_chinese_page_is_found_chinese_by_the_same_look(view: View, edition: Edition) -> None:
    """Holds the test above to account."""
    assert {"图例", "街道", "小区"} <= chinese_of_our_own(view, edition) | from_data(edition)
    assert len(chinese_of_our_own(view, edition)) > 20


def test_tooltips_are_english_too(visit: Open, edition: Edition) -> None:
    view = visit("?lang=en")
    tooltip = view.frame.locator(".onemap-tooltip")
    view.page.mouse.move(*view.spot("C012"))
    tooltip.wait_for(state="visible")
    assert chinese_of_our_own(view, edition) == set()
    for layer in ("parking", "charging", "elevators"):
        at = view.ask(
            """async (layer) => { const part = onemap.model.geometry.facilities[layer];
            onemap.map.setView(onemap.map.unproject(L.point(part.at[0], part.at[1]), 0), 19, { animate: false });
            await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
            const { left, top, scale } = onemap.scene.view; return [part.at[0] * scale - left, part.at[1] * scale - top]; }""",
            layer,
        )
        box = view.page.locator(".st-key-map iframe").bounding_box()
        assert box
        view.page.mouse.move(box["x"] + 5, box["y"] + 5)
        view.page.mouse.move(box["x"] + at[0], box["y"] + at[1])
        tooltip.wait_for(state="visible")
        assert chinese_of_our_own(view, edition) == set()


def test_the_english_history_is_english(
    contexts: Callable[..., BrowserContext], server: Server, edition: Edition
) -> None:
    """But for notes and names of files, which are data."""
    view = View(contexts().new_page(), server)
    for section in ("changes", "files", "report", "log"):
        view.page.goto(f"{server.url}/history?edition=9&lang=en&show={section}")
        view.page.locator(".st-key-editions [data-number='9'][aria-pressed='true']").wait_for()
        view.page.locator(".st-key-page").wait_for(state="attached")
        view.settle()
        if section == "changes":
            view.until("window.onemap?.ready")
        own = (
            chinese_of_our_own(view, edition)
            if section == "changes"
            else chinese_in(view.page.evaluate(TEXTS), edition)
        )
        assert {text for text in own if text != "演示数据（虚构）"} == set(), section
    view.assert_clean()
    view.page.close()


@pytest.fixture(scope="module")
def untouched() -> Iterator[Server]:
    """An app in which no test has kept a view or written a note: those are in the language of whoever did."""
    with serve() as running:
        yield running


@pytest.mark.parametrize(
    "path",
    [
        "planning?",
        "planning?select=compound:C013&rule=behind_plan&gap=few_ports",
        "planning?storeys=90-95",
        "planning?beside=edition:6",
        "meeting?since=10",
        "meeting?step=compound:C013",
        "meeting?step=subdistrict:虹桥街道&as_of=2021-12-31",
        "timeline?as_of=2022-05-20&subdistrict=虹桥街道",
    ],
)
def test_the_english_screens_are_english(
    contexts: Callable[..., BrowserContext], untouched: Server, edition: Edition, path: str
) -> None:
    server = untouched
    view = View(contexts().new_page(), server, r"404 \(Not Found\)")
    view.page.goto(f"{server.url}/{path}&lang=en")
    view.page.wait_for_selector(".st-key-map iframe")
    view.until("window.onemap?.ready")
    view.settle()
    if path.startswith("meeting"):
        view.page.wait_for_selector(".meeting[data-map='stands']")
        for key in ("l", "?", "n", "e"):
            view.page.keyboard.press(key)
            assert chinese_of_our_own(view, edition) == set(), key
            view.page.keyboard.press("Escape")
    if path.startswith("planning"):
        view.page.locator(".rows").wait_for()
        for menu in ("beside_menu", "views", "export"):
            view.widget(menu).locator("button").first.click()
            view.settle()
            assert chinese_of_our_own(view, edition) <= {"中文"}, menu
            view.page.keyboard.press("Escape")
        for tab in ("history", "tickets", "source") if "select" in path else ():
            view.page.locator(f".st-key-details [data-tab='{tab}']").click()
            view.settle()
            assert {text for text in chinese_of_our_own(view, edition) if not own_text(text, edition)} == set(), tab
    if path.startswith("timeline"):
        view.page.locator(".st-key-forecasts tbody tr").first.wait_for()
    assert {text for text in chinese_of_our_own(view, edition) if not own_text(text, edition)} == set()
    view.page.emulate_media(media="print")
    view.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    printed = chinese_in(view.page.evaluate(TEXTS), edition)  # the map's frame is no part of it
    assert {text for text in printed if not own_text(text, edition)} == set()
    view.assert_clean()
    view.page.close()


def own_text(text: str, edition: Edition) -> bool:
    """Whether it is what somebody wrote: a ticket's text, a message that the report kept in the words of its day."""
    told = [*edition.tickets["text"].dropna(), *(issue.message for issue in edition.report.issues)]
    return any(text in str(one) or str(one) in text for one in told if str(one))
