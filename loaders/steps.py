"""What a long task is doing, told step by step to whoever waits: a terminal, a page."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from locales import _
from sites.report import ROLE_TITLES, Role


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


class Steps:
    """Counts the steps of an intake while telling of them; files are read side by side.

    Parameters
    ----------
    tell : callable
    total : int
        How many there will be.
    """

    def __init__(self, tell: Tell, total: int) -> None:
        self.tell, self.total, self.done = tell, total, 0
        self._lock = Lock()

    def begin(self, label: str) -> None:
        """Tell of the next step."""
        with self._lock:
            self.tell(Step(label, self.done, self.total))
            self.done += 1

    def reading(self, role: Role, path: Path) -> None:
        """Tell that a file is being read."""
        self.begin(_("读入{role}：{name}").format(role=_(ROLE_TITLES[role]), name=path.name))
