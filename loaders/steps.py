"""What a long task is doing, told step by step to whoever waits: a terminal, a page."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A step that begins.

    Attributes
    ----------
    label : str
        What is being done, in the language in use.
    done, total : int
        Steps before this one, and in all; a total of 0 when that is not known.
    """

    label: str
    done: int = 0
    total: int = 0


Tell = Callable[[Step], None]


def silent(step: Step) -> None:
    """Tell nobody."""
