"""Long work done once for all who ask for it, in a thread of its own, while a page shows how far it is.

Nobody has to stay: what nobody has waited for in a while ends at its next step, and who comes back asks again.
"""

import logging
from collections.abc import Callable, Hashable
from contextvars import copy_context
from threading import Event, Lock, Thread
from time import monotonic
from typing import Generic, TypeVar

from loaders.errors import LoadError
from loaders.steps import Step, Tell

log = logging.getLogger(__name__)
T = TypeVar("T")
ALONE_S = 20.0
"""Seconds after which nobody is taken to be waiting any more."""


class Abandoned(Exception):
    """Nobody waits for this any more."""


class Errand(Generic[T]):
    """One piece of work, begun at once.

    Parameters
    ----------
    run : callable
        The work; what it is given is told of each step as it begins.
    alone_s : float
        See ``ALONE_S``.
    """

    def __init__(self, run: Callable[[Tell], T], alone_s: float = ALONE_S) -> None:
        self.step = Step("")
        """The step that began last."""
        self._run, self._alone_s = run, alone_s
        self._heard = monotonic()
        self._over = Event()
        self._result: T | None = None
        self._error: Exception | None = None
        context = copy_context()  # the language
        Thread(target=context.run, args=(self._work,), daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait so long for the end, and tell whether it has come."""
        self._heard = monotonic()
        return self._over.wait(seconds)

    def result(self) -> T:
        """Return what it came to, or raise its error; only after its end."""
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]

    @property
    def lasts(self) -> bool:
        """Whether asking again would come to the same: it runs, it is done, or the files themselves are at fault."""
        return self._error is None or isinstance(self._error, LoadError)

    def _work(self) -> None:
        try:
            self._result = self._run(self._tell)
        except Exception as error:  # raised again by ``result``, in the thread of whoever asked
            if not isinstance(error, (LoadError, Abandoned)):
                log.exception("an errand failed")
            self._error = error
        finally:
            self._over.set()

    def _tell(self, step: Step) -> None:
        if monotonic() - self._heard > self._alone_s:
            raise Abandoned
        self.step = step


class Errands(Generic[T]):
    """The errands of one kind that were asked for last, by what they are made of.

    Parameters
    ----------
    kept : int
        How many.
    """

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._lock = Lock()
        self._held: dict[Hashable, Errand[T]] = {}

    def ask(self, key: Hashable, run: Callable[[Tell], T]) -> Errand[T]:
        """Return the errand of this key; begin it where it is not there, or has failed by something that passes."""
        with self._lock:
            held = self._held.pop(key, None)
            errand = held if held is not None and held.lasts else Errand(run)
            self._held[key] = errand
            while len(self._held) > self._kept:
                self._held.pop(next(iter(self._held)))
            return errand
