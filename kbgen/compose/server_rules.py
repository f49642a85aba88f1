"""Redirects as rules for hosts that know any: they answer with 301 where a stub is a page of its own. Pure.

Formats: https://docs.netlify.com/routing/redirects/ (`!` puts a rule before the stub that lies there),
https://docs.gitlab.com/user/project/pages/redirects/ (which knows no `!`),
https://nginx.org/en/docs/http/ngx_http_map_module.html, https://httpd.apache.org/docs/2.4/mod/mod_alias.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from kbgen import urls
from kbgen.plan import Redirect

HTML = "html"
_QUERY = frozenset("?#")


def rule_files(facilities: Iterable[str], table: Sequence[Redirect], site_url: str) -> Mapping[str, bytes]:
    """Return the files of `facilities` (`netlify`, `gitlab`, `nginx`, `httpd`) by their path below the site's root.

    Netlify and GitLab use one file name: for both at once it is written as GitLab wants it.
    """
    wanted = set(facilities) - {HTML}
    names = [name for name in RULES if name in wanted]
    return {FILES[name]: rules(name, table, site_url).encode() for name in names}


def rules(facility: str, table: Sequence[Redirect], site_url: str) -> str:
    """Return the rules of one facility, one a line; addresses begin with the path of `site_url`."""
    base = urlsplit(site_url).path or "/"
    return "".join(RULES[facility](source_of(each, base), base + plain(each.target), each) for each in table)


def source_of(redirect: Redirect, base: str) -> str:
    """Return the address at which the redirect answers."""
    return base + plain(urls.url(redirect.path, use_directory_urls=True))


def plain(url: str) -> str:
    """Return a URL below the site's root without the `./` of the root itself."""
    return url.removeprefix("./")


def _status(redirect: Redirect) -> int:
    return 301 if redirect.permanent else 302


def _netlify(source: str, target: str, redirect: Redirect) -> str:
    return f"{source} {target} {_status(redirect)}!\n"


def _gitlab(source: str, target: str, redirect: Redirect) -> str:
    return f"{source} {target} {_status(redirect)}\n"


def _nginx(source: str, target: str, redirect: Redirect) -> str:
    """Return an entry of a map whose value is status and target, as nginx takes a status from no variable."""
    quoted = unquote(source).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" "{_status(redirect)} {target}";\n'


def _httpd(source: str, target: str, redirect: Redirect) -> str:
    """Return a rule in which the target is as mod_alias wants it: it encodes it itself, all but what is a query.

    So a page whose name holds `?` or `#` gets no rule; its stub stays.
    """
    plain_target = unquote(target)
    if not _QUERY.isdisjoint(plain_target):
        return ""
    pattern = re.escape(unquote(source)).replace("\\ ", " ").replace('"', r"\x22")
    literal = re.sub(r"([\\${])", r"\\\1", plain_target)  # `$1` is a group, `${NAME}` a variable
    quoted = literal.replace("\\", "\\\\").replace('"', '\\"')
    return f'RedirectMatch {_status(redirect)} "^{pattern}$" "{quoted}"\n'


Rule = Callable[[str, str, Redirect], str]
RULES: Mapping[str, Rule] = {"netlify": _netlify, "gitlab": _gitlab, "nginx": _nginx, "httpd": _httpd}
FILES = {
    "netlify": "_redirects",
    "gitlab": "_redirects",
    "nginx": "redirects.nginx.map",
    "httpd": "redirects.httpd.conf",
}
