"""The process that reads files may be started before it is needed, and leaves nothing behind where it was not."""

import subprocess
import sys
import time
from pathlib import Path

from loaders import warming
from loaders.guard.client import Server
from settings import HOME


def test_a_process_that_was_started_ahead_of_need_is_the_one_that_reads() -> None:
    warming.ahead()
    (early,) = warming._early
    warming.ahead()  # once is enough
    other = Server()
    other.start()
    assert (other.process, warming._early) == (early.process, [])
    other.close()


def test_a_process_that_nobody_needed_ends_with_who_started_it() -> None:
    script = (
        "from loaders import warming; warming.ahead(); print(warming._early[0].process.pid, warming._early[0].folder)"
    )
    told = subprocess.run([sys.executable, "-c", script], cwd=HOME, capture_output=True, text=True, check=True)
    pid, folder = told.stdout.split()
    end = time.monotonic() + 60
    while Path(folder).exists() or Path("/proc", pid).exists():
        assert time.monotonic() < end
        time.sleep(0.1)
