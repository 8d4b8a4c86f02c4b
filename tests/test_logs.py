"""The log is one line a record, whatever the record holds."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

import logs


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the process's logging as it was found."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    loud = {name: (list(logging.getLogger(name).handlers), logging.getLogger(name).propagate) for name in logs._LOUD}
    access = logging.getLogger("uvicorn.access").level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, (own, propagate) in loud.items():
        logging.getLogger(name).handlers[:] = own
        logging.getLogger(name).propagate = propagate
    logging.getLogger("uvicorn.access").setLevel(access)
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_a_record_is_one_line_of_words(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(json=False)
    logging.getLogger("store.folder").info("edition %s of %s built", 12, "2022-08-31")
    (line,) = lines(capsys)
    assert " store.folder: edition 12 of 2022-08-31 built" in line
    assert " info " in line


@pytest.mark.parametrize("evil", ["a\nroot: forged", "a\r\nb", "a\x1b[2Jb", "a\u2028b", "a\x9bb", "a\x00b"])
def test_a_name_from_a_file_cannot_forge_a_line_or_play_with_the_terminal(
    evil: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(json=False)
    logging.getLogger("loaders").warning("read %s", evil)
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert len(written.rstrip("\n").splitlines()) == 1
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in written.rstrip("\n"))


def test_json_lines_can_be_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(json=True)
    logging.getLogger("loaders").warning("读取 %s", "虹桥\n新村", extra={"sheet": "楼栋"})
    (line,) = lines(capsys)
    record = json.loads(line)
    assert (record["level"], record["logger"]) == ("warning", "loaders")
    assert record["event"] == "读取 虹桥\n新村"
    assert record["sheet"] == "楼栋"
    assert "timestamp" in record


@pytest.mark.parametrize("as_json", [True, False])
def test_an_exception_is_one_line_too(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(json=as_json)
    try:
        raise ValueError("第二行\n坏了")
    except ValueError:
        logging.getLogger("loaders").exception("could not read")
    (line,) = lines(capsys)
    assert "ValueError" in line


def test_configured_twice_a_record_is_still_written_once(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(json=False)
    logs.configure(json=False)
    logging.getLogger("pages").warning("once")
    assert len(lines(capsys)) == 1


@pytest.mark.parametrize("name", ["streamlit", "streamlit.runtime", "uvicorn.error"])
def test_other_peoples_records_look_the_same(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger(name.split(".")[0]).addHandler(logging.StreamHandler())
    logs.configure(json=True)
    logging.getLogger(name).warning("hello")
    assert [json.loads(line)["event"] for line in lines(capsys)] == ["hello"]


def test_a_request_is_not_worth_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(json=False)
    logging.getLogger("uvicorn.access").info("GET / 200")
    assert lines(capsys) == []


def test_a_message_in_colour_is_not_written_twice(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(json=True)
    logging.getLogger("uvicorn.error").warning("started", extra={"color_message": "\x1b[1mstarted\x1b[0m", "port": 1})
    (line,) = lines(capsys)
    assert json.loads(line).keys() >= {"event", "port"}
    assert "color_message" not in json.loads(line)
