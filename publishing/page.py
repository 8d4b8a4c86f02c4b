"""The map's page: a frame of HTML around the scripts, and the notice that nothing is public."""

from collections.abc import Mapping
from html import escape

from locales import _
from publishing.extract import Extract


def index(extract: Extract, prefix: str, files: Mapping[str, str]) -> str:
    """Return the map's page; ``prefix`` leads from it to the hashed files."""
    at = {name: escape(prefix + address) for name, address in files.items()}
    scripts = "\n".join(
        f'<script defer src="{at[name]}"></script>' for name in ("words.js", "geometry.js", "state.js", "public.js")
    )
    title = escape(_("老旧小区改造一张图"))
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="{at["public.css"]}">
{scripts}
</head>
<body><div id="onemap"></div></body>
</html>
"""


def notice(prefix: str, style: str) -> str:
    """Return the page that says, calmly, that nothing is public now."""
    title = escape(_("老旧小区改造一张图"))
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
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
