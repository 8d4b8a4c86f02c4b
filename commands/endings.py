"""How a command ends: its exit code, and one line on stderr instead of a traceback (docs/contracts, "Command line")."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import typer

FINE, REJECTED, UNUSABLE, REFUSED = 0, 1, 2, 3
"""Exit codes: done; done, but rows were rejected; the input cannot be used; the store refuses or cannot do it."""
CUT_OFF = 141
"""As a shell counts it when nobody reads what a command prints (``… | head``)."""


def one_line(command: Callable[..., int]) -> Callable[..., None]:
    """End with the command's exit code; what cannot be used or is refused becomes one line on stderr."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            code = command(*args, **options)
            sys.stdout.flush()
        except BrokenPipeError:  # whoever listened has heard enough; what was to be done is done
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = CUT_OFF
        except Exception as error:
            code = _said(error)
        raise typer.Exit(code)

    return run


def _said(error: Exception) -> int:
    """Say in one line what cannot be used or is refused; anything else is a mistake of ours, and is raised."""
    from loaders.errors import LoadError  # only now: a command that ends well has not waited for them
    from store.errors import StoreError

    if not isinstance(error, (LoadError, OSError, StoreError)):
        raise error
    print(" ".join(str(error).split()), file=sys.stderr)
    return UNUSABLE if isinstance(error, (LoadError, OSError)) else REFUSED
