"""What a meeting is told: everybody who is late is spoken of once, the worst first, and nothing breaks the tour."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites import rules
from sites.briefing import REMARK_LETTERS, REMARKS, TOLD, steps
from sites.comparison import compare
from sites.edition import Edition
from sites.official import SUBDISTRICTS
from tests.demo_store import store
from tests.two_editions import a_week_later, edited

STATUSES = ("on_track", "at_risk", "behind", "unknown")


@pytest.fixture(scope="module")
def edition() -> Edition:
    return store().current()


def with_status(edition: Edition, given: dict[int, tuple[str, int]], homeless: set[int]) -> Edition:
    """The edition with only these buildings late; some of them in no compound."""
    buildings = edition.buildings.copy()
    buildings["status"], buildings["days_behind"] = "on_track", 0
    for row, (status, days) in given.items():
        buildings.loc[row, "status"] = status
        buildings.loc[row, "days_behind"] = days if status == "behind" else 0
    buildings.loc[sorted(homeless), ["compound_id", "compound"]] = None
    return replace(edition, buildings=buildings)


@given(
    st.dictionaries(st.integers(0, 899), st.tuples(st.sampled_from(STATUSES), st.integers(1, 90)), max_size=40),
    st.sets(st.integers(0, 899), max_size=20),
    st.sampled_from(["worst", "listed"]),
)
def test_every_building_behind_is_in_exactly_one_step(
    late: dict[int, tuple[str, int]], homeless: set[int], order: Any
) -> None:
    edition = with_status(store().current(), late, homeless)
    told = Counter(identifier for step in steps(edition, None, order) for identifier in step.behind)
    wanted = edition.buildings.loc[edition.buildings["status"] == "behind", "building_id"]
    assert told == Counter(wanted)


def test_each_subdistrict_is_followed_by_its_own_lagging_compounds(edition: Edition) -> None:
    tour = steps(edition)
    assert tour[0].kind == "district"
    assert len({step.key for step in tour}) == len(tour)
    now = ""
    listed: dict[str, list[str]] = {}
    for step in tour[1:]:
        if step.kind == "subdistrict":
            now = step.name
        else:
            assert step.subdistrict == now
            listed.setdefault(now, []).append(step.key)
    for step in tour:
        if step.kind == "subdistrict":
            assert [entry.key for entry in step.lagging] == listed.get(step.name, [])
    assert Counter(entry.key for entry in tour[0].lagging) == Counter(key for keys in listed.values() for key in keys)


def test_worst_first_or_in_the_official_order(edition: Edition) -> None:
    def names(order: Any) -> list[str]:
        return [step.name for step in steps(edition, None, order) if step.kind == "subdistrict"]

    late = {step.name: step.figures["behind"] for step in steps(edition) if step.kind == "subdistrict"}
    assert [late[name] for name in names("worst")] == sorted(late.values(), reverse=True)
    assert names("listed") == sorted(late, key=SUBDISTRICTS.index)


def test_red_comes_first_and_the_most_days_before_fewer(edition: Edition) -> None:
    for step in steps(edition):
        gravest = [entry.gravest for entry in step.lagging]
        ranks = [(rules.RULE_CODES.index(finding.rule), -finding.days) for finding in gravest]
        assert ranks == sorted(ranks)


def test_a_finding_says_how_late_which_stage_and_what_date_was_missed(edition: Edition) -> None:
    found = [finding for finding in rules.findings(edition) if finding.rule == "behind_plan"]
    assert found
    for finding in found:
        rows = edition.buildings.iloc[finding.buildings]
        assert set(rows["status"]) == {"behind"}
        assert finding.days == rows["days_behind"].max()
        assert finding.due is not None
        assert (edition.as_of - finding.due).days == finding.days
        assert finding.stage in set(rows["stage"])


def test_what_changed_adds_up_over_the_subdistricts(edition: Edition) -> None:
    later, _happened = a_week_later(edition)
    tour = steps(later, edition)
    counts = compare(edition, later).counts
    assert dict(tour[0].changes) == {code: counts[code] for code in TOLD if counts[code]}
    for code in TOLD:
        parts = [step.changes.get(code, 0) for step in tour if step.kind == "subdistrict"]
        assert sum(parts) == counts[code], code


def test_figures_of_the_earlier_edition_are_those_that_it_had(edition: Edition) -> None:
    earlier = store().get(10)
    then = {step.key: step.figures for step in steps(earlier)}
    now = {step.key: step.before for step in steps(edition, earlier)}
    both = then.keys() & now.keys()
    assert any(key.startswith("compound:") for key in both)
    for key in both:
        assert now[key] == then[key], key


def test_one_edition_alone_has_no_changes(edition: Edition) -> None:
    for step in steps(edition):
        assert step.before is None
        assert not step.changes
        assert not step.accepted


def test_when_nobody_lags_the_tour_goes_through_the_subdistricts(edition: Edition) -> None:
    tour = steps(with_status(edition, {}, set()))
    assert Counter(step.kind for step in tour) == {"district": 1, "subdistrict": 10}
    assert not any(step.lagging or step.behind or step.remarks for step in tour)


def test_a_remark_is_said_once_and_shortened(edition: Edition) -> None:
    late = edition.buildings.loc[edition.buildings["status"] == "behind", "building_id"]
    rows = {str(identifier): {"remark": f"{place % 5} " + "雨污管网" * 40} for place, identifier in enumerate(late)}
    for step in steps(edited(edition, rows)):
        assert len(step.remarks) <= REMARKS
        assert len(set(step.remarks)) == len(step.remarks)
        assert all(len(remark) <= REMARK_LETTERS for remark in step.remarks)


def test_a_compound_without_remark_agent_or_subdistrict_is_readable(edition: Edition) -> None:
    bare = edition.compounds.assign(construction_agent=None, contractor=None, subdistrict=None)
    buildings = edition.buildings.assign(remark=None, subdistrict=None)
    tour = steps(replace(edition, compounds=bare, buildings=buildings), store().get(10))
    assert [step.name for step in tour if step.kind == "subdistrict"] == [""]
    assert {(step.agent, step.contractor, step.remarks) for step in tour} == {("", "", ())}
    assert np.sum([len(step.behind) for step in tour]) == (edition.buildings["status"] == "behind").sum()
