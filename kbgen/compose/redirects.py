"""A page that leads to another one: works on every static host, with and without JavaScript. Pure."""

from __future__ import annotations

from html import escape

from kbgen import urls
from kbgen.layout import Layout
from kbgen.policy import content_security_policy

SCRIPT = "assets/commons/redirect.js"


def redirect_page(target: str, path: str, layout: Layout) -> bytes:
    """Return the stub at `path` that leads to `target`; both are relative to the site's root.

    The script keeps query and fragment, which a meta refresh would lose; it is a file, so that a strict content
    security policy lets it run.
    """
    here = urls.url(path, use_directory_urls=True)
    href = escape(urls.relative(target or "./", here))
    root = urls.to_root(here)
    canonical = layout.absolute(target)
    link = f'<link rel="canonical" href="{escape(canonical)}">\n' if canonical else ""
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{content_security_policy()}">\n'
        "<title>Redirecting …</title>\n"
        f'<meta name="robots" content="noindex">\n{link}'
        f'<script src="{root}/{SCRIPT}"></script>\n'
        f'<noscript><meta http-equiv="refresh" content="0; url={href}"></noscript>\n'
        f'</head><body><p>This page is at <a id="target" href="{href}">{href}</a>.</p></body></html>\n'
    ).encode()
