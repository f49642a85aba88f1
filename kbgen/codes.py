"""The catalogue of problem codes: what each one is called, how much it weighs by default, and what it says.

A code never changes its meaning and is never used again for another. The table in `docs/codes.md` is tested
against this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kbgen.model import Location, Problem, Severity

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - the catalogue's own shorthand


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the catalogue. `checked` is the severity in `kbgen check`, where it is another one there."""

    name: str
    severity: Severity
    summary: str
    checked: Severity | None = None


CODES: Mapping[str, Code] = {
    "KB001": Code("not-utf8", E, "The file is not UTF-8 text."),
    "KB002": Code("unsafe-path", W, "The path cannot be published on every file system, or clashes with another."),
    "KB003": Code("too-large", W, "The file is larger than the limit and is left out."),
    "KB004": Code("asset-type", W, "The file is not of a type that is published, or is not what its name says."),
    "KB005": Code("symlink", W, "A symbolic link or submodule is not published."),
    "KB010": Code("yaml-syntax", E, "The YAML cannot be parsed."),
    "KB011": Code("wrong-type", E, "A value has the wrong type, or is not one of the allowed values."),
    "KB012": Code("unknown-key", I, "The key is not known and is ignored."),
    "KB013": Code("required-key", E, "A key of front matter is missing that the site asks for."),
    "KB014": Code("undeclared", W, "An owner or a value is not one that the site declares."),
    "KB015": Code("impossible-date", E, "The date does not exist."),
    "KB016": Code("unsafe-yaml", E, "The YAML uses aliases, tags or a size that are not accepted from content."),
    "KB017": Code("duplicate-key", E, "The same key is given twice."),
    "KB018": Code("alias-is-title", W, "An alias of a page is the title of another page."),
    "KB021": Code("link-target", W, "The target of a link does not exist.", E),
    "KB022": Code("link-anchor", W, "The page of a link has no part of that name.", E),
    "KB023": Code("not-for-readers", W, "A link leads to a page that is a draft or retired."),
    "KB024": Code("inner-address", W, "A link inside the site is written as an address, not as the file of the page."),
    "KB025": Code("unsafe-scheme", E, "The scheme of a link is not published."),
    "KB026": Code("no-target", W, "A link has no target."),
    "KB027": Code("crossing-link", E, "A link into another collection leads nowhere, or to a page that has moved."),
    "KB029": Code("through-redirect", W, "A link leads through a redirect."),
    "KB030": Code("nav-entry", E, "The navigation names a page that does not exist."),
    "KB031": Code("orphan", W, "No link and no navigation leads to the page."),
    "KB032": Code("same-title", W, "Two pages of a version have the same title."),
    "KB033": Code("look-alike", W, "Most of the page is also in another one."),
    "KB034": Code("thin", I, "The page says very little."),
    "KB035": Code("heading-order", W, "A heading is more than one level below the one before it."),
    "KB036": Code("several-titles", W, "The page has more than one title (heading of level 1)."),
    "KB037": Code("same-url", E, "Two files, or a file and a reserved path, want the same URL."),
    "KB040": Code("address-gone", E, "An address that was published leads nowhere any more."),
    "KB041": Code("address-taken", E, "A page claims the address of another page that is there."),
    "KB042": Code("redirect-circle", E, "Pages claim each other's addresses in a circle."),
    "KB043": Code("part-gone", W, "A part of a page that others link to has another name, or is gone."),
    "KB050": Code("html-removed", W, "HTML of the page is not published."),
    "KB051": Code("secret", E, "The page holds a key, a token or a password."),
    "KB052": Code("personal-data", W, "The page shows an e-mail address that may be a person's."),
    "KB053": Code("from-elsewhere", W, "An image, video or frame of another site is shown as a link."),
    "KB054": Code("no-effect", I, "Configuration or code in a content repository has no effect."),
    "KB055": Code("hidden-text", W, "The text holds characters that are not seen, or that change its order."),
    "KB056": Code("template-syntax", I, "Syntax of a template language is shown as it stands."),
    "KB057": Code("trusted-source", I, "HTML and files of a source are published as they are: `trust: full`."),
    "KB062": Code("extension-not-allowed", W, "A Markdown extension or option is not accepted from content."),
    "KB064": Code("code-language", I, "The language that is named for a piece of code is not known."),
    "KB065": Code("overlooked", W, "A request to overlook something has no reason, or cannot be granted."),
    "KB070": Code("overdue", W, "The day is past by which the page was to be reviewed."),
    "KB071": Code("unowned", I, "The page has no owner, where other pages have."),
    "KB072": Code("owner-absent", W, "The owner of the page is unknown, or has done nothing for a year."),
    "KB074": Code("no-successor", W, "A deprecated page does not say what takes its place."),
    "KB080": Code("image-text", W, "An image has no alternative text."),
    "KB081": Code("vague-link", W, "The text of a link does not tell where the link leads."),
    "KB082": Code("table-header", W, "A table has no header."),
    "KB100": Code("error", E, "The run cannot go on."),
    "KB101": Code("configuration", E, "The configuration or an argument is wrong."),
    "KB102": Code("source", E, "A source cannot be read."),
    "KB103": Code("output", E, "The output folder cannot be written, or is not a site made by kbgen."),
    "KB104": Code("locked", E, "Another build is at work on the same output folder."),
    "KB105": Code("cache", E, "The cache folder cannot be used."),
    "KB106": Code("internal-fault", E, "kbgen itself failed; a log file holds what a bug report needs."),
    "KB107": Code("search-index", E, "The full-text index cannot be made."),
    "KB108": Code("shrunk", E, "Too many pages of the published site would be gone."),
    "KB109": Code("refused-file", E, "A file of a preview that somebody else made must not be published."),
    "KB110": Code("stale-source", W, "A source could not be reached; its last good copy is published."),
    "KB111": Code("source-left-out", E, "A source could not be reached and there is no earlier copy of it."),
    "KB112": Code(
        "ref-skipped", W, "A ref with nothing to publish, or with a name that no version can have, is skipped."
    ),
    "KB113": Code("pattern-unmatched", W, "A branch or tag pattern matches nothing."),
    "KB114": Code("shallow", W, "The history of a source is cut off."),
    "KB116": Code("page-failed", E, "A page cannot be rendered."),
    "KB117": Code("uncommitted", I, "The working tree has changes that are not committed and not published."),
    "KB118": Code("tag-moved", I, "Two refs stand for one version; the stronger one is published."),
    "KB120": Code("history", W, "The history of a source cannot be read, or only in part."),
    "KB121": Code("clamped-date", I, "Commits have dates that cannot be."),
    "KB122": Code("ignored-revision", W, "An entry of the list of revisions to ignore is no full commit id."),
    "KB123": Code("mechanical", I, "Commits were found that change many pages by a few words."),
    "KB124": Code("mainline-merged", I, "The mainline was merged into itself, so that commits seem to land late."),
    "KB130": Code("no-indexer", W, "No indexer is installed, so that only titles and headings are found."),
    "KB131": Code("words-not-parted", W, "Chinese, Japanese or Korean text is indexed without telling words apart."),
    "KB132": Code("not-indexed", W, "The full-text index holds no word of a page."),
    "KB140": Code("site-file-missing", E, "A published site lacks a file of its manifest."),
    "KB141": Code("site-file-changed", E, "A file of a published site is not the one that was published."),
    "KB142": Code("site-file-extra", W, "A published site has a file that was not published."),
}


def problem(
    code: str, message: str, where: Location = Location(), *, hint: str = "", severity: Severity | None = None
) -> Problem:
    """Return a problem of `code` with the catalogue's severity, unless `severity` says otherwise."""
    return Problem(code, severity or CODES[code].severity, message, where, hint)
