"""Where the public files are found by others: whole addresses where the settings tell the site's, else paths of the app."""

from settings import settings

APP = "/embed"
"""The site's path in the app; its hashed files stand beside it, at ``/open``. In a folder they stand below it."""


def page(path: str = "") -> str:
    """Return the address of a page; of the map's without a path."""
    return f"{settings().public_url or APP}/{path}"


def hashed(address: str) -> str:
    """Return the address of a hashed file."""
    site = settings().public_url or APP
    return f"{site.removesuffix(APP)}/open/{address}" if site.endswith(APP) else f"{site}/open/{address}"


def service() -> str:
    """Return the address of ``/ogc``, which only the app has; empty where the settings do not tell the app's own."""
    site = settings().public_url
    return f"{site.removesuffix(APP)}/ogc" if site.endswith(APP) else ""
