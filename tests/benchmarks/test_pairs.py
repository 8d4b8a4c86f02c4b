from collections import Counter

import pandas as pd
import pytest

from benchmarks.names import answers, score
from benchmarks.pairs import frozen, generated, pairs
from sites.compound_index import CompoundIndex

LEAST_PRECISION, LEAST_RECALL = 0.995, 0.97

HELD = "3266c4108805bbf540791a4f260a3e44bbe9e8505833efce1e2a74bba472a62a"
"""The held-back half as it was before the matcher was tuned."""


def test_the_held_back_half_is_as_it_was() -> None:
    assert frozen(pairs(), "held") == HELD


def test_both_halves_hold_hundreds_of_pairs_to_join_and_to_reject() -> None:
    sizes = Counter((pair.half, pair.answer is not None) for pair in pairs())
    assert all(sizes[half, right] >= 400 for half in ("tuned", "held") for right in (True, False))


def test_an_answer_is_a_compound_of_the_subdistrict() -> None:
    for pair in pairs():
        if pair.answer is not None:
            area = pair.compounds[pair.answer][0]
            assert area.removesuffix("街道") in pair.subdistrict, pair


@pytest.mark.parametrize("half", ["tuned", "held"])
def test_names_are_matched_precisely_and_often(half: str) -> None:
    found = score(answers([pair for pair in pairs() if pair.half == half]))
    assert found.precision >= LEAST_PRECISION
    assert found.recall >= LEAST_RECALL


def test_a_compound_that_is_not_there_is_never_taken_for_a_neighbour() -> None:
    compounds = pd.DataFrame(generated()[0].compounds, columns=["subdistrict", "compound"])
    for _area, inside in compounds.groupby("subdistrict"):
        for at in inside.index:
            others = inside.drop(index=at).reset_index(drop=True)
            found = CompoundIndex(others).find(inside.loc[[at]])
            assert found[0] < 0, (inside.loc[at, "compound"], others.loc[found[0], "compound"])
