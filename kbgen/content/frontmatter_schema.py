"""The fields of front matter: their types, and what is done with the keys of other tools.

Keys that only kbgen knows are strict: a wrong value is an error. Keys that other tools share (Material, Jekyll,
Hugo, Obsidian …) are read generously, since a page that works elsewhere must work here.
"""

from __future__ import annotations

import datetime
import math
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from kbgen.content.frontmatter_dates import Day, Duration
from kbgen.model import FrontMatter

STATUSES: Final = ("draft", "in-review", "published", "deprecated", "retired", "new")
TYPES: Final = ("page", "how-to", "reference", "explanation", "tutorial", "decision", "experiment")
HIDES: Final = ("navigation", "toc", "path", "footer", "feedback", "tags", "search")
ICON: Final = r"^[a-z0-9]+(/[a-z0-9-]+)+$"
LANGUAGE: Final = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"

# Keys that other tools write and that mean nothing here. Silence about them keeps real findings visible.
OF_OTHER_TOOLS: Final = frozenset(
    (
        *("author", "categories", "category", "comments", "created", "date", "draft-date", "featured_image", "id"),
        *("image", "keywords", "last_modified_at", "lastmod", "layout", "license", "link", "links", "math", "mermaid"),
        *("modified", "permalink", "pin", "published", "readtime", "revision_date", "sidebar_label", "slug", "social"),
        *("sidebar_position", "summary", "tag", "toc", "toc_depth", "updated", "url", "weight", "cssclasses"),
    )
)
# Keys by which a page would choose code. MkDocs obeys this one; a contributor must not.
REFUSED: Final = frozenset({"template"})

# JavaScript and JSON readers lose precision beyond this.
_LARGEST_INTEGER = 2**53


def _plain(value: object) -> object:
    """Return `value` if it is made of text, truth values, dates and ordinary numbers, else raise."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
        raise PydanticCustomError("plain", "a whole number between -2^53 and 2^53; quote it")
    if isinstance(value, float) and not math.isfinite(value):
        raise PydanticCustomError("plain", "an ordinary number; quote it if it is text")
    if value is None or isinstance(value, (str, int, float, datetime.date)):
        return value
    raise PydanticCustomError("plain", "text, numbers, dates, lists or mappings")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Nav(_Strict):
    """How the page stands in an automatic navigation."""

    title: str = Field(default="", strict=True, description="The name in the navigation, if it is not the title.")
    order: int | None = Field(default=None, strict=True, description="Pages with a number come first, in its order.")
    hidden: bool = Field(default=False, strict=True, description="Leave the page out of the navigation.")


class Search(_Strict):
    """How the page stands in the search."""

    exclude: bool = Field(default=False, strict=True, description="Leave the page out of the search.")
    boost: float = Field(default=1.0, ge=0.1, le=10, strict=True, description="Weight among the results; 1 is normal.")


def one_line(text: str) -> str:
    """Return `text` without control characters, on one line."""
    return " ".join("".join(char for char in text if char.isspace() or unicodedata.category(char) != "Cc").split())


Text = Annotated[str, Field(strict=True), AfterValidator(one_line)]
Texts = tuple[Text, ...]
Plain = Annotated[dict[str, object], AfterValidator(_plain)]


class Fields(_Strict):
    """The front matter of a page. All fields are optional."""

    title: Text = Field(default="", description="The title; else the first heading, else the file name in words.")
    subtitle: Text = Field(default="", description="A second line of the title.")
    description: Text = Field(default="", description="One or two sentences for search, feeds and previews.")
    tags: Texts = Field(default=(), description="Subjects of the page.")
    aliases: Texts = Field(default=(), description="Other names that readers type into the search.")
    type: Text = Field(
        default="",
        json_schema_extra={"anyOf": [{"enum": ["", *TYPES]}, {"type": "string"}]},  # others are those of other tools
        description="What kind of page it is; unknown ones are ignored.",
    )
    use_case: Texts = Field(default=(), description="What readers want to get done with the page.")
    audience: Texts = Field(default=(), description="For whom the page is.")
    owner: Text = Field(default="", description="The person or team that looks after the page.")
    reviewers: Texts = Field(default=(), description="People or teams who may confirm that the page is right.")
    authors: Texts = Field(default=(), description="Authors whom git does not know.")
    status: Text = Field(default="", json_schema_extra={"enum": ["", *STATUSES]}, description="Draft, published …")
    superseded_by: Text = Field(default="", description="The page that replaces a deprecated or retired one.")
    unlisted: bool = Field(default=False, strict=True, description="Reachable, but in no navigation, search or feed.")
    reviewed: Day = Field(default=None, description="The day on which somebody last found the page right.")
    review_by: Day = Field(default=None, description="The day by which the page must be reviewed.")
    review_every: Duration = Field(
        default=None, description="How long the page counts as fresh after a change or review, such as 90d, 6m or 1y."
    )
    redirect_from: Texts = Field(default=(), description="Earlier paths of the page.")
    hide: Texts = Field(default=(), description=f"Parts of the page not to show: {', '.join(HIDES)}.")
    icon: Text = Field(default="", pattern=f"^$|{ICON}", description="An icon of the theme, such as material/school.")
    lang: Text = Field(default="", pattern=f"^$|{LANGUAGE}", description="The language of the page, such as pt-BR.")
    nav: Nav = Field(default=Nav(), description="How the page stands in an automatic navigation.")
    search: Search = Field(default=Search(), description="How the page stands in the search.")
    extra: Plain = Field(default={}, description="The team's own fields.")

    def front_matter(self) -> FrontMatter:
        """Return the value that later stages use."""
        flat = {name: getattr(self, name) for name in type(self).model_fields if name not in ("nav", "search")}
        return FrontMatter(
            **flat,
            nav_title=self.nav.title,
            nav_order=self.nav.order,
            nav_hidden=self.nav.hidden,
            search_exclude=self.search.exclude,
            search_boost=self.search.boost,
        )


def schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of front matter."""
    dialect = "https://json-schema.org/draft/2020-12/schema"
    made = Fields.model_json_schema()
    return {"$schema": dialect, "$id": "urn:kbgen:schema:front-matter:1", **made, "title": "kbgen front matter"}
