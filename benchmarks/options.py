"""The options of ``cli.py bench``."""

from typing import Literal, get_args

from loaders.errors import OptionError

SMALLEST = 900
"""The demo has at least so many buildings."""

Only = Literal["map", "data", "names", "screens", "all"]


def read_sizes(text: str) -> list[int]:
    """Read ``900,9000,90000``.

    Raises
    ------
    OptionError
        A word is no number of buildings.
    """
    words = [word.strip() for word in text.split(",")]
    if not all(word.isdecimal() and int(word) >= SMALLEST for word in words):
        raise OptionError(
            f"--sizes {text}",
            "不是幢数 · no numbers of buildings",
            f"请写成 900,9000,90000，每个至少 {SMALLEST} · {SMALLEST} at least",
        )
    return [int(word) for word in words]


def read_only(text: str) -> Only:
    """Read what is to be measured.

    Raises
    ------
    OptionError
        There is no such part.
    """
    for part in get_args(Only):
        if text == part:
            return part  # type: ignore[no-any-return]
    raise OptionError(f"--only {text}", "没有这一项 · no such part", f"请写 · say {' | '.join(get_args(Only))}")
