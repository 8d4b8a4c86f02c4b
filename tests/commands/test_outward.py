"""Release, withdraw and the site as commands: what they say, their exit codes, and what is on the disk after."""

import json
from pathlib import Path

import pytest

from maps import assets
from tests.commands.running import cli


@pytest.fixture(scope="module", autouse=True)
def _front_end() -> None:
    assets.build()


def released(store: str) -> list[int]:
    return [entry["number"] for entry in json.loads(cli(store, "editions", "--json").stdout) if entry["released"]]


def test_an_edition_goes_out_and_comes_back(demo: str, tmp_path: Path) -> None:
    looked = cli(demo, "release", "12", "--dry-run")
    assert (looked.returncode, released(demo)) == (0, [])
    first = cli(demo, "release", "11", "--who", "张三")
    assert first.returncode == 0, first.stderr
    assert "第 11 期已公开" in first.stdout
    second = cli(demo, "release", "12")
    assert "现在公开的是第 11 期" in second.stdout
    assert released(demo) == [12]
    assert cli(demo, "release", "12").returncode == 3
    assert "公开中" in cli(demo, "editions").stdout

    out = tmp_path / "site"
    written = cli(demo, "site", "--out", out)
    assert written.returncode == 0, written.stderr
    assert (out / "index.html").is_file()
    assert len(list((out / "c").glob("*.html"))) == 51

    back = cli(demo, "withdraw")
    assert back.returncode == 0
    assert "现在公开的是第 11 期" in back.stdout
    assert "/embed/" in back.stdout.splitlines()
    assert any(line.startswith("/open/") and line.endswith("/state.js") for line in back.stdout.splitlines())
    assert released(demo) == [11]
    assert cli(demo, "withdraw").returncode == 0
    nothing = cli(demo, "withdraw")
    assert (nothing.returncode, nothing.stdout) == (3, "")
    assert len(nothing.stderr.splitlines()) == 1
    assert cli(demo, "site", "--out", out).returncode == 3
    verified = cli(demo, "audit", "verify", "--all")
    assert verified.returncode == 0, verified.stdout


def test_without_a_review_number_only_the_demo_goes_out(store: str, week: list[str]) -> None:
    assert cli(store, "publish", *week).returncode == 0
    refused = cli(store, "release", "1")
    assert refused.returncode == 3
    assert "ONEMAP_MAP_REVIEW_NO" in refused.stderr
    assert released(store) == []
    fine = cli(store, "release", "1", map_review_no="苏S(2022)001号")
    assert fine.returncode == 0, fine.stderr
    assert released(store) == [1]


def test_an_edition_that_is_not_there_is_refused_in_one_line(demo: str) -> None:
    told = cli(demo, "release", "99")
    assert told.returncode == 3
    assert "99" in told.stderr
    assert len(told.stderr.splitlines()) == 1
