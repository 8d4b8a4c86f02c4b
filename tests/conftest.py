"""What every test shares: the --slow switch, the browser mark, and hypothesis' patience."""

import os
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

import loaders as loaders  # before any test imports pyogrio: GDAL reads its list of drivers once

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
