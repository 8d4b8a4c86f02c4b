"""The app as it runs: open data and ``/ogc`` for a stranger, only where they are set, and gone with what is withdrawn."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from publishing.columns import PUBLIC
from publishing.release import Publisher
from settings import HOME
from store.history import Store
from tests.browser.serving import Server, serve
from tests.demo_store import copied

STRANGER = {"Host": "onemap.example", "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}
FILES = {f"{name}.{form}" for name in PUBLIC for form in ("geojson", "csv")} | {
    "onemap.gpkg",
    "schema.json",
    "README.txt",
}


@pytest.fixture
def released(tmp_path: Path) -> Iterator[tuple[str, Publisher]]:
    """A store with a released edition: its address, and who may withdraw it."""
    address = copied(tmp_path)
    store = Store(address, HOME / "data")
    publisher = Publisher(store)
    publisher.release(12, "张三")
    yield address, publisher
    store.database.close()


def ask(server: Server, path: str) -> requests.Response:
    return requests.get(f"{server.url}{path}", headers=STRANGER, timeout=60, proxies={"http": ""})


def linked(server: Server) -> dict[str, str]:
    """The files that the public page offers, by name."""
    page = ask(server, "/embed/").text
    found = re.search(r'src="\.\./(open/[0-9a-f]{64}/words\.js)"', page)
    assert found, page[:500]
    words = ask(server, f"/{found[1]}").text
    site = json.loads(words[words.index("={", words.index(".words")) + 1 :].rstrip().rstrip(";"))["site"]
    return {link["label"]["zh_CN"]: link["href"] for link in site["links"]}


def test_a_stranger_reads_both_where_they_are_set_until_they_are_withdrawn(released: tuple[str, Publisher]) -> None:
    address, publisher = released
    with serve(database_url=address, ogc=True, open_data=True, open_licence="CC BY 4.0") as server:
        page = ask(server, "/ogc/collections/buildings/items?limit=1")
        assert page.status_code == 200
        assert page.json()["numberMatched"] == 900
        assert "/ogc/collections/buildings/items?offset=1&limit=1" in page.text
        offered = linked(server)
        assert set(offered) == FILES
        at = offered["buildings.geojson"]
        assert len(ask(server, f"/open/{at}").json()["features"]) == 900
        assert ask(server, f"/open/{offered['onemap.gpkg']}").content.startswith(b"SQLite format 3")
        assert ask(server, "/planning").status_code == 403

        publisher.withdraw("李四")
        until = time.monotonic() + 10
        while ask(server, "/ogc/collections/buildings").status_code != 404:
            assert time.monotonic() < until
            time.sleep(0.1)
        assert ask(server, "/ogc").status_code == 404
        assert ask(server, f"/open/{at}").status_code == 410


def test_nothing_of_both_is_there_unless_set(released: tuple[str, Publisher]) -> None:
    with serve(database_url=released[0]) as server:
        assert ask(server, "/ogc").status_code == 403
        assert requests.get(f"{server.url}/ogc", timeout=60, proxies={"http": ""}).status_code == 404
        assert linked(server) == {}
