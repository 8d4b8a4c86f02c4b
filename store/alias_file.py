"""Decisions about names, kept in a csv that planners can open and change; written whole or not at all."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

from loaders import guard
from loaders.aliases import HEAD, guarded
from loaders.errors import OptionError
from loaders.sheets import sheets
from locales import _
from sites.aliases import KIND_NAMES, Alias
from store.export import whole_file


def confirm(path: Path, alias: Alias, name: str, on: date) -> None:
    """Add a decision to the file, making the file where there is none; what stands in it stays as it is.

    Parameters
    ----------
    path : pathlib.Path
        A csv as ``loaders.aliases`` reads it; written in UTF-8 with a mark, which Excel and WPS know.
    alias : Alias
    name : str
        What the id is called, for the people who read the file.
    on : datetime.date

    Raises
    ------
    LoadError
        The file is there, but is no table of aliases, or no csv.
    OSError
        It cannot be written; it is then as it was.
    """
    if path.suffix.lower() != ".csv":
        raise OptionError(f"--aliases {path}", _("别名表要是 csv 文件"), _("请另存为 csv"))
    alias = replace(alias, on=on.isoformat())
    rows: list[list[str]] = [list(HEAD)]
    if path.exists():
        guard.read_aliases(path)
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheets(path)[1][0].rows]
    titles = next(row for row in rows if "写法" in row)
    said = dict(
        zip(
            HEAD,
            (KIND_NAMES[alias.kind], alias.scope, alias.spelling, alias.means, name, alias.who, alias.on),
            strict=True,
        )
    )
    rows.append([guarded(said.get(title, "")) for title in titles])
    with whole_file(path) as part, part.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
