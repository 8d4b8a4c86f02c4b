"""What a reading found, as workbooks for the planner: the list of issues, every file's rows, and the originals with their cells marked.

Where one workbook has cells to mark, all of it is one file, and the list leads to the cells. Where several do, each gets
a file with the list of its own issues in front, beside one file with the list of all; they travel as a zip.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from loaders import guard
from loaders.errors import LoadError
from loaders.sheets.page import Page, Tone, written
from loaders.workbook import Mark, taught_words
from locales import N_, _
from reports import conservation, issue_list
from settings import settings
from sites.report import Issue, Report, Role
from store.export import whole_file
from store.summary import SEVERITY_TITLES

FORMS = frozenset({"xlsx", "xls", "ods", "csv"})
MOST_MARKS = 5_000
"""Marks of one workbook: with more comments a spreadsheet becomes slow, and nobody reads them."""
MOST_LISTED_BESIDE = 10_000
"""Issues that are listed in front of a marked copy; the list of all has them all."""
MOST_LISTED = 1_000_000
"""Rows of a sheet."""
_NOTE = (N_("附注"), 50)


@dataclass
class _Book:
    """One workbook with cells to mark."""

    path: str
    original: Path
    role: Role
    issues: list[Issue] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The file's name as the planner knows it."""
        return Path(self.path).name


def findings(
    report: Report, originals: Mapping[str, Path] | None = None, columns: Path | None = None
) -> dict[str, bytes]:
    """Return the planner's workbooks by file name: the list first, then the marked copies that are files of their own.

    Parameters
    ----------
    report : Report
    originals : mapping of str to pathlib.Path, optional
        Where the files of the report's inputs are now, by their ``path``; those that are absent are where they were.
    columns : pathlib.Path, optional
        The columns.toml with which the workbooks were read; else the setting's, else the one beside each.

    Returns
    -------
    dict of str to bytes
        A single one where at most one workbook has cells to mark. A workbook that cannot be copied is said in the list.
    """
    issues = issue_list.ordered(report.issues)
    books = _books(report, issues, originals or {})
    name = _("问题清单.xlsx")
    if len(books) == 1 and len(issues) <= MOST_LISTED_BESIDE:
        try:
            return {name: _marked(books[0], issues, (_rows_page(report, _notes(books)),), columns)}
        except LoadError as error:
            notes = {books[0].path: _not_marked(error)}
        return {name: written([_list_page(issues), _rows_page(report, notes)])}
    found: dict[str, bytes] = {}
    notes = _notes(books)
    for book in books:
        try:
            title = _free(_("标注-{name}.xlsx").format(name=Path(book.path).stem), {name, *found})
            found[title] = _marked(book, book.issues[:MOST_LISTED_BESIDE], (), columns)
        except LoadError as error:
            notes[book.path] = _not_marked(error)
    return {name: written([_list_page(issues[:MOST_LISTED]), _rows_page(report, notes)]), **found}


def packed(found: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Return what is handed to the planner: the one workbook, or a zip of several; its file name and its bytes."""
    if len(found) == 1:
        return next(iter(found.items()))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return _("问题清单.zip"), stream.getvalue()


def write_findings(
    report: Report, out: Path, originals: Mapping[str, Path] | None = None, columns: Path | None = None
) -> Path:
    """Write the planner's workbook; see ``findings``.

    Returns
    -------
    pathlib.Path
        ``out`` with the suffix of what it became, .xlsx or .zip; replaced at once.
    """
    name, content = packed(findings(report, originals, columns))
    path = out.with_suffix(Path(name).suffix)
    with whole_file(path) as part:
        part.write_bytes(content)
    return path


def _books(report: Report, issues: Sequence[Issue], originals: Mapping[str, Path]) -> list[_Book]:
    """Return the workbooks among the inputs that have a cell to mark, in the order of the report."""
    books: dict[str, _Book] = {}
    for entry in report.inputs:
        if entry.format in FORMS:
            original = originals.get(entry.path, Path(entry.path))
            books.setdefault(entry.path, _Book(entry.path, original, entry.role))
    for issue in issues:
        if issue.path in books:
            books[issue.path].issues.append(issue)
    return [book for book in books.values() if any(issue.row is not None for issue in book.issues)]


def _marked(book: _Book, listed: Sequence[Issue], more: tuple[Page, ...], columns: Path | None) -> bytes:
    """Return the marked copy with the list in front."""
    ours = [(at, issue) for at, issue in enumerate(listed) if issue.path == book.path and issue.row is not None]
    marks = tuple(
        Mark(issue.severity, _comment(issue), issue.sheet, issue.row or 0, issue.column, issue.value, at)
        for at, issue in ours[:MOST_MARKS]
    )
    words = taught_words(columns or settings().columns, Path(book.path))
    return guard.mark_workbook(book.original, marks, (_list_page(listed), *more), book.role, words).content


def _comment(issue: Issue) -> str:
    """Say an issue beside its cell, its gravity first."""
    found = _("{severity}：{message}。").format(severity=_(SEVERITY_TITLES[issue.severity]), message=issue.message)
    return "\n".join([found, _("{cure}。").format(cure=issue.suggestion)])


def _list_page(issues: Sequence[Issue]) -> Page:
    rows = tuple(issue_list.row(issue) for issue in issues)
    tones = tuple(cast(Tone, issue.severity) for issue in issues)
    head, widths = zip(*((_(title), width) for title, width in issue_list.HEAD), strict=True)
    return Page(_("问题清单"), head, widths, rows, tones, linked=issue_list.ROW)


def _rows_page(report: Report, notes: Mapping[str, str]) -> Page:
    """Return what became of every file's rows."""
    rows = tuple((*conservation.row(entry), notes.get(entry.path, "")) for entry in report.inputs)
    tones: tuple[Tone, ...] = tuple("" if entry.conserved else "error" for entry in report.inputs)
    head, widths = zip(*((_(title), width) for title, width in (*conservation.HEAD, _NOTE)), strict=True)
    return Page(_("核对"), head, widths, rows, tones)


def _notes(books: Sequence[_Book]) -> dict[str, str]:
    """Say where not every issue could become a mark."""
    many = {book.path: sum(issue.row is not None for issue in book.issues) for book in books}
    said = _("问题太多，副本里只标注最要紧的 {n:,} 处；清单里是全的")
    return {path: said.format(n=MOST_MARKS) for path, n in many.items() if n > MOST_MARKS}


def _not_marked(error: LoadError) -> str:
    return _("没有标注的副本：{found}。{cure}。").format(found=error.found, cure=error.cure)


def _free(name: str, taken: set[str]) -> str:
    """Return a file name that is not taken, whatever the case of its letters."""
    path, number = Path(name), 2
    used = {word.casefold() for word in taken}
    while name.casefold() in used:
        name, number = f"{path.stem}-{number}{path.suffix}", number + 1
    return name
