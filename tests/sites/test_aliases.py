from typing import Any

import pandas as pd
import pytest

from sites.aliases import Alias, Aliases, settle
from sites.compound_index import CompoundIndex
from sites.matching import AMBIGUOUS, NOWHERE
from sites.report import Input
from tests.sites.test_matching import AREA, asked, find, index


def compound(spelling: str, means: str, scope: str = "", on: str = "2022-08-31", row: int = 2) -> Alias:
    return Alias("compound", scope, spelling, means, "张", on, row)


@pytest.mark.parametrize("means", ["c0", "虹桥新村一期", "虹桥新村（1期）"])
def test_a_confirmed_spelling_is_what_was_confirmed(means: str) -> None:
    found = index("虹桥新村一期", "虹桥新村二期", aliases=(compound("老虹桥", means),))
    assert find(found, "老虹桥") == 0
    assert find(found, "老虹橋 ") == 0  # in any dress
    assert found.notes(asked("老虹桥"), "progress", "w.xlsx") == []


def test_an_alias_settles_what_is_ambiguous_but_never_overrides_an_exact_name() -> None:
    names = ("虹桥新村一期", "虹桥新村二期")
    assert find(index(*names), "虹桥新村") == AMBIGUOUS
    assert find(index(*names, aliases=(compound("虹桥新村", "c1"),)), "虹桥新村") == 1
    assert find(index(*names, aliases=(compound("虹桥新村一期", "c1"),)), "虹桥新村一期") == 0


def test_an_alias_of_one_subdistrict_holds_there_only() -> None:
    found = index("虹桥新村一期", aliases=(compound("老村", "c0", scope="虹桥"),))
    assert find(found, "老村") == 0
    assert find(found, "老村", "学田街道") == NOWHERE


def test_the_later_of_two_that_disagree_counts_and_is_told() -> None:
    found = index("甲苑", "乙苑", aliases=(compound("老院", "c1", on="2022-09-07"), compound("老院", "c0", row=3)))
    assert find(found, "老院") == 1
    (issue,) = found.settled[1].issues
    assert (issue.code, issue.row, issue.values["first"]) == ("alias_disagrees", 2, 3)


def test_what_is_gone_is_stale_and_ignored() -> None:
    found = index("甲苑", aliases=(compound("老院", "c9"), compound("老院", "c0", row=3)))
    assert find(found, "老院") == 0
    (issue,) = found.settled[1].issues
    assert (issue.code, issue.row) == ("alias_stale", 2)


def test_a_subdistrict_may_have_an_alias() -> None:
    alias = Alias("subdistrict", "", "老城厢", "城东街道")
    found = index("光明新村", "光明新村", areas=(AREA, "城东街道"), aliases=(alias,))
    assert find(found, "光明新村", "老城厢") == 1
    gone = index("光明新村", aliases=(Alias("subdistrict", "", "老城厢", "没有街道"),))
    assert [issue.code for issue in gone.settled[0].issues] == ["alias_stale"]


def test_a_building_may_have_an_alias(district: Any) -> None:
    def reported(*aliases: Alias) -> tuple[list[str], Any]:
        table = Aliases(aliases, Input("aliases", "a.csv", rows_in=1 + len(aliases), rows_skipped=1))
        book = district.workbook([{"compound": "甲小区", "building_no": "门卫楼", "stage": "demolition"}])
        edition = district.join(book, aliases=table)
        return [issue.code for issue in edition.report.issues if issue.role in ("progress", "aliases")], edition

    codes, edition = reported(Alias("building", "甲小区", "门卫楼", "b0-2"))
    assert codes == ["buildings_without_progress"]
    assert edition.buildings["stage"].tolist()[1] == "demolition"
    assert reported(Alias("building", "c0", " 门衛楼", "2号楼"))[0] == ["buildings_without_progress"]
    codes, edition = reported(Alias("building", "甲小区", "门卫楼", "b9", row=2))
    assert codes == ["alias_stale", "unknown_building", "buildings_without_progress"]
    account = next(entry for entry in edition.report.inputs if entry.role == "aliases")
    assert (account.rows_in, account.rows_joined, account.rows_skipped) == (2, 0, 2)
    assert edition.report.conserved


def test_what_the_store_remembers_is_no_row_of_a_file(district: Any) -> None:
    remembered = Alias("building", "甲小区", "门卫楼", "b9")  # row 0: of no file
    said = Alias("building", "甲小区", "门卫楼", "b0-2", row=2)
    table = Aliases((remembered, said), Input("aliases", "a.csv", rows_in=2, rows_skipped=1))
    book = district.workbook([{"compound": "甲小区", "building_no": "门卫楼", "stage": "demolition"}])
    report = district.join(book, aliases=table).report
    account = next(entry for entry in report.inputs if entry.role == "aliases")
    assert (account.rows_in, account.rows_joined, account.rows_skipped) == (2, 1, 1)
    assert report.conserved


def test_each_decision_is_looked_up_once_in_the_order_of_its_day() -> None:
    aliases = Aliases((compound("a", "2", on="2022-09-01"), compound("a", "1", on=""), compound("b", "x", row=4)))
    found, settled = settle(
        aliases, "compound", lambda alias: alias.spelling, lambda alias: {"1": 1, "2": 2}.get(alias.means)
    )
    assert found == {"a": 2}
    assert [issue.code for issue in settled.issues] == ["alias_stale", "alias_disagrees"]
    assert settled.stale == 1


def test_an_index_without_aliases_needs_none() -> None:
    assert CompoundIndex(pd.DataFrame({"compound": ["甲苑"]})).find(asked("甲苑", None))[0] == 0
