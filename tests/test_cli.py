"""The command line as scripts use it: exit codes, one line on stderr, JSON alone on stdout."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyogrio
import pytest

from settings import HOME

GEO = HOME / "data" / "geo" / "demo.gpkg"
BOOK = HOME / "data" / "progress" / "2022-08-31.xlsx"
LAYERS = ("subdistricts", "compounds", "buildings", "parking", "charging", "elevators", "pipes")
DEMO = [word for role in LAYERS for word in (f"--{role}", str(GEO))]


def cli(*words: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(HOME / "cli.py"), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_check_of_the_demo_meets_the_official_figures(tmp_path: Path) -> None:
    done = cli("check", "--demo", "--report", tmp_path / "R.json", "--edition", tmp_path / "E.gpkg")
    report = json.loads((tmp_path / "R.json").read_text(encoding="utf-8"))
    assert (done.returncode, done.stderr) == (0, "")
    assert report["conserved"] is True
    assert {code: report["counts"][code] for code in report["official"]} == report["official"]
    assert sum(entry["rows_rejected"] for entry in report["inputs"]) == 0
    assert len(pyogrio.read_dataframe(tmp_path / "E.gpkg", layer="buildings")) == 900


def test_files_given_one_by_one_say_the_same_and_json_is_alone_on_stdout(tmp_path: Path) -> None:
    done = cli("check", *DEMO, "--progress", BOOK, "--report", tmp_path / "R.json", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == json.loads((tmp_path / "R.json").read_text(encoding="utf-8"))
    assert {entry["role"] for entry in json.loads(done.stdout)["inputs"]} == {*LAYERS, "progress"}


def test_rejected_rows_end_with_1(tmp_path: Path) -> None:
    book = tmp_path / "2022-08-31.csv"
    book.write_text("小区,幢号\n没有的小区,1幢\n", encoding="utf-8")
    done = cli("check", "--compounds", GEO, "--buildings", GEO, "--progress", book, "--report", tmp_path / "R.json")
    assert done.returncode == 1
    assert json.loads((tmp_path / "R.json").read_text(encoding="utf-8"))["conserved"] is True


def test_an_as_of_date_before_the_workbook_skips_it(tmp_path: Path) -> None:
    done = cli("check", *DEMO, "--progress", BOOK, "--as-of", "2022-08-01", "--json")
    report = json.loads(done.stdout)
    entry = next(entry for entry in report["inputs"] if entry["role"] == "progress")
    assert (done.returncode, entry["rows_joined"], entry["rows_skipped"]) == (0, 0, entry["rows_in"])
    assert report["counts"]["buildings_without_progress"] == 900


def test_tickets_are_read_and_what_they_say_is_in_no_export(tmp_path: Path) -> None:
    tickets = tmp_path / "12345.csv"
    tickets.write_text(
        "工单编号,小区,幢号,受理日期,诉求内容\nT1,虹桥新村一期,1幢,2022-08-01,顶楼漏水\nT2,,,2022-08-02,某某路灯不亮\n",
        encoding="utf-8",
    )
    package = tmp_path / "E.gpkg"
    done = cli("check", *DEMO, "--progress", BOOK, "--tickets", tickets, "--json", "--edition", package)
    report = json.loads(done.stdout)
    entry = report["inputs"][-1]
    assert (entry["role"], entry["rows_in"]) == ("tickets", 3)
    assert (entry["rows_joined"], entry["rows_rejected"], entry["rows_skipped"]) == (1, 1, 1)
    assert [(issue["code"], issue["row"]) for issue in report["issues"]] == [("row_without_compound", 3)]
    assert done.returncode == 1
    assert set(pyogrio.list_layers(package)[:, 0]) == set(LAYERS)
    assert "漏水".encode() not in package.read_bytes()


def test_a_rejected_name_that_is_confirmed_is_joined_next_time(tmp_path: Path) -> None:
    book = tmp_path / "2022-08-31.csv"
    book.write_text("街道,小区,幢号,当前阶段\n虹桥街道,虹桥新村,1幢,施工中\n", encoding="utf-8")
    words = ["check", "--compounds", GEO, "--buildings", GEO, "--progress", book, "--json"]
    done = cli(*words)
    assert done.returncode == 1
    issue = next(issue for issue in json.loads(done.stdout)["issues"] if issue["severity"] == "error")
    assert issue["code"] == "ambiguous_compound"
    names = {entry["name"]: entry for entry in issue["candidates"]}
    assert set(names) == {"虹桥新村一期", "虹桥新村二期"}
    table = tmp_path / "aliases.csv"
    chosen = names["虹桥新村一期"]["id"]
    assert (
        cli(
            "alias", "--aliases", table, "--compound", "虹桥新村", "--subdistrict", "虹桥街道", "--means", chosen
        ).returncode
        == 0
    )
    done = cli(*words, "--aliases", table)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [entry["rows_joined"] for entry in report["inputs"] if entry["role"] in ("aliases", "progress")] == [1, 1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["check"], "--compounds"),
        (["check", "--compounds", "no.gpkg", "--buildings", GEO], "no.gpkg"),
        (["check", "--compounds", GEO, "--buildings", BOOK], "2022-08-31.xlsx"),
        (["check", "--demo", "--datum", "mars"], "mars"),
        (["check", "--demo", "--datum", "tickets=gcj02"], "tickets=gcj02"),
        (["check", "--demo", "--crs", "4549"], "4549"),
        (["check", "--compounds", GEO, "--buildings", GEO, "--crs", "buildings=EPSG:0"], "EPSG:0"),
        (["check", "--demo", "--as-of", "soon"], "soon"),
        (["check", "--demo", "--aliases", "none.csv"], "none.csv"),
        (["alias", "--aliases", "a.csv", "--means", "c1"], "--compound"),
        (["alias", "--aliases", "a.csv", "--means", "c1", "--building", "东楼"], "--compound"),
        (["alias", "--aliases", "a.xlsx", "--means", "c1", "--compound", "老虹桥"], "a.xlsx"),
        (["check", "--demo", "--buildings", GEO], "--demo"),
        (["check", "--demo", "--report", "/dev/null/R.json"], "/dev/null"),
        (["demo", "--buildings", "899"], "900"),
        (["demo", "--buildings", "1800"], "--out"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_one_clear_line_and_2(words: list[object], told: str) -> None:
    done = cli(*words)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_the_shapefile_of_the_demo_serves_as_well() -> None:
    done = cli(
        "check",
        "--compounds",
        GEO.with_name("demo_compounds_gbk.shp"),
        "--buildings",
        GEO,
        "--progress",
        BOOK,
        "--json",
    )
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert (report["inputs"][0]["encoding"], report["counts"]["buildings_without_compound"]) == ("GBK", 0)


def test_a_latin_locale_does_not_break_chinese_output(tmp_path: Path) -> None:
    plain = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for words, code in ((["--demo"], 0), (["--compounds", str(tmp_path / "x.gpkg"), "--buildings", str(GEO)], 2)):
        command = [sys.executable, str(HOME / "cli.py"), "check", *words]
        done = subprocess.run(command, capture_output=True, check=False, env=plain)
        assert (done.returncode, b"Traceback" in done.stderr) == (code, False)
        assert ("小区" if code == 0 else "不存在") in (done.stdout if code == 0 else done.stderr).decode("utf-8")


def test_limits_says_what_a_file_may_do_here() -> None:
    done = cli("limits")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    assert "限时" in done.stdout
