"""How often the datum check is right, counted over districts made by chance, and that what its table says is counted."""

from collections import Counter

import numpy as np
import pytest
import shapely

from benchmarks import datum
from benchmarks.datum_districts import district
from sites.datum import DATUMS, convert

SEEDS = range(300)
ORDINARY = "buildings, "
"""Kinds of district that nothing but a datum has moved, most of whose layers are in WGS 84."""


@pytest.fixture(scope="module")
def counts() -> Counter[tuple[str, str]]:
    return Counter(row for seed in SEEDS for row in datum.outcomes(district(seed)))


def total(counts: Counter[tuple[str, str]], outcome: str, kind: str = "") -> int:
    return sum(n for (own, what), n in counts.items() if what == outcome and kind in own)


def test_no_layer_is_ever_converted_wrongly(counts: Counter[tuple[str, str]]) -> None:
    assert total(counts, "wrong") == 0
    assert total(counts, "converted") > 80


def test_nearly_all_are_found_and_what_is_not_found_is_said(counts: Counter[tuple[str, str]]) -> None:
    found, said, unsaid = (total(counts, what, ORDINARY) for what in ("converted", "missed, said", "missed, unsaid"))
    assert found / (found + said + unsaid) > 0.75
    assert unsaid == 0


def test_a_district_is_the_same_for_the_same_seed() -> None:
    one, two = district(7), district(7)
    assert one.truth == two.truth
    for role, layer in one.layers.items():
        assert shapely.equals(layer.frame.geometry.to_numpy(), two.layers[role].frame.geometry.to_numpy()).all()


def test_the_loop_that_it_is_measured_against_gives_the_same_points() -> None:
    rng = np.random.default_rng(2)
    points = np.column_stack([rng.uniform(75, 130, 200), rng.uniform(20, 50, 200)])
    for source in DATUMS:
        for target in DATUMS:
            looped = datum._looped(points, source, target)
            assert np.array(looped) == pytest.approx(convert(points, source, target), abs=1e-9)


def test_the_table_counts_every_layer() -> None:
    table = datum.accuracy(12)
    layers = sum(len(district(seed).layers) for seed in range(12))
    row = next(line for line in table.splitlines() if line.startswith("all "))
    assert sum(map(int, row.split()[1:])) == layers
    assert "precision 1.000" in table
