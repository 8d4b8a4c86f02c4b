"""Shut a process in for nothing, to see what this machine holds: ``python -m loaders.confine.trial`` prints it as JSON.

Imports no library, so that the app can ask at its start.
"""

import json
import sys
import tempfile
from pathlib import Path

from loaders.confine import kernel, shut_in
from loaders.confine.limits import Limits


def main() -> None:
    """Try every guard on this process."""
    alone = True
    try:
        kernel.leave_network()
    except OSError:
        alone = False
    held = shut_in(Limits(5, 64, 1), [], Path(tempfile.gettempdir()))
    sys.stdout.write(json.dumps({"time": True, "no_namespace": alone, **held}))


if __name__ == "__main__":
    main()
