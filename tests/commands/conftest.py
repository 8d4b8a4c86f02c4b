"""A small district of its own, which is no demo, and stores to publish it into."""

from pathlib import Path

import pytest

from tests import demo_store
from tests.corpus import district


@pytest.fixture
def store(tmp_path: Path) -> str:
    """The address of a store that is not there yet."""
    return demo_store.url(tmp_path / "own" / "onemap.sqlite")


@pytest.fixture
def demo(tmp_path: Path) -> str:
    """The address of a store with the demo's editions."""
    return demo_store.copied(tmp_path / "demo")


@pytest.fixture
def week(tmp_path: Path) -> list[str]:
    """The options that name the clean district's files."""
    files = district.files(tmp_path)
    named = [word for role, path in files.layers.items() for word in (f"--{role}", str(path))]
    return [*named, "--progress", str(files.progress[0])]
