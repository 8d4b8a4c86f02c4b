"""Names come from other people's files: whatever they hold, they are shown as text, and nobody is called."""

import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from settings import HOME
from tests.browser.browsing import View
from tests.browser.serving import Server, serve

Open = Callable[..., View]
COMPOUND = "C012"


@dataclass(frozen=True)
class Attacked:
    """A server whose data holds an attack for a name, and the listener that it would call."""

    server: Server
    name: str
    listener: socket.socket

    def was_called(self) -> bool:
        self.listener.setblocking(False)
        try:
            self.listener.accept()[0].close()
        except BlockingIOError:
            return False
        return True


def rename(data: Path, old: str, new: str) -> int:
    """Put another name in the place of a compound's, in every layer and every cell; return how often."""
    changed = 0
    with sqlite3.connect(data / "geo" / "demo.gpkg") as database:
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            database.create_function(name, 1, lambda _shape: 0)  # what the spatial index's triggers name
        for (table,) in database.execute("SELECT table_name FROM gpkg_contents").fetchall():
            columns = {row[1] for row in database.execute(f'PRAGMA table_info("{table}")')}
            if "compound" in columns:
                changed += database.execute(
                    f'UPDATE "{table}" SET compound = ? WHERE compound = ?', (new, old)
                ).rowcount
    database.close()
    for path in (data / "progress").glob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == old):
            cell.value = new
            cell.data_type = "s"
            changed += 1
        book.save(path)
    return changed


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    data = tmp_path_factory.mktemp("data")
    (data / "progress").mkdir()
    shutil.copytree(HOME / "data" / "geo", data / "geo")
    shutil.copy(HOME / "data" / "progress" / "2022-08-31.xlsx", data / "progress")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/x.png"
        name = f"![x]({url}) <img src=x onerror=alert(1)> {{{{7*7}}}}"
        assert rename(data, "虹桥新村一期", name) > 20
        with serve(data=data) as server:
            yield Attacked(server, name, listener)


@pytest.fixture
def view(visit: Open, attacked: Attacked) -> View:
    return visit(at=attacked.server)


def assert_unharmed(view: View, attacked: Attacked) -> None:
    """Nobody was called, and nothing was made of the name: no picture, no sum done."""
    port = attacked.listener.getsockname()[1]
    assert [url for url in view.asked if f":{port}" in url] == []
    assert not attacked.was_called()
    for frame in view.page.frames:
        assert frame.locator("img[src*='x.png'], img[src='x'], [onerror]").count() == 0
        assert frame.get_by_text(attacked.name.replace("{{7*7}}", "49")).count() == 0


def test_the_name_is_read_with_its_buildings(view: View) -> None:
    assert sum(view.counts().values()) == 900
    assert not {code: n for code, n in view.counts().items() if code == "unknown" and n}


def test_in_the_details_the_name_is_text(view: View, attacked: Attacked) -> None:
    view.ask("(id) => onemap.select(id)", COMPOUND)
    title = view.page.locator(".st-key-details .details h2")
    view.until_details("{{7*7}}")
    assert title.inner_text() == attacked.name
    building = view.ask(
        "onemap.model.geometry.buildings.id.find((id, i) => onemap.model.geometry.compounds.id[onemap.model.geometry.buildings.compound[i]] === 'C012')"
    )
    view.ask("(id) => onemap.select(id)", building)
    title.filter(has_text="幢").wait_for()
    assert title.inner_text().startswith(attacked.name)
    assert_unharmed(view, attacked)


def test_in_the_tooltip_the_name_is_text(view: View, attacked: Attacked) -> None:
    view.page.mouse.move(*view.spot(COMPOUND))
    tooltip = view.frame.locator(".onemap-tooltip")
    tooltip.wait_for(state="visible")
    assert tooltip.locator("strong").inner_text() == attacked.name
    assert_unharmed(view, attacked)


def test_at_the_left_and_in_the_address_the_name_is_text(view: View, attacked: Attacked) -> None:
    view.choose("filter_compound", attacked.name)
    view.until("onemap.visible().length < 900")
    assert view.widget("filter_compound").locator("input").input_value() == attacked.name
    view.until_query(compound=attacked.name)
    assert_unharmed(view, attacked)


def test_an_address_with_the_name_is_opened_as_text(visit: Open, attacked: Attacked) -> None:
    view = visit(at=attacked.server)
    view.choose("filter_subdistrict", "虹桥街道")
    part = view.page.locator(".st-key-details button.part .name", has_text="{{7*7}}")
    part.wait_for()
    assert part.inner_text() == attacked.name
    view.page.reload()
    part.wait_for()
    assert part.inner_text() == attacked.name
    assert_unharmed(view, attacked)


def test_in_the_table_the_name_is_text(view: View, attacked: Attacked) -> None:
    view.choose("filter_compound", attacked.name)
    view.widget("table").locator("canvas").first.wait_for()
    cell = view.page.locator(".st-key-table [role=gridcell]", has_text="{{7*7}}").first
    cell.wait_for(state="attached")
    assert cell.text_content() == attacked.name
    assert_unharmed(view, attacked)


def test_zoomed_in_the_name_is_drawn_and_nothing_more(view: View, attacked: Attacked) -> None:
    for zoom in (14.5, 16, 18):
        view.look(COMPOUND, zoom)
    assert_unharmed(view, attacked)


@pytest.mark.parametrize(
    "typed", ["{{7*7}}", "<img src=x onerror=alert(1)>", "![x](http://127.0.0.1:9/x.png)", "`'\"\\"]
)
def test_what_is_typed_is_text_too(view: View, attacked: Attacked, typed: str) -> None:
    view.search(typed)
    view.until_query(q=typed)
    assert view.widget("search").locator("input").input_value() == typed
    assert_unharmed(view, attacked)


def test_nothing_in_the_address_becomes_more_than_text(visit: Open, attacked: Attacked) -> None:
    attack = "%3Cimg%20src=x%20onerror=alert(1)%3E"
    view = visit(
        f"?subdistrict={attack}&compound={attack}&q={attack}&stage={attack}&select=building:{attack}&as_of={attack}&lang={attack}",
        at=attacked.server,
    )
    assert_unharmed(view, attacked)
