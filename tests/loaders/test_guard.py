"""What a file does to its reader, it does to nobody else: each limit bites, and the app goes on."""

import contextlib
import json
import logging
import os
import platform
import signal
import socket
import sqlite3
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import locales
from loaders import guard
from loaders.confine import seccomp
from loaders.confine.limits import Limits
from loaders.errors import FormatError, LoadError, ReaderFailed
from loaders.guard import jobs, outcome
from loaders.guard.client import Server
from settings import HOME
from tests.loaders import hostile_jobs as hostile

SMALL = Limits(seconds=10, memory_mb=256, answer_mb=8, written_mb=4)
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A warm process that knows the hostile jobs."""
    started = Server("tests.loaders.hostile_jobs")
    started.start()
    yield started
    started.close()


@pytest.fixture
def ask(server: Server, tmp_path: Path) -> Ask:
    """Have a job done on a small file; what it gives, or the one clear error."""
    path = tmp_path / "upload.bin"
    path.write_text("the file itself")

    def run(job: Callable[..., Any], *given: Any, limits: Limits = SMALL, **named: Any) -> Any:
        held = jobs.arguments(job, (path, *given), named)
        return outcome.result(server.run(job, held, limits), job, path, limits)

    return run


def only_if(name: str) -> None:
    """Skip where this kernel does not offer a guard."""
    if not guard.holds()[name]:
        pytest.skip(f"this kernel does not hold: {name}")


def said(error: pytest.ExceptionInfo[LoadError]) -> str:
    """Return the error's one line."""
    line = str(error.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize("job", [hostile.allocate, hostile.allocate_in_c, hostile.allocate_shared])
def test_memory_is_limited(ask: Ask, job: Callable[..., int]) -> None:
    only_if("memory")
    assert ask(job, 64)
    most = SMALL.memory_mb if job is not hostile.allocate_shared else 4096
    with pytest.raises(ReaderFailed) as caught:
        ask(job, most + 1)
    if job is not hostile.allocate_shared:  # which Python reports as an OSError of its own
        assert "ONEMAP_READ_MEMORY_MB" in said(caught)


def test_processor_time_is_limited(ask: Ask) -> None:
    with pytest.raises(ReaderFailed) as caught:
        ask(hostile.spin, limits=Limits(1, 256, 8))
    assert "ONEMAP_READ_SECONDS" in said(caught)


def test_time_is_limited_where_no_processor_is_used(ask: Ask) -> None:
    with pytest.raises(ReaderFailed) as caught:
        ask(hostile.sleep, 30, limits=Limits(1, 256, 8))
    assert "ONEMAP_READ_SECONDS" in said(caught)


def test_the_answer_is_limited(ask: Ask) -> None:
    assert len(ask(hostile.answer_much, 1)) == hostile.MB
    with pytest.raises(ReaderFailed) as caught:
        ask(hostile.answer_much, SMALL.answer_mb + 1)
    assert "ONEMAP_READ_ANSWER_MB" in said(caught)


def test_what_it_writes_is_limited(ask: Ask) -> None:
    only_if("output")
    assert ask(hostile.write_own, 2) == "2"
    assert ask(hostile.write_own, SMALL.written_mb + 1) == os.strerror(27)  # EFBIG


def test_open_files_are_limited(ask: Ask) -> None:
    only_if("open_files")
    assert ask(hostile.open_many, 10) == "10"
    assert ask(hostile.open_many, 200) == os.strerror(24)  # EMFILE


def test_there_is_no_network(ask: Ask) -> None:
    if not guard.holds()["no_network"] and not guard.holds()["no_namespace"]:
        pytest.skip("this kernel takes no network away")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        port = listening.getsockname()[1]
        assert ask(hostile.connect, port) not in ("None", "")
        with pytest.raises(BlockingIOError):
            listening.accept()
        with socket.create_connection(("127.0.0.1", port), 2):  # the listener is there: it is the child that is cut off
            listening.settimeout(2)
            listening.accept()[0].close()


@pytest.mark.parametrize("job", [hostile.execute, hostile.run_program, hostile.fork, hostile.kill_parent, hostile.pair])
def test_no_other_program_and_no_other_process(ask: Ask, job: Callable[..., str]) -> None:
    only_if("no_programs")
    assert ask(job) == os.strerror(1)  # EPERM


def test_threads_are_allowed(ask: Ask) -> None:
    assert ask(hostile.thread) == "ran"


@pytest.mark.skipif(platform.machine() not in ("x86_64", "aarch64"), reason="no filter for this machine")
@pytest.mark.parametrize(
    "name", ["ptrace", "process_vm_readv", "bpf", "keyctl", "mount", "unshare", "execveat", "io_uring_setup", "memfd_create",
             "userfaultfd", "shmget", "pidfd_open", "setns", "perf_event_open"],
)  # fmt: skip
def test_a_dangerous_system_call_is_denied(ask: Ask, name: str) -> None:
    only_if("no_processes")
    table = {"x86_64": seccomp._X86_64, "aarch64": seccomp._AARCH64}[platform.machine()].split() + seccomp._EVERYWHERE.split()  # fmt: skip
    assert ask(hostile.call, int(table[table.index(name) + 1])) == os.strerror(1)


def test_clone3_is_said_not_to_exist(ask: Ask) -> None:
    only_if("no_processes")
    assert ask(hostile.call, 435) == os.strerror(38)  # ENOSYS, so that the C library takes clone


def test_limits_cannot_be_raised_again(ask: Ask) -> None:
    only_if("no_processes")
    assert ask(hostile.raise_limits) in ("ValueError", "PermissionError")


@pytest.mark.parametrize("other", ["/etc/hostname", "/etc/passwd", str(HOME / "cli.py"), "/proc/self/environ"])
def test_it_reads_no_other_file(ask: Ask, other: str) -> None:
    only_if("files")
    assert ask(hostile.read) == "the file itself"
    assert ask(hostile.read_named, other) == os.strerror(13)  # EACCES


def test_it_does_not_read_the_file_beside(ask: Ask, tmp_path: Path) -> None:
    only_if("files")
    (tmp_path / "upload.txt").write_text("of someone else")
    assert ask(hostile.read_named, str(tmp_path / "upload.txt")) == os.strerror(13)


def test_it_writes_nowhere_but_in_its_own_folder(ask: Ask, tmp_path: Path) -> None:
    only_if("files")
    for other in (tmp_path / "new", tmp_path / "upload.bin", HOME / "loaders" / "new"):
        assert ask(hostile.write_named, str(other)) == os.strerror(13)
    assert not (tmp_path / "new").exists()
    assert (tmp_path / "upload.bin").read_text() == "the file itself"


def test_its_folder_is_gone_afterwards(server: Server, ask: Ask) -> None:
    ask(hostile.write_own, 1)
    assert list(Path(server.folder).iterdir()) == []


@pytest.mark.parametrize("job", [hostile.crash, hostile.abort, hostile.leave, hostile.fail])
def test_a_crash_is_one_clear_error(ask: Ask, job: Callable[..., Any]) -> None:
    with pytest.raises(ReaderFailed, match="意外") as caught:
        ask(job)
    assert "upload.bin" in said(caught)
    assert ask(hostile.read) == "the file itself"


def test_a_fault_of_ours_is_told_in_the_log(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ReaderFailed):
        ask(hostile.fail)
    assert "ZeroDivisionError" in caplog.text


def frame(message: Any) -> str:
    """Return a message as the bytes on the wire, in hexadecimal."""
    text = message if isinstance(message, bytes) else json.dumps(message).encode()
    return (struct.pack(">Q", len(text)) + text).hex()


FORGED = [
    "", "00", "ff" * 8, "ff" * 100, frame(b"{"), frame(b"[" * 100_000), frame([]), frame({}), frame({"said": {}, "sizes": []}),
    frame({"said": {"value": "x", "log": []}, "sizes": [1 << 60]}), frame({"said": {"value": "x", "log": []}, "sizes": [-1]}),
    frame({"said": {"value": 7, "log": []}, "sizes": []}), frame({"said": {"value": "x", "log": 5}, "sizes": []}),
    frame({"said": {"value": "x", "log": [[1]]}, "sizes": []}), frame({"said": {"error": "Exception", "parts": {}, "log": []}, "sizes": []}),
    frame({"said": {"error": "SystemExit", "parts": {}, "log": []}, "sizes": []}), frame({"said": 1, "sizes": "x"}),
    frame(b'{"said": {"value": "x", "log": []}, "sizes": [' + b"9" * 5000 + b"]}"),
]  # fmt: skip


@pytest.mark.parametrize("answer", FORGED, ids=range(len(FORGED)))
def test_a_forged_answer_is_one_clear_error(ask: Ask, answer: str) -> None:
    with pytest.raises(ReaderFailed) as caught:
        ask(hostile.forge, answer)
    assert said(caught)


def test_a_forged_error_cannot_play_with_the_terminal(ask: Ask) -> None:
    parts = {"path": "x\x1b[2J", "found": "a\nforged: line\u2028", "cure": "b" * 10_000_000, "place": ""}
    with pytest.raises(FormatError) as caught:
        ask(
            hostile.forge,
            frame({"said": {"error": "FormatError", "parts": {**parts, "cure": "b" * 5000}, "log": []}, "sizes": []}),
        )
    assert not any(ord(sign) < 32 or sign == "\u2028" for sign in said(caught))
    assert len(said(caught)) < 3000


def test_whoever_answers_and_goes_on_is_ended(ask: Ask) -> None:
    with pytest.raises(ReaderFailed, match="ONEMAP_READ_SECONDS"):
        ask(hostile.forge, "00", then_spin=True, limits=Limits(1, 256, 8))


def test_no_raw_text_reaches_our_streams_and_the_log_comes_through(
    ask: Ask, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        assert ask(hostile.grumble) == "said"
    captured = capfd.readouterr()
    assert captured.out + captured.err == ""
    found = [(record.name, record.levelname, record.getMessage()) for record in caplog.records]
    assert ("loaders.geometry", "WARNING", "a doubt\nabout upload.bin") in found
    assert ("loaders.geometry", "INFO", "of note") in found
    assert "os.secret" not in {record.name for record in caplog.records}


def test_the_language_goes_along(ask: Ask) -> None:
    assert ask(hostile.language) == "、"
    try:
        locales.use("en")
        assert ask(hostile.language) == locales._("、")
    finally:
        locales.use(locales.SOURCE)


def test_relative_paths_mean_the_apps_folder(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert ask(hostile.where) == str(tmp_path)


def test_no_secret_of_the_environment_goes_along(ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ONEMAP_DATABASE_URL", "postgresql://someone:secret@host/db")
    other = Server("tests.loaders.hostile_jobs")
    try:
        end = other.run(hostile.environment, {"path": tmp_path}, SMALL)
        given = outcome.result(end, hostile.environment, tmp_path, SMALL)
        assert not [name for name in given if name.startswith("ONEMAP_")]
        assert given["PROJ_NETWORK"] == "OFF"
    finally:
        other.close()


def test_a_child_holds_no_socket_but_its_own(ask: Ask) -> None:
    assert ask(hostile.handles) == 1


def test_several_are_read_at_once_and_none_is_mistaken_for_another(ask: Ask) -> None:
    found: dict[int, Any] = {}

    def one(at: int) -> None:
        found[at] = ask(hostile.allocate, at)

    threads = [threading.Thread(target=one, args=(at,)) for at in range(1, 13)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == {at: at * hostile.MB for at in range(1, 13)}


def test_the_warm_process_is_started_again_when_it_dies(ask: Ask, server: Server) -> None:
    assert server.process
    before = server.process.pid
    os.kill(before, signal.SIGKILL)
    server.process.wait()
    assert ask(hostile.read) == "the file itself"
    assert server.process
    assert server.process.pid != before


def test_a_warm_process_that_dies_while_it_reads_is_one_clear_error(ask: Ask, server: Server) -> None:
    def kill_soon() -> None:
        time.sleep(0.5)
        assert server.process
        os.kill(server.process.pid, signal.SIGKILL)

    assert ask(hostile.read)
    threading.Thread(target=kill_soon).start()
    with pytest.raises(ReaderFailed):
        ask(hostile.sleep, 8)


def test_the_warm_process_ends_with_the_app(tmp_path: Path) -> None:
    other = Server()
    other.start()
    process, folder = other.process, Path(other.folder)
    assert process
    assert other.control
    other.control.close()  # what the kernel does when the app is killed
    assert process.wait(10) == 0
    assert not folder.exists()
    other.close()


def test_the_first_file_in_the_given_order_is_the_one_that_is_named(tmp_path: Path) -> None:
    def late() -> None:
        time.sleep(0.3)
        raise FormatError("first", "x", "y")

    def early() -> None:
        raise FormatError("second", "x", "y")

    assert guard.at_once([lambda: 1, lambda: 2]) == [1, 2]
    with pytest.raises(FormatError, match="first"):
        guard.at_once([late, early])


def test_what_holds_is_told_in_one_line() -> None:
    holds = guard.holds()
    assert set(holds) == set(guard.WORDS)
    assert holds["time"]
    line = guard.words()
    assert "\n" not in line
    assert all((word in line) for word in guard.WORDS.values())


def test_where_nothing_can_be_limited_uploads_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(guard, "FORKS", False)
    (tmp_path / "x.gpkg").write_text("no")
    assert not guard.uploads_allowed()
    assert "本机做不到" in guard.words()
    with pytest.raises(FormatError, match="不是"):
        guard.read_layer(tmp_path / "x.gpkg", "buildings")
    found = guard.read_layer(HOME / "data" / "geo" / "demo.gpkg", "compounds")
    assert len(found.frame) == 51


def test_the_apps_log_says_what_holds(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        guard.tell()
    assert [record.getMessage() for record in caplog.records if record.name == "loaders.guard"] == [guard.words()]


def test_a_file_behind_a_link_is_read_and_a_link_to_itself_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "real.gpkg").write_bytes((HOME / "data" / "geo" / "demo.gpkg").read_bytes())
    (tmp_path / "link.gpkg").symlink_to(tmp_path / "real.gpkg")
    (tmp_path / "loop.gpkg").symlink_to(tmp_path / "loop.gpkg")
    assert len(guard.read_layer(tmp_path / "link.gpkg", "compounds").frame) == 51
    with pytest.raises(LoadError, match="不存在"):
        guard.read_layer(tmp_path / "loop.gpkg", "compounds")


def test_a_package_left_in_wal_mode_is_read(tmp_path: Path) -> None:
    """As QGIS leaves it: SQLite wants to write beside such a file, and may not."""
    path = tmp_path / "demo.gpkg"
    path.write_bytes((HOME / "data" / "geo" / "demo.gpkg").read_bytes())
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("pragma journal_mode = wal")
        database.commit()
    assert len(guard.read_layer(path, "compounds").frame) == 51
