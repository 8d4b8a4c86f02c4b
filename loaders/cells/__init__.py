"""What a cell says: numbers, shares, dates and stage words in the forms in which they are written."""

from loaders.cells.column import KIND_NAMES, Values, read
from loaders.cells.dates import Dating, read_date
from loaders.cells.words import NOTHING, Unreadable, plain, text

__all__ = ["Dating", "KIND_NAMES", "NOTHING", "Unreadable", "Values", "plain", "read", "read_date", "text"]
