"""What the browser may fetch while the page starts, as a ``Link`` header of ``/``.

The map's script and the chunks of Streamlit's own front end that our pages need are otherwise asked for one after the
other, each when the one before has run. Nothing here is needed for the page to work: a name that is not there (another
version of Streamlit) is left out.
"""

import importlib.util
import re
from functools import cache
from pathlib import Path

from maps import assets

CHUNKS = ("ComponentInstance", "BidiComponent", "Selectbox", "Multiselect", "TextInput", "Button", "ButtonGroup")
"""The elements of our pages, by the names of Streamlit's chunks."""
_IMPORT = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


@cache
def link() -> str:
    """Return the header's value; URLs are relative, so that it holds under any base path."""
    component = _package("streamlit_folium") / "frontend/build/static/js"
    links = [
        f"<component/streamlit_folium.st_folium/static/js/{path.name}>; rel=preload; as=script"
        for path in component.glob("main.*.js")
    ]
    links.append(f"<map/{assets.bundle('map.js')}>; rel=preload; as=script")
    links.append(f"<map/{assets.bundle('map.css')}>; rel=preload; as=style")
    links += [f"<static/js/{name}>; rel=modulepreload" for name in _modules(_package("streamlit") / "static/static/js")]
    return ", ".join(links)


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else Path(name)


def _modules(folder: Path) -> list[str]:
    """The chunks with all that they import, less what the start page asks for itself."""
    page = folder.parent.parent / "index.html"
    first = set(re.findall(r"static/js/([\w.-]+\.js)", page.read_text("utf-8"))) if page.is_file() else set()
    wanted: dict[str, None] = {}
    waiting = [path.name for chunk in CHUNKS for path in folder.glob(f"{chunk}.*.js")]
    while waiting:
        name = waiting.pop(0)
        if name in wanted or name in first or not (folder / name).is_file():
            continue
        wanted[name] = None
        waiting += _IMPORT.findall((folder / name).read_text("utf-8"))
    return list(wanted)
