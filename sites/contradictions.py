"""What a workbook says that cannot be true together: within a row, and against the workbook before.

Only the rows that count are looked at, the last of each building. What may be legitimate is left alone: stages that
overlap, a column that a workbook does not keep, a figure told of several buildings in one week and of each in the next.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sites.columns import DATE_CODES, DATE_PARTS, date_code
from sites.report import Issue
from sites.rows import text
from sites.schedule import NO_STAGE, Days, days_of, stage_by_dates, stage_by_words
from sites.stages import STAGE_CODES, STAGE_ORDER, STAGES
from sites.table import Workbook

EARLIEST, LATEST = np.datetime64("2000-01-01"), np.datetime64("2064-12-31")
"""The programme is of this century; Excel's serial numbers are read up to 2064."""
DEMOLITION, CONSTRUCTION, ACCEPTANCE, HANDOVER = (
    STAGE_ORDER[code] for code in ("demolition", "construction", "acceptance", "handover")
)
ACTUAL = ("actual_start", "actual_end")
_TITLES = {part: title for part, title, _words in DATE_PARTS}
_NAMES = [stage.name for stage in STAGES]
_NEVER = np.datetime64("0001-01-01")


def contradictions(
    latest: pd.DataFrame, before: pd.DataFrame, books: Sequence[Workbook], as_of: np.datetime64
) -> list[Issue]:
    """Return a warning for each row and kind of contradiction.

    Parameters
    ----------
    latest : pandas.DataFrame
        The row that counts for each building, indexed by its place: the columns of ``sites.rows.SPOKEN``, ``sheet``,
        ``row``, ``book`` (place in ``books``, null where nothing was said), ``reach`` and ``reported_on``.
    before : pandas.DataFrame
        The row before it, of those buildings that an earlier workbook speaks of.
    books : sequence of Workbook
    as_of : numpy.datetime64
        The date of the picture; what is later has not happened.
    """
    rows = latest.loc[latest["book"].notna()]
    if rows.empty:
        return []
    within = _Told(rows, books)
    _counts_and_acceptance(within, as_of)
    _dates(within)
    _works(within, as_of)
    _words(within, as_of)
    same = before.index[before["reach"].to_numpy() == rows["reach"].reindex(before.index).to_numpy()]
    if same.empty:
        return within.issues
    since = _Told(rows.loc[same], books)
    _between(since, before.loc[same], as_of)
    return within.issues + since.issues


class _Told:
    """Rows, their dates, and what was found in them; one issue for each row of a workbook and each code."""

    def __init__(self, rows: pd.DataFrame, books: Sequence[Workbook]) -> None:
        self.rows, self.books = rows, books
        self.days: dict[str, Days] = {part: days_of(rows, part) for part, _title, _words in DATE_PARTS}
        self.book = rows["book"].to_numpy("int64")
        self.issues: list[Issue] = []

    def number(self, code: str) -> npt.NDArray[np.float64]:
        """Return a column of numbers, NaN where there is none."""
        return self.rows[code].to_numpy(np.float64, na_value=np.nan)

    def side_by_side(self, parts: Sequence[str]) -> Days:
        """Return the days of some parts of every stage, (n, 5 for each part)."""
        return np.concatenate([self.days[part] for part in parts], axis=1)

    def kept(self, part: str) -> npt.NDArray[np.bool_]:
        """Tell, as (n, 5), whether the row's workbook keeps that date of the stage: says it of any building."""
        keeps = np.zeros((len(self.books), len(STAGES)), dtype=bool)
        np.logical_or.at(keeps, self.book, ~np.isnat(self.days[part]))
        return np.asarray(keeps[self.book])

    def tell(self, code: str, wrong: Any, column: str | Sequence[str], **values: Any) -> None:
        """Report the rows that are wrong; columns and values that are no texts hold one for each row."""
        at = np.flatnonzero(wrong)
        if not len(at):
            return
        found = self.rows.iloc[at]
        places = pd.DataFrame({"book": self.book[at], "sheet": found["sheet"].array, "row": found["row"].array})
        sheets, numbers = (found[name].to_numpy(dtype=object) for name in ("sheet", "row"))
        for place in np.flatnonzero(~places.duplicated()):
            own = {name: value if isinstance(value, str) else value[at[place]] for name, value in values.items()}
            self.issues.append(Issue(
                code, "progress", own, path=self.books[self.book[at[place]]].input.path,
                sheet=text(sheets[place]), row=int(numbers[place]),
                column=column if isinstance(column, str) else column[at[place]], value=str(own.pop("value", "")),
            ))  # fmt: skip


def _counts_and_acceptance(told: _Told, as_of: np.datetime64) -> None:
    listed, removed = told.number("illegal_listed"), told.number("illegal_removed")
    told.tell("removed_more_than_listed", removed > listed, "illegal_removed")
    started, ended = told.days["actual_start"], told.days["actual_end"]
    accepted = (ended[:, ACCEPTANCE:] <= as_of).any(axis=1) | (stage_by_words(told.rows) >= HANDOVER)
    meant = ~np.isnat(started[:, DEMOLITION]) | ~np.isnat(told.days["planned_end"][:, DEMOLITION])
    others = ~np.isnat(np.delete(ended, DEMOLITION, axis=1)).all(axis=1)
    open_end = np.isnat(ended[:, DEMOLITION]) & meant & others & ~(removed >= listed)
    told.tell("accepted_before_demolition", accepted & ((removed < listed) | open_end), "illegal_removed")


def _dates(told: _Told) -> None:
    """Finish before start, a stage over before the one before it, dates of another age."""
    ends = ("planned_end", "actual_end")
    start, end = told.side_by_side(("planned_start", "actual_start")), told.side_by_side(ends)
    wrong = end < start
    first = wrong.argmax(axis=1)
    told.tell(
        "finish_before_start", wrong.any(axis=1), _codes(first, ends), **_which(first, ends), start=_day(start, first),
        value=_day(end, first),
    )  # fmt: skip

    ended = told.days["actual_end"]
    known = np.where(np.isnat(ended), _NEVER, ended)
    before = np.maximum.accumulate(known, axis=1)[:, :-1]
    wrong = ended[:, 1:] < before
    first = wrong.argmax(axis=1) + 1
    earlier = np.where(np.arange(len(STAGES)) < first[:, None], known, _NEVER).argmax(axis=1)
    told.tell(
        "stages_out_of_order", wrong.any(axis=1), _codes(first, ["actual_end"]), stage=_names(first),
        earlier=_names(earlier), earlier_end=_day(ended, earlier), value=_day(ended, first),
    )  # fmt: skip

    parts = tuple(_TITLES)
    every = told.side_by_side(parts)
    wrong = (every < EARLIEST) | (every > LATEST)
    first = wrong.argmax(axis=1)
    told.tell(
        "implausible_date", wrong.any(axis=1), _codes(first, parts), **_which(first, parts), value=_day(every, first)
    )


def _works(told: _Told, as_of: np.datetime64) -> None:
    """The share of the works against their end."""
    share = told.number("progress_pct")
    end, column = told.days["actual_end"][:, CONSTRUCTION], "progress_pct"
    told.tell("end_without_full_progress", (end <= as_of) & (share < 100), column, end=_text(end), value=_plain(share))
    begun = ~np.isnat(told.days["actual_start"][:, CONSTRUCTION]) & told.kept("actual_end")[:, CONSTRUCTION]
    open_word = stage_by_words(told.rows) <= CONSTRUCTION
    told.tell("full_progress_without_end", (share == 100) & np.isnat(end) & begun & open_word, column, value="100")


def _words(told: _Told, as_of: np.datetime64) -> None:
    """The stage word against the dates."""
    started, ended = told.days["actual_start"], told.days["actual_end"]
    dated, word = stage_by_dates(started, ended, as_of), stage_by_words(told.rows)
    both = (dated != NO_STAGE) & (word != NO_STAGE)
    at = np.arange(len(dated))
    # one step back: the next stage has not begun, or the two overlap
    near = (dated - word == 1) & (np.isnat(started[at, dated]) | np.isnat(ended[at, np.clip(word, 0, None)]))
    behind = (word < dated) & ~near
    ahead = (word > dated) & told.kept("actual_end")[at, np.clip(dated, 0, None)]
    told.tell("stage_word_differs", both & (behind | ahead), "stage", stage=_names(word), dated=_names(dated))


def _between(told: _Told, before: pd.DataFrame, as_of: np.datetime64) -> None:
    """What fell, changed or vanished since the workbook before."""
    share, then = told.number("progress_pct"), before["progress_pct"].to_numpy(np.float64)
    told.tell("progress_fell", share < then, "progress_pct", before=_plain(then), value=_plain(share))
    old = {part: days_of(before, part) for part in ACTUAL}
    now = _stood(told.rows, told.days, as_of)
    was = _stood(before, old, before["reported_on"].to_numpy("datetime64[D]")[:, None])
    told.tell("stage_fell", (now < was) & (now != NO_STAGE), "stage", was=_names(was), stage=_names(now))
    earlier, later = np.concatenate([old[part] for part in ACTUAL], axis=1), told.side_by_side(ACTUAL)
    kept = np.concatenate([told.kept(part) for part in ACTUAL], axis=1)
    for code, wrong in (
        ("actual_date_changed", (earlier != later) & ~np.isnat(earlier) & ~np.isnat(later)),
        ("actual_date_gone", ~np.isnat(earlier) & np.isnat(later) & kept),
    ):
        first = wrong.argmax(axis=1)
        told.tell(
            code, wrong.any(axis=1), _codes(first, ACTUAL), **_which(first, ACTUAL), before=_day(earlier, first),
            value=_day(later, first),
        )  # fmt: skip


def _stood(rows: pd.DataFrame, days: dict[str, Days], today: np.datetime64 | Days) -> npt.NDArray[np.int64]:
    """Return each row's place among the stages, by its dates, else by its word."""
    dated = stage_by_dates(days["actual_start"], days["actual_end"], today)
    return np.where(dated != NO_STAGE, dated, stage_by_words(rows))


def _which(place: npt.NDArray[np.int64], parts: Sequence[str]) -> dict[str, npt.NDArray[np.object_]]:
    """Name stage and part of a place in columns laid side by side, part after part."""
    titles = np.array([_TITLES[part] for part in parts], dtype=object)
    return {"stage": _names(place % len(STAGES)), "what": titles[place // len(STAGES)]}


def _codes(place: npt.NDArray[np.int64], parts: Sequence[str]) -> list[str]:
    """Return the column's code of such a place."""
    codes = [date_code(stage, part) for part in parts for stage in STAGE_CODES]
    return [codes[at] for at in place]


def _names(place: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    return np.array([*_NAMES, ""], dtype=object)[place]


def _day(days: Days, place: npt.NDArray[np.int64]) -> npt.NDArray[np.str_]:
    return _text(days[np.arange(len(place)), place])


def _text(days: Days) -> npt.NDArray[np.str_]:
    return np.datetime_as_string(days)


def _plain(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
    """Return numbers as people write them."""
    return np.array([f"{number:g}" for number in numbers], dtype=object)


assert set(DATE_CODES) == {date_code(stage, part) for stage in STAGE_CODES for part in _TITLES}
