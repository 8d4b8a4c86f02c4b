"""Run inside a network namespace of its own: set an unpacked bundle up there, open its page, and tell what was seen as JSON.

``python -m tests.without_network FOLDER``, started by tests/test_bundle.py through ``unshare``.
"""

import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from tests.browser.browsing import View, chromium
from tests.browser.serving import Server, wait
from tests.ports import free_port

SET_INTERFACE_FLAGS, UP_AND_RUNNING = 0x8914, 0x41
OUTSIDE = ("192.0.2.1", 443)
"""An address for documentation: where there is a network, asking for it waits; where there is none, it is refused at once."""


def loopback_up() -> None:
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SET_INTERFACE_FLAGS, struct.pack("16sh", b"lo", UP_AND_RUNNING))


def way_out() -> str:
    """The operating system's word on a connection to another machine."""
    try:
        socket.create_connection(OUTSIDE, timeout=2).close()
    except OSError as error:
        return error.strerror or type(error).__name__
    return "connected"


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """``./run --offline`` until the block ends."""
    port = free_port()
    with (folder.parent / "offline.log").open("ab") as log:
        process = subprocess.Popen(
            ["./run", "--offline"], cwd=folder, env=os.environ | {"PORT": str(port)}, stdout=log, stderr=log
        )
        server = Server(port, Path(log.name))
        try:
            wait(process, server, ready=200)
            yield server
        finally:
            process.terminate()
            process.wait()


NO_CHINESE = """<fontconfig><include>/etc/fonts/fonts.conf</include><cachedir>{folder}/fonts</cachedir>
<selectfont><rejectfont><pattern><patelt name="lang"><string>zh-cn</string></patelt></pattern></rejectfont></selectfont></fontconfig>"""


def without_chinese(folder: Path) -> list[str]:
    """Take the machine's Chinese fonts away from what is started from here; return those that are left."""
    (folder / "fonts.conf").write_text(NO_CHINESE.format(folder=folder), encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
    return subprocess.run(["fc-list", ":lang=zh-cn"], check=True, capture_output=True, text=True).stdout.splitlines()


LETTERS = """async () => {
    await document.fonts.ready;
    return [...document.fonts].filter((face) => face.family.includes("Noto Sans SC Variable") && face.status === "loaded").length;
}"""


def seen(server: Server) -> dict[str, Any]:
    """What a visitor sees, and every address that the pages asked."""
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        view = View(browser.new_page(), server)
        view.open()
        found = {
            "edition": view.ask("onemap.edition"),
            "buildings": sum(view.counts().values()),
            "letters": [frame.evaluate(LETTERS) for frame in (view.page.main_frame, view.frame)],
            "errors": view.errors,
            "asked": len(view.asked),
            "strangers": view.strangers(),
        }
        browser.close()
    return found


def main(folder: Path) -> None:
    loopback_up()
    told: dict[str, Any] = {"way_out": way_out(), "chinese": without_chinese(folder.parent)}
    with running(folder) as server:
        told["first"] = seen(server)
    # what the meeting's machine does with its store stays: the bundle's is brought in once
    done = subprocess.run(
        [".venv/bin/python", "cli.py", "rollback", "3"], cwd=folder, check=False, capture_output=True, text=True
    )
    told["rollback"] = done.stderr
    # a second start installs nothing: there is nothing to install from
    (folder / "bundle" / "wheels").rename(folder.parent / "wheels")
    with running(folder) as server, urlopen(f"{server.url}/edition") as answer:
        told["second"] = json.load(answer)["number"]
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
