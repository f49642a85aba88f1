"""The policy for HTML that strangers wrote: what Markdown and Material need, and nothing that runs or loads.

Applied after Markdown and before the template; nh3 is the last parser that touches a body. Every id of the
theme begins with `__`, so content may not use such ids, except for three families that Markdown itself makes.
"""

from __future__ import annotations

import functools
import re

import nh3

POLICY = "4"  # part of the key of every cached article: raise it with any change below


def _words(text: str) -> set[str]:
    return set(text.split())


TAGS = _words(
    "a abbr article aside b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div dl dt em "
    "figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd label li mark ol p picture pre progress q rp rt ruby s "
    "samp section small source span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr audio "
    "video track"
)
DROPPED_WITH_CONTENT = _words(
    "script style template noscript noembed noframes iframe object embed xmp plaintext textarea title math svg select "
    "frameset"
)
SCHEMES = _words("http https mailto tel")
INPUT_TYPES = _words("checkbox radio")
CELL = _words("colspan rowspan headers align")
ATTRIBUTES = {
    "*": _words("id class title lang dir role aria-label aria-hidden aria-describedby aria-labelledby tabindex")
    | {"data-search-exclude"},
    "a": {"href", "name", "target"},
    "img": {"src", "srcset", "alt", "width", "height", "align", "loading"},
    "input": {"checked", "disabled", "name"},
    "label": {"for"},
    "div": {"data-tabs"},
    "details": {"open", "name"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "td": CELL,
    "th": CELL | {"scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "progress": {"value", "max"},
    "time": {"datetime"},
    "del": {"cite", "datetime"},
    "ins": {"cite", "datetime"},
    "q": {"cite"},
    "blockquote": {"cite"},
    "source": {"src", "type", "media"},
    "video": {"src", "poster", "controls", "width", "height", "loop", "muted"},
    "audio": {"src", "controls", "loop", "muted"},
    "track": {"src", "kind", "srclang", "label"},
}
RESERVED_CLASS = re.compile(r"md-(?!button)|js-|pagefind|kb-")
RESERVED_ID = re.compile(r"__(?!tabbed_\d|codelineno-|span-)")
LEAVES_SITE = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", re.IGNORECASE)
DISGUISED = re.compile(r"[^!-~\w]+(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
BLANK = re.compile(r"[\x00-\x20]")


def kept_value(_: str, attribute: str, value: str) -> str | None:
    """Return the value to keep for an attribute of an element, or None to drop it."""
    match attribute:
        case "class":
            return " ".join(name for name in value.split() if not RESERVED_CLASS.match(name)) or None
        case "id" | "name" | "for":
            return None if RESERVED_ID.match(value) else value
        case "title":  # Material shows titles as HTML in its tooltips
            return None if "<" in value else value
        case "tabindex":
            return value if value in ("0", "-1") else None
        case "target":
            return value if value in ("_blank", "_self") else None
        case "align":
            return value if value in ("left", "right", "center") else None
        case "data-search-exclude":
            return ""
        case "href":  # blanks that browsers do not strip, but other readers of the same HTML may
            return None if DISGUISED.match(value) else value
        case "src" | "srcset" | "poster":  # nh3 checks no URL in srcset, and browsers drop blanks inside a URL
            return None if any(map(LEAVES_SITE.match, BLANK.sub("", value).split(","))) else value
        case _:
            return value


def _kept_value(element: str, attribute: str, value: str) -> str | None:
    """Do the same, and remember the short ones: the same few classes stand on nearly every element."""
    return (_known if len(value) < _SHORT else kept_value)(element, attribute, value)


_SHORT = 100
_known = functools.lru_cache(maxsize=4096)(kept_value)
_BODY = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=DROPPED_WITH_CONTENT,
    attributes=ATTRIBUTES,
    attribute_filter=_kept_value,
    tag_attribute_values={"input": {"type": INPUT_TYPES}},
    url_schemes=SCHEMES,
    link_rel="nofollow ugc noopener noreferrer",
    strip_comments=True,
)
_TASK = '<label class="task-list-control"><input type="checkbox"'  # as pymdownx.tasklist writes it: without a name
_TITLE = nh3.Cleaner(tags={"code", "em", "strong"}, attributes={}, clean_content_tags=DROPPED_WITH_CONTENT)


def sanitise(html: str) -> str:
    """Return the harmless part of an article's HTML, with a name on each box of a task list."""
    return _BODY.clean(html).replace(_TASK, f'{_TASK} aria-label="Task"')


def sanitise_title(html: str) -> str:
    """Return the harmless part of a heading's HTML: text, code and emphasis."""
    return _TITLE.clean(html)
