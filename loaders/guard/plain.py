"""Where no process can be forked or limited (Windows): a fresh process for each file, ended by the clock.

Good enough for files that the user names on the command line; uploads are refused there (``guard.uploads_allowed``).
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from typing import Any

from loaders.confine.limits import MB, Limits
from loaders.guard.child import answer
from loaders.guard.client import request
from loaders.guard.jobs import JOBS
from loaders.guard.outcome import End
from loaders.guard.wire import LENGTH
from loaders.warming import environment
from settings import HOME


class Plain:
    """Takes the place of ``client.Server``."""

    def run(self, job: Callable[..., Any], given: Mapping[str, Any], limits: Limits) -> End:
        """Do a job in a process of its own; return how it ended."""
        with tempfile.TemporaryDirectory(prefix="onemap-", ignore_cleanup_errors=True) as folder:
            asked = b"".join(request(job, given, limits, folder))
            try:
                done = subprocess.run(
                    [sys.executable, "-m", "loaders.guard.plain"], input=asked, capture_output=True, cwd=HOME,
                    env=environment(), timeout=limits.seconds, check=False,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                return End(bytearray(), late=True)
        long = len(done.stdout) > limits.answer_mb * MB
        return End(bytearray(done.stdout), code=abs(done.returncode), long=long)


def main() -> None:
    """Answer the one request on stdin."""
    (length,) = LENGTH.unpack(sys.stdin.buffer.read(LENGTH.size))
    for piece in answer(sys.stdin.buffer.read(length), JOBS, shut_in=False):
        sys.stdout.buffer.write(piece)


if __name__ == "__main__":
    main()
