"""The content security policy of a site: what a browser may load and run on its pages. Pure.

Directives: https://www.w3.org/TR/CSP3/. It stands in each page, so that it holds on every host, and in `_headers`,
which some hosts send; a page itself cannot say who may frame it.
"""

from __future__ import annotations

from collections.abc import Sequence

DATA = "'self' data:"  # Material's icons are data addresses in its style sheets
DIRECTIVES = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",  # full-text search runs as WebAssembly
    "style-src": "'self'",
    "img-src": DATA,
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
TRUSTED = {  # what `trust: full` opens: whatever the pages of that source bring along
    "script-src": "'self' 'unsafe-inline' 'wasm-unsafe-eval' https:",
    "style-src": "'self' 'unsafe-inline' https:",
    "img-src": f"{DATA} https:",
    "media-src": "'self' https:",
    "font-src": "'self' https:",
    "frame-src": "'self' https:",
    "connect-src": "'self' https:",
    "form-action": "'self' https:",
}
HEADERS = ("X-Content-Type-Options: nosniff", "Referrer-Policy: strict-origin-when-cross-origin")


def content_security_policy(partners: Sequence[str] = (), *, trusted: bool = False) -> str:
    """Return the policy that stands in each page; data may be asked of the origins of `partners` too."""
    asked = {"connect-src": " ".join(["'self'", *sorted(set(partners))])} if partners else {}
    chosen = {**DIRECTIVES, **asked, **(TRUSTED if trusted else {})}
    return "; ".join(f"{name} {sources}" for name, sources in chosen.items())


def headers_file(policy: str) -> bytes:
    """Return `_headers`, as Netlify and Cloudflare Pages read it: `policy`, if any, and what only a header can say."""
    directives = "; ".join(filter(None, (policy, "frame-ancestors 'self'")))
    said = f"Content-Security-Policy: {directives}"
    return "".join(["/*\n", *(f"  {line}\n" for line in (said, *HEADERS))]).encode()
