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
        from loaders.errors import LoadError
        from store.errors import StoreError

        try:
            code = command(*args, **options)
            sys.stdout.flush()
        except BrokenPipeError:  # whoever listened has heard enough; what was to be done is done
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = CUT_OFF
        except (LoadError, OSError) as error:
            code = _said(error, UNUSABLE)
        except StoreError as error:
            code = _said(error, REFUSED)
        raise typer.Exit(code)

    return run


def _said(error: Exception, code: int) -> int:
    print(" ".join(str(error).split()), file=sys.stderr)
    return code
