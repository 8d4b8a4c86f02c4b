"""The few lines by which another page shows the public map: an iframe, with a view chosen by its address."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

MAY = "geolocation; web-share; clipboard-write; fullscreen"
"""What a frame must be allowed by the page around it: "near me" and the share button ask for it."""


def address(page: str, query: Mapping[str, str]) -> str:
    """Return the address of a view; what is empty is left out.

    Examples
    --------
    >>> address("https://map.example.org/embed", {"subdistrict": "虹桥街道", "lang": ""})
    'https://map.example.org/embed/?subdistrict=%E8%99%B9%E6%A1%A5%E8%A1%97%E9%81%93'
    """
    kept = urlencode({name: value for name, value in query.items() if value})
    return f"{page.rstrip('/')}/" + (f"?{kept}" if kept else "")


def code(url: str, title: str, height: int) -> str:
    """Return the HTML to put into a page.

    Parameters
    ----------
    url : str
        From ``address``.
    title : str
        What the frame is called, for those who hear the page.
    height : int
        CSS pixels.
    """
    return (
        f'<iframe src="{escape(url)}" title="{escape(title)}" width="100%" height="{height}"\n'
        f'        style="border:0" loading="lazy" allow="{MAY}"\n'
        f'        referrerpolicy="no-referrer"></iframe>'
    )
