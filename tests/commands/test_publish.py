"""What is published is what was read; what is not clean, stale or changed is refused, and nothing of it is stored."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyogrio
import pytest

from settings import HOME
from sites.aliases import Alias
from store.desk import Desk
from store.history import Store
from tests.commands.running import BOOKS, GEO, cli, command, environment, refused
from tests.corpus import district

REJECTED = [["虹桥街道", "没有的小区", "1幢", 36, "施工中", "50%"]]


def numbers(store: str) -> list[int]:
    return [entry.number for entry in Store(store, HOME / "data").list()]


def book(folder: Path, rows: list[list[object]], name: str = "2022-09-07.xlsx") -> str:
    grid = [["填报日期：2022-09-07"], district.HEAD, *rows]
    return str(district.workbook(folder / name, {"进度": grid}))


def test_the_first_edition_of_a_fresh_store_is_number_1(store: str, week: list[str]) -> None:
    done = cli(store, "publish", *week, "--note", "第一周", "--who", "王工")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "已发布第 1 期"
    (entry,) = json.loads(cli(store, "editions", "--json").stdout)
    told = {name: entry[name] for name in ("number", "as_of", "note", "released", "who", "synthetic", "equal_to")}
    assert told == {
        "number": 1, "as_of": "2022-08-31", "note": "第一周", "released": False, "who": "王工", "synthetic": False,
        "equal_to": None,
    }  # fmt: skip


def test_the_report_and_the_package_are_written_as_by_check(store: str, week: list[str], tmp_path: Path) -> None:
    for name, words in (("check", []), ("publish", ["--who", "x"])):
        done = cli(
            store, name, *week, *words, "--report", tmp_path / f"{name}.json", "--edition", tmp_path / f"{name}.gpkg",
            "--json",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
        assert len(pyogrio.read_dataframe(tmp_path / f"{name}.gpkg", layer="buildings")) == 12
    assert (tmp_path / "check.json").read_bytes() == (tmp_path / "publish.json").read_bytes()


def test_every_file_is_kept_byte_for_byte_under_its_role(store: str, week: list[str], tmp_path: Path) -> None:
    table, columns, tickets = tmp_path / "aliases.csv", tmp_path / "taught.toml", tmp_path / "12345.csv"
    table.write_text("种类,范围,写法,编号\n小区,,老学田,c3\n", encoding="utf-8")
    columns.write_text('[columns]\nhouseholds = ["门牌数"]\n', encoding="utf-8")
    tickets.write_text("工单编号,小区,诉求内容\n1,学田苑,漏水\n", encoding="utf-8")
    at = week.index("--buildings") + 1
    words = [*week[:at], f"{week[at]}:buildings", *week[at + 1 :]]
    done = cli(store, "publish", *words, "--aliases", table, "--columns", columns, "--tickets", tickets)
    assert done.returncode == 0, done.stderr
    kept = Store(store, HOME / "data")
    given = {
        "compounds": tmp_path / "compounds.gpkg", "buildings": tmp_path / "buildings.gpkg",
        "progress": tmp_path / "week.xlsx", "aliases": table, "columns": columns, "tickets": tickets,
    }  # fmt: skip
    files = kept.files(1)
    assert [(file.role, file.name) for file in files] == [
        (role, given[role].name) for role in ("compounds", "buildings", "progress", "tickets", "aliases", "columns")
    ]
    assert all(kept.file(file.sha256) == given[file.role].read_bytes() for file in files)


def test_a_shapefile_is_kept_with_all_its_parts(store: str) -> None:
    done = cli(store, "publish", "--compounds", GEO.with_name("demo_compounds_gbk.shp"), "--buildings", GEO)
    assert done.returncode == 0, done.stderr
    names = {file.name for file in Store(store, HOME / "data").files(1) if file.role == "compounds"}
    assert names == {f"demo_compounds_gbk.{part}" for part in ("shp", "shx", "dbf", "prj", "cpg")}


def test_rejected_rows_are_refused_unless_they_are_accepted(store: str, week: list[str], tmp_path: Path) -> None:
    words = ["publish", *week, "--progress", book(tmp_path, REJECTED), "--report", tmp_path / "R.json"]
    assert refused(cli(store, *words), 3, "--accept-rejected")
    report = json.loads((tmp_path / "R.json").read_text(encoding="utf-8"))
    assert sum(entry["rows_rejected"] for entry in report["inputs"]) == 1
    assert numbers(store) == []
    done = cli(store, *words, "--accept-rejected")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "已发布第 1 期")


def test_a_stale_base_is_refused(store: str, week: list[str]) -> None:
    assert cli(store, "publish", *week).returncode == 0
    assert refused(cli(store, "publish", *week, "--base", 0), 3, "第 1 期")
    assert cli(store, "publish", *week, "--base", 1).returncode == 0
    assert numbers(store) == [1, 2]


def test_of_two_who_publish_on_the_same_base_exactly_one_wins(store: str, week: list[str]) -> None:
    """Into a store that is not there yet: both make it, too."""
    words = command("publish", *week, "--base", 0)
    both = [
        subprocess.Popen(words, env=environment(store), stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in "ab"
    ]
    said = [process.communicate() for process in both]
    assert sorted(process.returncode for process in both) == [0, 3], said
    assert numbers(store) == [1]
    assert cli(store, "audit", "verify").returncode == 0


def test_what_was_confirmed_of_names_is_remembered(store: str, week: list[str], tmp_path: Path) -> None:
    words = ["publish", *week, "--progress", book(tmp_path, [["学田街道", "老学田", "1幢", 36, "施工中", "60%"]])]
    assert cli(store, *words).returncode == 3
    Desk(Store(store, HOME / "data")).confirm([(Alias("compound", "", "老学田", "c3"), "学田苑")], "王工")
    done = cli(store, *words)
    assert done.returncode == 0, done.stderr


def test_a_file_that_changes_while_it_is_read_is_refused(store: str, week: list[str], tmp_path: Path) -> None:
    """The report is written after the files are read and before they are stored: then the workbook changes."""
    table = Path(week[-1])
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from store import export\n"
        "changed, real = Path(sys.argv.pop(1)), export.write_report\n"
        "def meanwhile(edition, path):\n"
        "    real(edition, path)\n"
        "    with changed.open('ab') as stream:\n"
        "        stream.write(b' ')\n"
        "export.write_report = meanwhile\n"
        "import cli\n"
        "cli.app()\n"
    )
    words = ["publish", *week, "--report", str(tmp_path / "R.json")]
    done = subprocess.run(
        [sys.executable, "-c", script, str(table), *words], capture_output=True, text=True, check=False, cwd=HOME,
        env=environment(store), encoding="utf-8",
    )  # fmt: skip
    assert refused(done, 3, table.name), done.stderr
    assert numbers(store) == []


def test_the_demo_is_published_once(store: str) -> None:
    done = cli(store, "publish", "--demo")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == f"已发布第 1 至 {len(BOOKS)} 期"
    again = cli(store, "publish", "--demo")
    assert (again.returncode, again.stdout.splitlines()[-1]) == (0, "没有新的内容：演示数据已经全部发布")
    listed = json.loads(cli(store, "editions", "--json").stdout)
    assert [entry["number"] for entry in listed] == list(range(1, len(BOOKS) + 1))
    assert [entry["as_of"] for entry in listed] == [path.stem for path in BOOKS]
    assert all(entry["synthetic"] for entry in listed)


def test_the_demo_steps_out_of_sight_and_does_not_come_back(demo: str, week: list[str]) -> None:
    assert cli(demo, "publish", *week).returncode == 0
    first = len(BOOKS) + 1
    assert numbers(demo) == [first]
    listed = json.loads(cli(demo, "editions", "--all", "--json").stdout)
    assert [entry["number"] for entry in listed] == list(range(1, first + 1))
    done = cli(demo, "publish", "--compounds", GEO, "--buildings", GEO)
    assert refused(done, 3)


def test_json_is_alone_on_stdout_and_how_it_ended_on_stderr(store: str, week: list[str]) -> None:
    done = cli(store, "publish", *week, "--json")
    assert json.loads(done.stdout)["conserved"] is True
    assert done.stderr == "已发布第 1 期\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["publish"], "--compounds"),
        (["publish", "--compounds", "no.gpkg", "--buildings", "no.gpkg"], "no.gpkg"),
        (["publish", "--demo", "--as-of", "2022-08-31"], "--demo"),
        (["publish", "--demo", "--buildings", GEO], "--demo"),
        (["publish", "--demo", "--base", "0"], "--demo"),
    ],
)
def test_what_cannot_be_used_is_2_and_stores_nothing(store: str, words: list[object], told: str) -> None:
    assert refused(cli(store, *words), 2, told)
    assert numbers(store) == []


@pytest.mark.parametrize("words", [["editions"], ["publish", "--demo"], ["rollback", "1"], ["audit", "verify"]])
def test_a_damaged_database_is_one_line_and_3(tmp_path: Path, words: list[str]) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 32)
    assert refused(cli(f"sqlite:///{broken}", *words), 3)


@pytest.mark.parametrize("store", ["sqlite:////dev/null/x.sqlite", "postgresql+psycopg://nobody@127.0.0.1:9/none"])
def test_a_database_that_is_not_there_is_one_line_and_3(store: str) -> None:
    assert refused(cli(store, "editions"), 3)


def test_an_address_that_is_none_is_2() -> None:
    assert refused(cli("mysql://x/y", "editions"), 2, "ONEMAP_DATABASE_URL")


def test_whoever_stops_listening_stops_no_publish(store: str, week: list[str]) -> None:
    reading, writing = os.pipe()
    process = subprocess.Popen(
        command("publish", *week), env=environment(store), stdout=writing, stderr=subprocess.PIPE
    )
    os.close(reading)
    os.close(writing)
    _out, said = process.communicate()
    assert (process.returncode, said) == (141, b"")
    assert numbers(store) == [1]
