"""What a long task is doing, told step by step to whoever waits: a terminal, a page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from locales import N_, _
from sites.facilities import LAYERS
from sites.report import Role

LAYER_NAMES = {
    "compounds": N_("小区"), "buildings": N_("楼栋"), "subdistricts": N_("街道"), **{layer.name: layer.title for layer in LAYERS},
}  # fmt: skip


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
    """Counts the steps of an intake while telling of them.

    Parameters
    ----------
    tell : callable
    total : int
        How many there will be.
    """

    def __init__(self, tell: Tell, total: int) -> None:
        self.tell, self.total, self.done = tell, total, 0

    def begin(self, label: str) -> None:
        """Tell of the next step."""
        self.tell(Step(label, self.done, self.total))
        self.done += 1

    def layers(self, paths: Mapping[Role, Path]) -> Iterator[tuple[Role, Path]]:
        """Give each layer's role and path, telling that it is being read."""
        for role, path in paths.items():
            self.begin(_("读入{layer}：{name}").format(layer=_(LAYER_NAMES[role]), name=path.name))
            yield role, path

    def workbooks(self, paths: Sequence[Path]) -> Iterator[Path]:
        """Give each workbook's path, telling that it is being read."""
        for path in paths:
            self.begin(_("读入台账：{name}").format(name=path.name))
            yield path
