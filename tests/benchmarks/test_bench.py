"""The benchmark measures every variant of a tiny run, says what it says by one clock, and judges nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import screens
from benchmarks.figures import FIGURES, Samples, verdicts
from benchmarks.servers import VARIANTS
from benchmarks.table import COLUMNS
from settings import HOME

IN_THE_FRAME = {"stage_ms", "layer_ms"}
NOT_ALWAYS_MORE = {"session_mb"}
"""A server may give memory back while visitors come."""


def bench(*words: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "cli.py", "bench", *map(str, words)]
    return subprocess.run(command, cwd=HOME, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.browser
def test_a_tiny_run_fills_the_table(tmp_path: Path) -> None:
    done = bench("--sizes", 900, "--runs", 1, "--only", "map", "--out", tmp_path / "R.json")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{os.cpu_count()} cores")
    heads = next(line.split() for line in lines if line.split() == [variant.name for variant in COLUMNS])
    assert set(heads) == {variant.name for variant in VARIANTS}
    for figure in FIGURES:
        assert any(line.startswith(figure.label) for line in lines), figure.label
    found = json.loads((tmp_path / "R.json").read_text(encoding="utf-8"))["sizes"]["900"]
    assert found["dropped"] == {}
    assert (found["check"], found["publish"]) == (None, None)
    for variant in VARIANTS:
        expected = {figure.code for figure in FIGURES}
        expected -= set() if variant.ours else IN_THE_FRAME
        expected -= set() if variant.script else NOT_ALWAYS_MORE
        assert set(found["samples"][variant.name]) == expected
        positive = {
            code: value for code, value in found["medians"][variant.name].items() if code not in NOT_ALWAYS_MORE
        }
        assert all(value > 0 for code, value in positive.items() if variant.script or code != "filter_kb"), positive
    assert {"ok", "not met"} & {line.rsplit(": ", 1)[-1] for line in lines}


@pytest.mark.browser
def test_a_filter_on_every_screen_stands_beside_streamlits_own_answer(tmp_path: Path) -> None:
    done = bench("--sizes", 900, "--runs", 1, "--only", "screens", "--out", tmp_path / "R.json")
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "R.json").read_text(encoding="utf-8"))["sizes"]["900"]["screens"]
    assert set(found) == {"empty", "overview", "planning", "timeline", "meeting"}
    assert min(found.values()) > 0
    said = [line for line in done.stdout.splitlines() if "at most 4" in line]
    assert len(said) == len(screens.SCREENS)
    assert any(f"{found['empty']:.1f}" in line for line in done.stdout.splitlines())
    for (
        name,
        value,
    ) in found.items():  # what the issue asks; a machine that does other things at once changes both alike
        assert value <= screens.MOST * found["empty"], name


def test_a_target_that_is_missed_is_said_and_no_more() -> None:
    samples = Samples(9_000)
    for variant, value in (("lone", 90.0), ("empty", 60.0), ("naive", 900.0)):
        samples.add(variant, "filter_ms", value)
    said = {(found["above"], found["below"]): found for found in verdicts(samples)}
    assert said[("lone", "empty")]["met"] is True
    assert said[("lone", "naive")]["most"] == 0.25
    samples.add("lone", "filter_ms", 900.0)
    samples.add("lone", "filter_ms", 900.0)
    assert {found["met"] for found in verdicts(samples) if found["above"] == "lone"} == {False}


def test_a_variant_that_was_dropped_has_no_median() -> None:
    samples = Samples(90_000)
    samples.add("naive", "first_ms", 50_000.0)
    samples.dropped["naive"] = "> 60 s"
    assert samples.median("naive", "first_ms") is None


@pytest.mark.parametrize("words", [("--sizes", "12"), ("--sizes", "many"), ("--only", "all of it")])
def test_options_that_cannot_be_used_are_one_line(words: tuple[str, str]) -> None:
    done = bench(*words)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_without_playwright_one_line_says_what_to_do(tmp_path: Path) -> None:
    blocked = tmp_path / "playwright"
    blocked.mkdir()
    (blocked / "__init__.py").write_text("raise ModuleNotFoundError('No module named playwright', name='playwright')\n")
    command = [sys.executable, "cli.py", "bench", "--sizes", "900"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "--setup-tests" in done.stderr


def test_check_and_publish_stand_side_by_side(tmp_path: Path) -> None:
    done = bench("--sizes", 900, "--runs", 1, "--only", "data", "--out", tmp_path / "R.json")
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "R.json").read_text(encoding="utf-8"))["sizes"]["900"]
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["check", "publish"] in lines
    for name in ("check", "publish"):
        assert found[name]["seconds"] > 0
        assert found[name]["peak_mb"] > 0
