"""What every test shares: the --slow switch, the browser mark, hypothesis' patience, and the databases."""

import os
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

import loaders as loaders  # before any test imports pyogrio: GDAL reads its list of drivers once
from tests.postgres import NoPostgres, Postgres

TESTS = Path(__file__).parent

# A shared machine is slow now and then: time is no verdict. --slow looks at more examples.
hypothesis_settings.register_profile("usual", deadline=None)
hypothesis_settings.register_profile("slow", deadline=None, max_examples=1000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the long counts too")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis_settings.load_profile("slow" if config.getoption("--slow") else "usual")
    # whoever runs the tests may have settings of their own
    for name in [name for name in os.environ if name.startswith("ONEMAP_")]:
        del os.environ[name]
    os.environ["ONEMAP_DATABASE_URL"] = "sqlite:////dev/null/no-test-uses-the-default-store"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if (TESTS / "browser") in item.path.parents:
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("slow") and not config.getoption("--slow"):
            item.add_marker(pytest.mark.skip(reason="a long count: ./test --slow"))


@pytest.fixture(autouse=True)
def _main_stays() -> Iterator[None]:
    """A script that Streamlit ran in this process stays ``__main__``, and a process that is forked later would run it again."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The tests' own PostgreSQL with PostGIS, started by the first test that asks for it."""
    try:
        server = Postgres()
    except NoPostgres as absent:
        pytest.fail(str(absent), pytrace=False)
    with server:
        yield server


NUMBERS = count(1)


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """An empty database with PostGIS, for one test."""
    name = f"test_{next(NUMBERS)}"
    yield postgres.create(name)
    if not postgres.running:
        postgres.start()
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind, as ``ONEMAP_DATABASE_URL`` names it; the file of SQLite is not there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'onemap.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url
