"""A free port of this machine: free when asked, so whoever takes it must be ready to ask again."""

import socket


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
