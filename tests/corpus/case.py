"""What a case of the corpus is: files made by code, and exactly what reading them must say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loaders.intake import Files
from sites.edition import Edition
from sites.report import Role

QUIET = frozenset({"official_differs"})
"""Said of every small district, and so expected of none."""


@dataclass(frozen=True, order=True)
class Found:
    """One issue that must be reported; a row of None is an issue about the file as a whole."""

    code: str
    role: Role
    row: int | None = None
    sheet: str = ""


@dataclass(frozen=True)
class Refused:
    """The one clear error with which a file as a whole is refused."""

    kind: type[Exception]
    says: str
    """A regular expression that the error's line must match, in Chinese."""


@dataclass(frozen=True)
class Case:
    """Files, and their outcome.

    Attributes
    ----------
    name : str
        Unique; says what the form or fault is, in English words joined by hyphens.
    make : callable
        Writes the files into a folder and says how to take them in.
    issues : tuple of Found
        Exactly these are reported, no other and none twice, but for ``QUIET``.
    rows : mapping of role to (joined, rejected, skipped)
        For the roles that the case is about.
    refused : Refused or None
        Instead of an edition.
    holds : callable or None
        Looks further into the edition, by assertions.
    """

    name: str
    make: Callable[[Path], Files]
    issues: tuple[Found, ...] = ()
    rows: Mapping[Role, tuple[int, int, int]] = field(default_factory=dict)
    refused: Refused | None = None
    holds: Callable[[Edition], Any] | None = None
