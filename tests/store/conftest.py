"""A store that is empty, and small editions to publish into it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from pandas import Timestamp

from settings import HOME
from sites.edition import Edition
from store import editions
from store.editions import Publication
from store.folder import Folder
from store.history import Store

WORKBOOK = HOME / "data" / "progress" / "2022-08-31.xlsx"


@pytest.fixture(scope="session")
def demo() -> Edition:
    """The demo's latest edition, as the join made it."""
    return Folder(HOME / "data").current()


@pytest.fixture(scope="session")
def real(demo: Edition) -> Callable[[int], Edition]:
    """Editions that are not the demo's, each of another week and with another building in another stage."""

    def made(week: int) -> Edition:
        stages = demo.buildings["stage"].to_numpy(dtype=object).copy()
        stages[week % len(stages)] = "handover" if stages[week % len(stages)] != "handover" else "acceptance"
        day = date(2022, 9, 2) + timedelta(weeks=week)
        buildings = demo.buildings.assign(stage=stages, as_of=Timestamp(day).as_unit("s")).astype({"stage": "str"})
        return replace(demo, as_of=day, synthetic=False, buildings=buildings)

    return made


@pytest.fixture(scope="session")
def publication(real: Callable[[int], Edition]) -> Callable[[int], Publication]:
    """What is to be published in a week, with the files that it came from."""
    return cache(lambda week: editions.prepared(real(week), [("progress", WORKBOOK)]))


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    """An empty store on each kind of database."""
    made = Store(database_url, HOME / "data", tmp_path / "spare.sqlite")
    yield made
    made.database.close()
