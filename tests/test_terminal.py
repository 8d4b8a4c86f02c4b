"""Whoever waits is told what is going on; whoever does not, and every script, is not bothered."""

import os
import pty
import subprocess
import sys

import pytest

from settings import HOME

TASK = """
import sys, time, terminal
from loaders.steps import Step
terminal.PATIENCE_S = {patience}
with terminal.waiting({options}) as tell:
    tell(Step("读入台账：week.xlsx", 1, 4))
    time.sleep({seconds})
    tell(Step("逐行核对", 2, 4))
    {ending}
print("done")
"""


def on_a_terminal(
    patience: float = 0.01, seconds: float = 0.4, options: str = "", ending: str = "pass"
) -> tuple[str, str, int]:
    """Run a task whose stderr is a terminal; return what it wrote there, its stdout and its exit code."""
    code = TASK.format(patience=patience, seconds=seconds, options=options, ending=ending)
    main, child = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=HOME, stdout=subprocess.PIPE, stderr=child, env=environment
    ) as task:
        os.close(child)
        written = b""
        while True:
            try:
                piece = os.read(main, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            written += piece
        assert task.stdout is not None
        said = task.stdout.read().decode()
    os.close(main)
    return written.decode("utf-8", errors="replace"), said, task.returncode


def test_a_long_task_shows_its_step_and_its_time_on_the_terminal() -> None:
    written, said, code = on_a_terminal()
    assert "读入台账：week.xlsx" in written
    assert "0:00:00" in written
    assert written.endswith(("\x1b[2K", "\x1b[?25h"))  # the line is taken away, the cursor is back
    assert (said, code) == ("done\n", 0)


def test_a_short_task_shows_nothing() -> None:
    assert on_a_terminal(patience=60) == ("", "done\n", 0)


def test_a_quiet_task_shows_nothing() -> None:
    assert on_a_terminal(options="quiet=True") == ("", "done\n", 0)


def test_a_task_that_fails_leaves_the_terminal_as_it_was() -> None:
    written, said, code = on_a_terminal(ending="raise SystemExit(2)")
    assert "\x1b[?25h" in written
    assert written.count("\x1b[?25l") == written.count("\x1b[?25h")
    assert (said, code) == ("", 2)


def test_a_verbose_task_writes_a_line_for_each_step() -> None:
    written, _said, _code = on_a_terminal(options="verbose=True", seconds=0)
    assert [line.split("s  ")[1] for line in written.split("\r\n") if line] == ["读入台账：week.xlsx", "逐行核对"]


@pytest.mark.parametrize(("options", "lines"), [("", 0), ("verbose=True", 2)])
def test_where_there_is_no_terminal_only_the_verbose_one_is_heard(options: str, lines: int) -> None:
    code = TASK.format(patience=0.01, seconds=0.1, options=options, ending="pass")
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME, capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode()) == (0, "done\n")
    assert len(done.stderr.decode("utf-8", errors="replace").splitlines()) == lines
