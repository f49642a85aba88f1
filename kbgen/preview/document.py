"""`preview.json`: what a preview found, as a document that can be read again without trusting who wrote it.

The types are the schema (`kbgen schema preview`). Reading refuses whatever is not in it: unknown keys, addresses that
leave their folder, text that is too long. Texts are of strangers all the same, and each writer escapes them.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kbgen.preview.changes import Change

FILE: Final = "preview.json"
MOST_BYTES: Final = 20_000_000
_CHARACTER = r"(?:[A-Za-z0-9_~-]|%(?:[013-9A-F][0-9A-F]|2[0-9A-DF]))"
_SEGMENT = rf"\.{{0,2}}{_CHARACTER}(?:\.|{_CHARACTER})*"
URL: Final = rf"^(?:\./|(?:{_SEGMENT}/)*(?:{_SEGMENT})?)$"
"""A percent-encoded address below a folder, as pages have it: no segment is made of dots alone, encoded or not."""

Text = Annotated[str, Field(max_length=2000)]
Short = Annotated[str, Field(max_length=300)]
Url = Annotated[str, Field(max_length=4000, pattern=URL)]
Count = Annotated[int, Field(ge=0)]
Commit = Annotated[str, Field(pattern=r"^[0-9a-f]{40,64}$")]
Code = Annotated[str, Field(pattern=r"^[A-Z]{2,8}[0-9]{1,5}$")]


class Part(BaseModel):
    """A part of the document: nothing is converted, added or changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Base(Part):
    """Where the work began."""

    ref: Short = Field(description="The branch or commit that was named.")
    commit: Commit = Field(description="The commit that both have in common.")


class Head(Part):
    """What is shown."""

    commit: Commit = Field(description="The newest commit that is proposed.")
    committed: bool = Field(description="False: the files of a folder, of which some are not in the commit.")


class Words(Part):
    """Numbers of words."""

    added: Count
    removed: Count


class ChangedPage(Part):
    """A page that was added, changed, moved or deleted."""

    collection: Short
    path: Text = Field(description="In the repository; of a deleted page, where it was.")
    title: Short
    url: Url = Field(description="Below the address of the collection; empty for a deleted page.")
    old_url: Url = Field(description="The address before; empty for an added page.")
    change: Annotated[Change, Field(strict=False)]
    words: Words
    page: Url = Field(description="The file of the preview that shows the page; empty: there is none.")
    diff: Url = Field(description="The file of the preview that shows what changed in it; empty: there is none.")


class ChangedFile(Part):
    """A picture or another file that was added, changed or deleted."""

    path: Text
    url: Url
    change: Annotated[Change, Field(strict=False)]


class LostId(Part):
    """A heading that links could lead to, and that its page does not have any more."""

    path: Text
    url: Url
    id: Text


class Found(Part):
    """A problem of a file."""

    code: Code
    severity: Literal["error", "warning", "info"]
    path: Text
    line: Count
    column: Count
    message: Text
    hint: Text


class Problems(Part):
    """The problems that only one side has."""

    new: tuple[Found, ...] = Field(strict=False)
    fixed: tuple[Found, ...] = Field(strict=False)


class Contributor(Part):
    """Someone whose work is shown; `first` where nothing of them is in the branch yet."""

    name: Short
    first: bool


class Document(Part):
    """What a preview found."""

    schema_: Annotated[int, Field(ge=1, le=1)] = Field(default=1, alias="schema")
    base: Base
    head: Head
    pages: tuple[ChangedPage, ...] = Field(strict=False, description="By path.")
    rendered_otherwise: Count = Field(
        description="Pages of which only the surroundings changed: navigation, links, settings."
    )
    files: tuple[ChangedFile, ...] = Field(strict=False)
    urls_removed: tuple[Url, ...] = Field(strict=False, description="Addresses that nothing answers any more.")
    ids_lost: tuple[LostId, ...] = Field(strict=False)
    problems: Problems
    contributors: tuple[Contributor, ...] = Field(strict=False, description="By name.")


def as_json(document: Document) -> str:
    """Return the document as JSON in ASCII, so that no line of it is one that a terminal or a CI log obeys."""
    return json.dumps(document.model_dump(mode="json", by_alias=True), indent=1).replace("##[", "##\\u005b") + "\n"


def parse(data: bytes) -> Document:
    """Return the document in `data`. Raises ValueError, whose text tells the first thing that is wrong, and where."""
    if len(data) > MOST_BYTES:
        raise ValueError(f"it has {len(data):,} bytes; the limit is {MOST_BYTES:,}")
    try:
        return Document.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        said = "is not what it may be" if first["type"] == "string_pattern_mismatch" else first["msg"]
        raise ValueError(f"{place or 'it'}: {said}") from None


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the document."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:kbgen:schema:preview:1"}
    return {**head, **Document.model_json_schema(by_alias=True), "title": "What a preview found"}
