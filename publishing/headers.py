"""What the public files are sent with. deploy/ has the same for web servers; a test holds that they say the same."""

IMMUTABLE = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
"""A page is asked for each time, with one conditional request: it names the files of the release that stands."""


def of_pages(frame_ancestors: str) -> dict[str, str]:
    """Return the headers of a public page: no script but its own files, no other host, framed by whom the settings name."""
    policy = {
        "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
        "connect-src": "'self'", "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": frame_ancestors,
    }  # fmt: skip
    return {"Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()), **OF_FILES}


OF_FILES = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Headers of every public file; pictures of shared links are read by other sites."""
