"""The demo's current edition, and small editions cut from it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

import settings
from maps import basemaps, words
from sites.edition import Edition
from tests.demo_store import store


@pytest.fixture(scope="session")
def edition() -> Edition:
    return store().current()


@pytest.fixture(scope="session")
def small(edition: Edition) -> Edition:
    """Two compounds, a building of each, and their facilities."""
    compounds = edition.compounds.iloc[:2]
    buildings = edition.buildings[edition.buildings["compound_id"].isin(compounds["compound_id"])]
    buildings = buildings.drop_duplicates("compound_id").reset_index(drop=True)
    facilities = {
        name: frame[frame["compound_id"].isin(compounds["compound_id"])].iloc[:3].reset_index(drop=True)
        for name, frame in edition.facilities.items()
    }
    facilities["elevators"] = facilities["elevators"].iloc[:0]
    return replace(
        edition,
        subdistricts=edition.subdistricts.iloc[:2],
        compounds=compounds,
        buildings=buildings,
        facilities=facilities,
    )


@pytest.fixture
def set_basemaps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Put these entries into the settings' basemaps, for one test."""

    def forget() -> None:
        settings.settings.cache_clear()
        basemaps.archive.cache_clear()
        words._address.cache_clear()

    def use(*entries: dict[str, Any]) -> None:
        monkeypatch.setenv("ONEMAP_BASEMAPS", json.dumps(entries))
        forget()

    yield use
    monkeypatch.undo()
    forget()
