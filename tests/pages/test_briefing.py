"""The meeting's words: signs and words agree, nothing is asked that the plan does not say, nothing breaks a line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

import locales
from pages import briefing
from sites.briefing import Step, steps
from sites.rules import Finding
from tests.demo_store import store

AS_OF = date(2022, 8, 31)


@pytest.fixture(params=list(locales.LANGUAGES))
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    locales.use(request.param)
    yield request.param
    locales.use(locales.SOURCE)


@pytest.fixture(scope="module")
def tour() -> tuple[Step, ...]:
    return steps(store().current(), store().get(10))


def test_every_step_has_its_words(language: str, tour: tuple[Step, ...]) -> None:
    for step in tour:
        shown = briefing.step(step, AS_OF, date(2022, 7, 31))
        assert shown["title"]
        assert sum(shown["stages"]) == step.figures["buildings"]
        assert len(shown["list"]) == (0 if step.kind == "compound" else len(step.lagging))
        assert ("ask" in shown) == (step.kind == "compound")


def test_fewer_behind_is_better_and_fewer_handed_over_is_not(tour: tuple[Step, ...]) -> None:
    def said(code: str, before: int, now: int) -> tuple[str, str]:
        step = replace(tour[0], figures={**tour[0].figures, code: now}, before={**tour[0].figures, code: before})
        shown = briefing.step(step, AS_OF, None)
        (figure,) = [one for one in shown["figures"] if one["code"] == code]
        return figure["change"]["text"], figure["change"]["tone"]

    assert said("behind", 5, 3) == ("▼ 2 好转", "good")
    assert said("behind", 3, 5) == ("▲ 2 变差", "bad")
    assert said("handed_over", 3, 5) == ("▲ 2 推进", "good")
    assert said("handed_over", 5, 3) == ("▼ 2 倒退", "bad")
    assert said("behind", 3, 3) == ("持平", "")


def test_no_date_is_asked_for_that_no_plan_has(tour: tuple[Step, ...]) -> None:
    late = next(step for step in tour if step.behind)
    finding: Finding = late.lagging[0].gravest
    assert late.finish is not None
    assert f"{late.finish.month} 月 {late.finish.day} 日" in briefing.ask(late, finding, AS_OF).replace("\u00a0", " ")
    for finish in (None, AS_OF, date(2022, 1, 1)):
        said = briefing.ask(replace(late, finish=finish), finding, AS_OF)
        assert "会上定下" in said
        assert "月" not in said


def test_a_day_has_its_year_where_that_is_not_plain() -> None:
    assert briefing.day(date(2022, 7, 31), AS_OF).replace("\u00a0", " ") == "7 月 31 日"
    assert briefing.day(date(2021, 12, 31), AS_OF).replace("\u00a0", " ") == "2021 年 12 月 31 日"
    assert " " not in briefing.day(AS_OF)  # a line is not broken within a date
