"""Which compound each compound row of a workbook speaks of."""

import numpy as np
import pandas as pd

from sites import schemas
from sites.compound_index import CompoundIndex
from sites.matching import AMBIGUOUS
from sites.report import Issue
from sites.rows import issue_at, text
from sites.table import Workbook, with_columns


def match_compounds(book: Workbook, index: CompoundIndex) -> tuple[pd.DataFrame, list[Issue]]:
    """Find the compound of each compound row.

    Returns
    -------
    rows : pandas.DataFrame
        Those that found it, indexed by its place; ``alone`` tells where no other row is of the same compound. Where
        there are several, each may have been meant for a building that the table does not name.
    issues : list of Issue
        Of severity error for each other row.
    """
    rows = with_columns(book.compounds, (*schemas.COMPOUND_KEYS, *schemas.COMPOUND_FACTS)).reset_index(drop=True)
    schemas.validated(rows, schemas.compound_progress())
    at = index.find(rows)
    cells = {code: rows[code].to_numpy(dtype=object) for code in ("compound", "subdistrict", "sheet", "row")}
    issues = index.notes(rows, "progress", book.input.path)
    for row in np.flatnonzero(at < 0):
        name = text(cells["compound"][row])
        unknown = "ambiguous_compound" if at[row] == AMBIGUOUS else "unknown_compound"
        code = unknown if name else "row_without_compound"
        meant = index.candidates(name, text(cells["subdistrict"][row]))
        issues.append(issue_at(book, cells, int(row), code, {}, "compound", name, candidates=meant))
    known = pd.Series(at[at >= 0], index=np.flatnonzero(at >= 0))
    again = known.duplicated()
    first = known[~again].reset_index().set_index(0)["index"]
    for row, place in zip(known.index[again], known[again], strict=True):
        values = {"first": int(cells["row"][first[place]])}
        issues.append(issue_at(book, cells, row, "repeated_row", values, "compound", text(cells["compound"][row])))
    kept = known[~again]
    alone = ~known.duplicated(keep=False)[~again]
    return rows.loc[kept.index].assign(alone=alone).set_axis(kept.to_numpy()), issues
