"""`kbgen.yml` as types: what may be written, what it means, and its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from kbgen import markdown_extensions
from kbgen.codes import CODES
from kbgen.config.addresses import address_pattern
from kbgen.config.urls import RESERVED, check_url, check_web_url, default_name
from kbgen.model import Extension, ForgeSettings, Location
from kbgen.signature import FORMS, Signature
from kbgen.suggest import did_you_mean, shown

UNVERSIONED: Final = "none"
AUTO: Final = "auto"

STRANGE_CODE: Final = r"(?!KB)[A-Z][A-Z0-9_-]+"
"""What codes of other packages' rules look like."""
_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")


class Mark(StrEnum):
    """What is said of a version beside its name."""

    PRERELEASE = "prerelease"
    EOL = "eol"
    HIDDEN = "hidden"


class Level(StrEnum):
    """How much a finding of `check` weighs on this site."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"


def _wrong(message: str, hint: str = "") -> PydanticCustomError:
    return PydanticCustomError("kbgen", "{text}", {"text": message, "hint": hint})


def _pattern(text: str) -> str:
    bare = text.removeprefix("!")
    if not bare or bare.startswith("-") or re.search(r"[\x00-\x20\x7f\\]", bare):
        raise _wrong(f"'{shown(text)}' is no pattern of branch or tag names", "write a name, or a pattern like 'v*'")
    return text


def _variable(text: str) -> str:
    if not re.fullmatch(r"[A-Z_][A-Z0-9_]*", text):  # not shown: it may be the token itself
        hint = "write its name in capitals, digits and '_', such as NOTES_TOKEN, and never the token"
        raise _wrong("that is no name of a variable", hint)
    return text


def _user(text: str) -> str:
    if not re.fullmatch(r"[\w.@+-]+", text, re.ASCII):
        raise _wrong(f"'{shown(text)}' is no user name", "use letters, digits, '.', '_', '@', '+' and '-'")
    return text


def _segment(text: str, *, what: str) -> str:
    if not _SEGMENT.fullmatch(text):
        raise _wrong(f"'{shown(text)}' cannot be {what}", "use letters, digits, '.', '_', '+' and '-'")
    return text


def _free_segment(text: str, *, what: str) -> str:
    if _segment(text, what=what).lower() in RESERVED:
        raise _wrong(f"'{text}' cannot be {what}: the site has pages of its own at /{text}/", "choose another")
    return text


def _alias(text: str) -> str:
    if text == "latest":
        raise _wrong("'latest' is set by its own key", "write `latest: …` beside `aliases:`")
    return _free_segment(text, what="an alias")


def _prefix(text: str) -> str:
    return text and _free_segment(text, what="a URL prefix")


def _folder(text: str) -> str:
    parts = text.replace("\\", "/").split("/")
    if text.startswith(("/", "\\", "~")) or ".." in parts or re.search(r"[\x00-\x1f\x7f]", text) or ":" in parts[0]:
        raise _wrong(f"'{shown(text)}' is not a folder inside the repository", "write it from the root, such as docs")
    return "/".join(part for part in parts if part not in ("", "."))


def _code(text: str) -> str:
    """Return a code of ours, or one that another package may bring: `kbgen check` knows those that are installed."""
    if text not in CODES and not re.fullmatch(STRANGE_CODE, text):
        raise _wrong(f"there is no check '{shown(text)}'", did_you_mean(text, CODES) or "codes look like KB021")
    return text


def _signature(text: str) -> str:
    try:
        Signature.parse(text)
    except ValueError:
        raise _wrong(f"'{shown(text)}' is not how git names anybody", FORMS) from None
    return text


def _slash(text: str) -> str:
    return text if text.endswith("/") else text + "/"


def _extensions(items: tuple[Any, ...]) -> tuple[Any, ...]:
    _, problems = markdown_extensions.parse(list(items), lambda _: Location())
    if problems:
        raise _wrong(problems[0].message.replace(" from content", ""), problems[0].hint)
    return items


Text = Annotated[str, Field(strict=True, min_length=1)]
Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=1)]
Pattern = Annotated[Text, AfterValidator(_pattern)]
Version = Annotated[Text, AfterValidator(partial(_segment, what="a version name"))]
WebUrl = Annotated[Text, AfterValidator(check_web_url)]
SignatureText = Annotated[Text, AfterValidator(_signature)]
Names = Annotated[
    Mapping[Pattern, Text],
    BeforeValidator(lambda value: {"**": UNVERSIONED} if value == UNVERSIONED else value),
    WithJsonSchema({"anyOf": [{"type": "object", "additionalProperties": {"type": "string"}}, {"const": UNVERSIONED}]}),
]
# YAML 1.1 reads an unquoted `off` as false.
CheckLevel = Annotated[Level, BeforeValidator(lambda value: Level.OFF if value is False else value)]
ExtensionItem = Annotated[
    Any, WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "maxProperties": 1, "minProperties": 1}]})
]


class Section(BaseModel):
    """A part of the file: unknown keys are errors, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Site(Section):
    """The site as a whole."""

    name: Text = Field(default="Knowledge base", description="The name of the site.")
    url: Annotated[WebUrl, AfterValidator(_slash)] | Literal[""] = Field(
        default="", description="Where the site is published; needed for canonical links, sitemaps and feeds."
    )
    description: str = Field(default="", strict=True, description="One or two sentences about the site.")
    language: str = Field(
        default="en",
        strict=True,
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="The language of the site's own words, such as en or pt-BR.",
    )
    portable: Flag = Field(
        default=False, description="The site can also be read from a folder or a stick, without a server."
    )

    @property
    def named(self) -> bool:
        """Whether someone chose the name; else it was inferred, and a repository's own name may replace it."""
        return "name" in self.model_fields_set


class Keep(Section):
    """Which releases stay published. What is not given sets no limit."""

    minors: Count | None = Field(default=None, description="How many of the newest minor releases (1.4, 1.3 …) stay.")
    patches: Count | None = Field(default=None, description="How many patch releases of each minor release stay.")
    always: tuple[Pattern, ...] = Field(default=(), description="Patterns of versions that stay whatever their age.")


class SourceDefaults(Section):
    """What can be set for all sources at once."""

    docs: Annotated[Text, AfterValidator(_folder)] | None = Field(
        default=None, description="The folder of the pages. Default: docs_dir of mkdocs.yml, else docs, else the root."
    )
    branches: tuple[Pattern, ...] = Field(
        default=("HEAD",), description="Branches to publish, by name or pattern; HEAD is the default branch, ! negates."
    )
    tags: tuple[Pattern, ...] = Field(default=(), description="Tags to publish, by name or pattern, such as 'v*'.")
    versions: Names = Field(
        default_factory=dict,
        description="Ref, or pattern with (captures), to version name. Or none: one ref, without versions.",
    )
    latest: Version = Field(default=AUTO, description="The version that `latest` means; auto: the highest release.")
    aliases: Mapping[Annotated[Text, AfterValidator(_alias)], Version] = Field(
        default_factory=dict, description="Further names of versions, such as stable: auto."
    )
    mark: Mapping[Pattern, tuple[Mark, ...]] = Field(
        default_factory=dict, description="Pattern of versions to marks: prerelease, eol, hidden."
    )
    keep: Keep | None = Field(default=None, description="Which releases stay published. Default: all.")
    web_url: WebUrl | Literal[""] = Field(
        default="", description="The repository on the web. Default: found from its url."
    )
    forge: Literal["auto", "azure", "bitbucket", "forgejo", "gitea", "github", "gitlab", "sourcehut", "none"] = Field(
        default="auto", description="The kind of forge, where its host does not tell."
    )
    edit: Annotated[Text, AfterValidator(partial(address_pattern, key="edit"))] | None = Field(
        default=None, description="Address of the editor, with {web_url}, {branch} and {path}. Default: by the forge."
    )
    view: Annotated[Text, AfterValidator(partial(address_pattern, key="view"))] | None = Field(
        default=None, description="Address of a file, with {web_url}, {commit} and {path}. Default: by the forge."
    )
    history: Annotated[Text, AfterValidator(partial(address_pattern, key="history"))] | None = Field(
        default=None, description="Address of the changes of a file, with the same fields. Default: by the forge."
    )
    commit: Annotated[Text, AfterValidator(partial(address_pattern, key="commit"))] | None = Field(
        default=None, description="Address of a commit, with {web_url} and {commit}. Default: by the forge."
    )
    compare: Annotated[Text, AfterValidator(partial(address_pattern, key="compare"))] | None = Field(
        default=None, description="Address of a comparison, with {web_url}, {older} and {newer}. Default: by the forge."
    )
    issue: Annotated[Text, AfterValidator(partial(address_pattern, key="issue"))] | None = Field(
        default=None,
        description="Where a problem is reported, with {web_url}, {title}, {body} or {html}. Default: by the forge.",
    )
    on_error: Literal["cache", "fail"] = Field(
        default="cache", description="When the source is down: use its copy, or fail."
    )
    trust: Literal["content", "full"] = Field(
        default="content", description="full: HTML and files of this source are published as they are."
    )


class Source(SourceDefaults):
    """A repository of pages. It shows as one collection."""

    url: Annotated[Text, AfterValidator(check_url)] = Field(
        description="An https address, or the path of a repository, a bare .git or a .bundle, from this file's folder."
    )
    name: Annotated[Text, AfterValidator(partial(_free_segment, what="the name of a source"))] = Field(
        default="", description="URL segment and identity of the collection. Default: the last part of url."
    )
    title: str = Field(default="", strict=True, description="Default: site_name of its mkdocs.yml, else the name.")
    prefix: Annotated[str, Field(strict=True), AfterValidator(_prefix)] | None = Field(
        default=None, description="URL segment, if it is not the name; '' (for one source at most) puts it at the root."
    )

    token_env: Annotated[Text, AfterValidator(_variable)] | Literal[""] = Field(
        default="", description="The variable that holds the token for this source's host. Never the token itself."
    )
    token_user: Annotated[Text, AfterValidator(_user)] = Field(
        default="x-access-token", description="The user name that goes with the token."
    )

    @property
    def versioned(self) -> bool:
        """Whether URLs hold a version: branches or tags were given, here or in source_defaults."""
        return UNVERSIONED not in self.versions.values() and bool({"branches", "tags"} & self.model_fields_set)

    @property
    def forge_settings(self) -> ForgeSettings:
        """What is configured of the repository's addresses on the web."""
        patterns = (self.edit, self.view, self.history, self.commit, self.compare, self.issue)
        return ForgeSettings("" if self.forge == "auto" else self.forge, *(pattern or "" for pattern in patterns))

    def completed(self, defaults: SourceDefaults, url: str) -> Source:
        """Return the source with the defaults for what it does not set, its default name, and `url`."""
        given = {name: getattr(part, name) for part in (defaults, self) for name in part.model_fields_set}
        # Not validated again: every part was, and a name made from the URL may be reserved where nobody sees it.
        return self.model_copy(update={"name": default_name(url), **given, "url": url})


class Urls(Section):
    """How versions and redirects show in addresses."""

    latest: Literal["redirect", "copy"] = Field(
        default="redirect", description="redirect: /latest/ leads to the version; copy: it holds the version's pages."
    )
    redirects: tuple[Literal["html", "netlify", "gitlab", "nginx", "httpd"], ...] = Field(
        default=("html",), description="Kinds of servers to write rules for; html pages are always written."
    )
    noindex_old: Flag = Field(default=False, description="Ask search engines to leave out old releases too.")


class Member(Section):
    """A person as the site shows them."""

    name: Text = Field(description="The name that is shown.")
    signs_as: tuple[SignatureText, ...] = Field(
        default=(), description="Addresses, names, or both as 'Name <address>', as git knows them. Default: the name."
    )
    links: Mapping[Text, WebUrl] = Field(default_factory=dict, description="Name of a place to a web address.")
    org: str = Field(default="", strict=True, description="The organisation that the person works for.")
    opt_out: Flag = Field(default=False, description="Show neither the name nor a page of this person anywhere.")


class PeopleRules(Section):
    """Who is who in the histories, and who is not a person."""

    members: tuple[Member, ...] = Field(default=(), description="People with more to say than git knows.")
    teams: tuple[Text, ...] = Field(default=(), description="Teams that look after pages, as `owner:` names them.")
    bots: tuple[SignatureText, ...] = Field(
        default=(), description="Signatures of bots, beside the known ones and all with [bot] in them."
    )
    assistants: tuple[SignatureText, ...] = Field(
        default=(), description="Signatures of coding assistants, beside the known ones."
    )
    mailmap: Text | None = Field(
        default=None, description="A file in the format of .mailmap, for all sources. From this file's folder."
    )
    use_mailmap: Flag = Field(
        default=True,
        description="Use the .mailmap of each repository, for its own commits and below what is said here.",
    )


class Partner(Section):
    """Another site whose search can be asked too."""

    title: Text = Field(description="How its results are labelled.")
    url: Annotated[WebUrl, AfterValidator(_slash)] = Field(description="Its address: a site made by kbgen.")


class SearchRules(Section):
    """How the site is searched."""

    engine: Literal["two-tier", "none"] = Field(
        default="two-tier", description="two-tier: titles and headings, and full text; none: no search."
    )
    synonyms: Text | None = Field(
        default=None,
        description="A file of words and what they stand for, from this file's folder. Default: search/synonyms.yml.",
    )
    partners: tuple[Partner, ...] = Field(default=(), description="Sites whose search a reader can ask too.")


class FrontMatterRules(Section):
    """What the front matter of pages must and may hold on this site, beside what kbgen knows."""

    required: Mapping[Text, tuple[Text, ...]] = Field(
        default_factory=dict, description="Pattern of paths in the docs folder to keys; the last that matches decides."
    )
    values: Mapping[Text, tuple[Text, ...]] = Field(
        default_factory=dict, description="Key, such as audience, to the values that it may have."
    )
    json_schema: Text | None = Field(
        default=None, description="A JSON Schema (JSON or YAML) for the whole front matter. From this file's folder."
    )
    ignore: tuple[Text, ...] = Field(default=(), description="Keys of other tools, which are not reported.")


class PublishRules(Section):
    """When a site takes the place of the one before."""

    max_shrink: Annotated[int, Field(strict=True, ge=0, le=100)] = Field(
        default=30,
        description="How many percent of the published pages may be gone in the next site; 100 sets no limit.",
    )


class MermaidScript(Section):
    """The script that draws diagrams, which the owner of the site provides."""

    file: Text = Field(description="Mermaid's mermaid.min.js. From this file's folder.")
    sha256: Annotated[str, Field(strict=True, pattern="^[0-9a-f]{64}$")] = Field(
        description="What the file must be, in hex: `sha256sum mermaid.min.js` tells it."
    )


class ConfigFile(Section):
    """What `kbgen.yml` holds."""

    site: Site = Field(default_factory=Site, description="The site as a whole.")
    sources: tuple[Source, ...] = Field(min_length=1, description="The repositories of pages.")
    source_defaults: SourceDefaults = Field(
        default_factory=SourceDefaults, description="Settings for all sources that do not set them."
    )
    urls: Urls = Field(default_factory=Urls, description="How versions and redirects show in addresses.")
    people: PeopleRules = Field(default_factory=PeopleRules, description="Who is who in the histories.")
    search: SearchRules = Field(default_factory=SearchRules, description="How the site is searched.")
    front_matter: FrontMatterRules = Field(
        default_factory=FrontMatterRules, description="What the front matter of pages must and may hold."
    )
    publish: PublishRules = Field(
        default_factory=PublishRules, description="When a site takes the place of the one before."
    )
    mermaid: MermaidScript | None = Field(
        default=None, description="The script that draws diagrams. Without it their text is shown."
    )
    theme: Text = Field(default="commons", description="The name of a theme, or the path of its folder.")
    check: Mapping[Annotated[Text, AfterValidator(_code)], CheckLevel] = Field(
        default_factory=dict,
        description="Code of a check to error, warning, info or off; codes of other packages' rules too.",
    )
    markdown_extensions: Annotated[tuple[ExtensionItem, ...], AfterValidator(_extensions)] = Field(
        default=(), description="In the form of mkdocs.yml: for repositories that have no mkdocs.yml of their own."
    )


class Config(ConfigFile):
    """A configuration ready for use: sources are complete, their local paths absolute.

    `base_dir` is the folder of `kbgen.yml`, or the working folder; `theme` as a path starts there.
    """

    base_dir: Path = Path()

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """The site's Markdown extensions for repositories without a `mkdocs.yml`; () means kbgen's own set."""
        return markdown_extensions.parse(list(self.markdown_extensions), lambda _: Location())[0]

    def as_portable(self) -> Config:
        """Return the configuration with `portable` set."""
        return self.model_copy(update={"site": self.site.model_copy(update={"portable": True})})


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of `kbgen.yml`."""
    made = ConfigFile.model_json_schema()
    made["properties"]["check"]["propertyNames"] = {
        "anyOf": [{"enum": sorted(CODES)}, {"pattern": f"^{STRANGE_CODE}$"}]
    }
    made["properties"]["check"]["additionalProperties"] = {"enum": [*(level.value for level in Level), False]}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:kbgen:schema:kbgen.yml:1"}
    return {**head, **made, "title": "kbgen.yml"}
