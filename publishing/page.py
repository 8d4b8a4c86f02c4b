"""The map's page: a frame of HTML around the scripts, and the notice that nothing is public."""

import base64
from collections.abc import Iterator, Mapping
from html import escape

from locales import _
from publishing import compound_page
from publishing.extract import Extract
from settings import HOME

ICON = "data:image/svg+xml;base64," + base64.b64encode((HOME / "frontend" / "icon.svg").read_bytes()).decode("ascii")
"""Within the page: one request less."""
SCRIPTS = ("words.js", "geometry.js", "state.js", "public.js")
"""Classic scripts, run in this order: the data hands itself over, then the page draws it."""


def index(extract: Extract, prefix: str, files: Mapping[str, str]) -> str:
    """Return the map's page: no script and no style stands in it, and what it shows at once has the place it will keep.

    Parameters
    ----------
    prefix : str
        What leads from the page to the hashed files.
    files : mapping of str to str
        The addresses of ``public.css`` and ``SCRIPTS``.
    """
    at = {name: escape(prefix + address) for name, address in files.items()}
    scripts = "\n".join(f'<script defer src="{at[name]}"></script>' for name in SCRIPTS)
    title = escape(_("崇川区老旧小区改造一张图"))
    said = escape(
        _("查一查您的小区和楼栋：改造到哪一步，下一步是什么，计划什么时候完成。更新到 {as_of}。").format(
            as_of=extract.as_of.isoformat()
        )
    )
    without = escape(_("地图需要 JavaScript。各小区的页面不需要："))
    failed = escape(_("地图没有装全。请刷新页面，或者看各小区的页面："))
    sheets = "\n".join(f'<li><a href="{escape(path)}">{escape(name)}</a></li>' for path, name in _pages(extract))
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{said}">
<meta property="og:type" content="website">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{said}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="{ICON}">
<link rel="stylesheet" href="{at["public.css"]}">
{scripts}
</head>
<body>
<div id="app">
<header id="top"><h1>{title}</h1></header>
<main id="map"></main>
<section id="sheet" aria-labelledby="told"></section>
<footer id="foot"></footer>
</div>
<div id="failed" class="instead" role="alert" hidden><h1>{title}</h1><p>{failed}</p><ul>
{sheets}
</ul></div>
<noscript><div class="instead"><h1>{title}</h1><p>{without}</p><ul>
{sheets}
</ul></div></noscript>
</body>
</html>
"""


def _pages(extract: Extract) -> Iterator[tuple[str, str]]:
    names = extract.layers["compounds"].set_index("compound_id")["compound"]
    for identifier, path in compound_page.paths(extract).items():
        yield path, str(names[identifier])


def notice(prefix: str, style: str) -> str:
    """Return the page that says, calmly, that nothing is public now."""
    title = escape(_("老旧小区改造一张图"))
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="{ICON}">
<title>{title}</title>
<link rel="stylesheet" href="{escape(prefix + style)}">
</head>
<body class="notice">
<main>
<h1>{title}</h1>
<p>目前没有公开的内容，请稍后再来。</p>
<p lang="en">Nothing is published here at the moment. Please come again later.</p>
</main>
</body>
</html>
"""
