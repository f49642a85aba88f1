"""Stock MkDocs + Material as an oracle: build a repository with it, and compare articles with ours.

python tests/stock.py REPOSITORY_DIR SITE_DIR [PLUGIN...]    # run in a process of its own: it executes the mkdocs.yml

A PLUGIN is one of those that read git history for MkDocs (`GIT_PLUGINS`). They look for the repository in the working
directory, so run it in REPOSITORY_DIR then.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from kbgen.markdown_extensions import EXTENSIONS
from kbgen.render.embeds import with_links_for_embeds
from kbgen.render.sanitise import sanitise
from kbgen.urls import MARKDOWN_SUFFIXES

GIT_PLUGINS: dict[str, dict[str, Any]] = {
    "git-revision-date-localized": {"enable_creation_date": True},
    "git-authors": {},
}
KEPT = ("docs_dir", "use_directory_urls", "exclude_docs", "nav", "not_in_nav")
NOT_THE_PAGE = re.compile(
    r'<a [^>]*class="md-content__button.*?</a>'
    r'|<(aside|footer|nav|p) class="(?:md-source-file|md-tags|kb-)[^>]*>.*?</\1>'
    r"|<svg.*?</svg>",
    re.DOTALL,
)
TARGET = re.compile(r'(?:href|src)="([^"]*)"')
ALIGN = re.compile(r'style="text-align: (left|right|center);"')
RESERVED = re.compile(r'((?:id|href)="#?)__+(?!tabbed_\d|codelineno-|span-)')
EMOJI = re.compile(r'<img alt="([^"]*)" class="(?:twemoji|emojione|gemoji)"[^>]*>')


def build_stock(repository: Path, site: Path) -> None:
    """Build `repository` with MkDocs' own build command, with those of its extensions that kbgen accepts."""
    script = [sys.executable, __file__, str(repository), str(site)]
    subprocess.run(script, check=True, capture_output=True, text=True, timeout=900)


def stock_tokens(html: str) -> list[str]:
    """Return what stock shows as article, as kbgen is meant to show it: without what is unsafe or foreign.

    Emoji from another host are characters, table cells are aligned by attribute, ids of the theme's own kind lose
    their first underscores, links stand for pictures of other sites; then the very policy of kbgen is applied, so that
    what remains to compare is the conversion itself: text, structure, ids and links.
    """
    shown = RESERVED.sub(r"\1", EMOJI.sub(r"\1", ALIGN.sub(r'align="\1"', article(html))))
    return list(_tokens(sanitise(with_links_for_embeds(shown))))


def is_same(ours: str, theirs: str, page: Path, site: Path) -> bool:
    """Tell whether two tokens are equal, or one link to what stock cannot reach or kbgen does not publish.

    Stock leaves a link to a Markdown file outside of the docs folder as it is; kbgen leads to it. kbgen refuses
    some files, such as pictures with scripts, and leaves the link to them as it is. `page` is a path below `site`,
    kbgen's output.
    """
    if ours == theirs:
        return True
    if TARGET.sub("", ours) != TARGET.sub("", theirs):
        return False
    target = TARGET.search(theirs)
    path = unescape(unquote(target[1])).partition("#")[0] if target else ""
    return path.endswith(MARKDOWN_SUFFIXES) or not (site / page.parent / path).exists()


def kbgen_tokens(html: str) -> list[str]:
    """Return what kbgen shows as article."""
    return list(_tokens(article(html)))


def article(html: str) -> str:
    """Return the source of <article> without the parts that are the theme's own, and without the SVG of icons."""
    start = html.index(">", html.index("<article")) + 1
    return NOT_THE_PAGE.sub("", html[start : html.rindex("</article>")])


def beside_article(html: str) -> str:
    """Return the rest: what `article` leaves out."""
    start, end = html.index(">", html.index("<article")) + 1, html.rindex("</article>")
    own = "".join(match[0] for match in NOT_THE_PAGE.finditer(html[start:end]))
    return html[:start] + own + html[end:]


class _Tokens(HTMLParser):
    """Writes a document as one token a tag or text, attributes sorted, blanks collapsed outside of `pre`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.in_pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_pre += tag == "pre"
        shown = "".join(f' {key}="{escape(value or "")}"' for key, value in sorted(attrs))
        self.found.append(f"<{tag}{shown}>")

    def handle_endtag(self, tag: str) -> None:
        self.in_pre -= tag == "pre"
        self.found.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        text = data if self.in_pre else " ".join(data.split())
        if text:
            self.found.append(text)


def _tokens(html: str) -> Iterator[str]:
    parser = _Tokens()
    parser.feed(html)
    parser.close()
    return iter(parser.found)


def _settings(repository: Path, site: Path, named: Sequence[str]) -> dict[str, Any]:
    """Return the repository's own settings as MkDocs' loader reads them, but for the theme and most plugins.

    The plugins are literate-nav, if it is there, and those `named`.
    """
    from mkdocs.utils.yaml import yaml_load

    text = (repository / "mkdocs.yml").read_text(encoding="utf-8")
    given = yaml_load(_today(text))
    settings = {key: given[key] for key in KEPT if key in given}
    settings["docs_dir"] = str(repository / settings.get("docs_dir", "docs"))
    settings["markdown_extensions"] = list(filter(None, map(_extension, given.get("markdown_extensions", []))))
    theme = {"name": "material", "font": False}
    plugins = [plugin for plugin in given.get("plugins", []) if "literate-nav" in plugin]
    plugins += [{name: GIT_PLUGINS[name]} for name in named]
    return {**settings, "site_name": "stock", "site_dir": str(site), "plugins": plugins, "theme": theme}


def _today(text: str) -> str:
    """Rename functions that pymdown-extensions has removed to the ones that its release notes name instead."""
    slug = "!!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}"
    math = "!!python/object/apply:pymdownx.arithmatex.arithmatex_fenced_format {kwds: {mode: generic}}"
    text = re.sub(r"!!python/name:pymdownx\.slugs\.uslugify\b", slug, text)
    return re.sub(r"!!python/name:pymdownx\.arithmatex\.fence_mathjax_format\b", math, text)


def _extension(item: str | dict[str, Any]) -> str | dict[str, Any] | None:
    name = item if isinstance(item, str) else next(iter(item))
    return item if name.removeprefix("markdown.extensions.") in EXTENSIONS else None


def main() -> None:
    """Build the repository of the command line."""
    from mkdocs.commands.build import build
    from mkdocs.config.defaults import MkDocsConfig

    repository, site = Path(sys.argv[1]), Path(sys.argv[2])
    config = MkDocsConfig(config_file_path=str(repository / "mkdocs.yml"))
    config.load_dict(_settings(repository, site, sys.argv[3:]))
    errors, _ = config.validate()
    if errors:
        raise SystemExit(f"stock MkDocs refuses the settings: {errors}")
    build(config)


if __name__ == "__main__":
    main()
