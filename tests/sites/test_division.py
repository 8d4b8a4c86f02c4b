import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.division import basis, divide

WEIGHTS = st.lists(st.integers(0, 400), min_size=1, max_size=30)


def one(total: float, weights: list[float]) -> list[int]:
    group = np.zeros(len(weights), dtype="int64")
    return [int(part) for part in divide(np.array([total]), group, np.array(weights, dtype=float))]


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]), (0, [1, 2], [0, 0]), (36 + 24, [36, 24], [36, 24]), (5, [0, 0], [3, 2]),
        (7, [0, 1], [0, 7]), (1, [1, 1, 1, 1], [1, 0, 0, 0]), (100, [1, 2, 3], [17, 33, 50]),
    ],
)  # fmt: skip
def test_parts_are_in_proportion_and_the_odd_ones_go_to_the_largest_remainder(
    total: int, weights: list[float], parts: list[int]
) -> None:
    assert one(total, weights) == parts


@given(st.integers(0, 10**6), WEIGHTS)
def test_nothing_is_gained_or_lost_and_no_part_is_off_by_one_or_more(total: int, weights: list[int]) -> None:
    parts = one(total, [float(weight) for weight in weights])
    assert sum(parts) == total
    assert min(parts) >= 0
    share = np.array(weights if sum(weights) else [1] * len(weights)) / (sum(weights) or len(weights))
    assert np.abs(parts - total * share).max() < 1


@given(WEIGHTS, st.data())
def test_a_part_never_exceeds_its_weight_where_the_total_does_not(weights: list[int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(weights)))
    if total:
        assert all(part <= weight for part, weight in zip(one(total, list(map(float, weights))), weights, strict=True))


def test_even_what_floating_point_cannot_hold_adds_up() -> None:
    total = 2**53 - 1
    assert sum(one(total, [1.0, 3.0, 7.0])) == total


def test_groups_do_not_mix() -> None:
    group = np.array([1, 0, 1, 0, 0])
    assert divide(np.array([10.0, 3.0]), group, np.ones(5)).tolist() == [2, 4, 1, 3, 3]


def test_a_basis_must_be_known_of_all_its_parts() -> None:
    group = np.array([0, 0, 1, 1, 2, 2])
    homes = np.array([36, 24, 36, np.nan, 0, 0])
    areas = np.array([1.0, 1.0, 5.0, 6.0, np.nan, 1.0])
    weights, which = basis(group, [homes, areas], 3)
    assert which.tolist() == [0, 1, 2]
    assert weights.tolist() == [36, 24, 5, 6, 1, 1]
