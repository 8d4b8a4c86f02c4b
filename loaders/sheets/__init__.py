"""Workbooks and text tables of every form as plain rows of cells, with the row numbers that Excel shows."""

from loaders.sheets.book import Book, open_book, sheets
from loaders.sheets.sheet import Cell, Merge, Sheet, is_blank

__all__ = ["Book", "Cell", "Merge", "Sheet", "is_blank", "open_book", "sheets"]
