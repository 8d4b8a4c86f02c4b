"""The weekly progress workbook (台账): its tables found among titles, totals and notes, and read row by row."""

from loaders.workbook.dating import date_in_name
from loaders.workbook.marking import Mark, Marked, mark_workbook
from loaders.workbook.reading import read_workbook
from loaders.workbook.taught import taught_words

__all__ = ["Mark", "Marked", "date_in_name", "mark_workbook", "read_workbook", "taught_words"]
