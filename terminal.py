"""What a command is doing, shown on the terminal to whoever waits for it."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TextIO

from loaders.steps import Step, Tell, silent

PATIENCE_S = 2.0
"""What is over sooner shows nothing."""
BAR_WIDTH = 24


@contextmanager
def waiting(quiet: bool = False, verbose: bool = False) -> Iterator[Tell]:
    """Show the steps of a task on stderr while it runs, and take them away when it is over.

    Parameters
    ----------
    quiet : bool
        Show nothing.
    verbose : bool
        Write a plain line for each step, to a terminal or not, and leave it there.

    Yields
    ------
    callable
        Told of each step as it begins. Where stderr is no terminal and ``verbose`` is not set, nobody hears it.
    """
    if verbose:
        yield _lines(sys.stderr)
    elif quiet or not sys.stderr.isatty():
        yield silent
    else:
        display = _Display(sys.stderr)
        try:
            yield display.tell
        finally:
            display.close()


def _lines(stream: TextIO) -> Callable[[Step], None]:
    start = time.monotonic()

    def tell(step: Step) -> None:
        print(f"{time.monotonic() - start:7.1f} s  {step.label}", file=stream, flush=True)

    return tell


class _Display:
    """A line with the step, a bar and the time since the start, which appears after a while."""

    def __init__(self, stream: TextIO) -> None:
        # rich is slow to import, and most commands are over before anything is shown
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TimeElapsedColumn(), BarColumn(BAR_WIDTH), TextColumn("{task.description}", markup=False))
        self.bar = Progress(*columns, console=Console(file=stream), transient=True, redirect_stdout=False)
        self.task = self.bar.add_task("", total=None)
        self.lock = Lock()
        self.over = False
        self.timer = Timer(PATIENCE_S, self._start)
        self.timer.daemon = True
        self.timer.start()

    def tell(self, step: Step) -> None:
        self.bar.update(self.task, description=step.label, completed=step.done, total=step.total or None)

    def close(self) -> None:
        self.timer.cancel()
        with self.lock:
            self.over = True
            self.bar.stop()

    def _start(self) -> None:
        with self.lock:
            if not self.over:
                self.bar.start()
