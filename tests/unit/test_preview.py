"""What a preview says of a change: which pages, addresses, headings, problems, and who made it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from proposal import before, previewed, proposed
from repo_builder import RepoBuilder
from small_site import config_of, content_of
from small_site import page as page_of

from kbgen.cache import Cache
from kbgen.check.rule import built_in
from kbgen.errors import ConfigError, SourceError
from kbgen.model import BookSettings, Extension
from kbgen.preview import Document, chosen, parse
from kbgen.preview.affected import to_convert
from kbgen.preview.document import schema
from kbgen.preview.problems import OF_THE_WHOLE
from kbgen.preview.sides import ShallowError, sides
from kbgen.preview.titles import known_title
from kbgen.progress import Silent


def rows(document: Document) -> dict[str, str]:
    """Return what became of each page, by path."""
    return {each.path: each.change.value for each in document.pages}


def git_says(repo: RepoBuilder, base: str) -> dict[str, str]:
    """Return the same for the Markdown files of the docs folder, as git's own porcelain tells it."""
    names = {"A": "added", "M": "changed", "D": "deleted", "R": "moved"}
    diff = repo.git("diff", "--name-status", "-M", f"{base}...HEAD", "--", "docs/*.md")
    lines = [line.split("\t") for line in diff.splitlines()]
    return {line[-1]: names[line[0][0]] for line in lines}


@dataclass(frozen=True)
class Proposal:
    """A repository with a branch that changes it, the folder of its preview, and what is said of it."""

    repo: RepoBuilder
    folder: Path
    document: Document


@pytest.fixture(scope="module")
def proposal(tmp_path_factory: pytest.TempPathFactory) -> Proposal:
    root = tmp_path_factory.mktemp("proposal")
    repo = proposed(root / "kb")
    return Proposal(repo, root / "preview", previewed(repo, root).document)


def test_preview_report_lists_exactly_the_changed_pages(proposal: Proposal) -> None:
    document = proposal.document
    assert rows(document) == git_says(proposal.repo, "main")
    assert set(rows(document).values()) == {"added", "changed", "deleted", "moved"}
    report = (proposal.folder / "index.html").read_text("utf-8")
    for page in document.pages:
        assert page.path in report
    assert "docs/coffee.md:3" in report and "Coffee" not in report  # it is not changed; a link in it is dead now
    assert parse((proposal.folder / "preview.json").read_bytes()) == document


def test_the_document_is_what_its_schema_says(proposal: Proposal) -> None:
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(json.loads((proposal.folder / "preview.json").read_text("utf-8")))


def test_what_came_to_the_branch_meanwhile_is_not_told(tmp_path: Path) -> None:
    repo = proposed(tmp_path / "kb")
    expected = previewed(repo, tmp_path).document
    repo.checkout("main").commit({"docs/coffee.md": "# Tea\n", "docs/new.md": "# New\n"}).checkout("change")
    assert previewed(repo, tmp_path).document == expected


def test_a_merge_that_a_forge_made_is_called_by_what_it_merges(tmp_path: Path) -> None:
    repo = proposed(tmp_path / "kb")
    expected = previewed(repo, tmp_path).document
    repo.checkout("main").commit({"docs/new.md": "# New\n"}).merge("change")
    document = previewed(repo, tmp_path, "main^1").document
    assert (document.pages, document.head) == (expected.pages, expected.head)


def test_the_branch_of_the_remote_stands_for_one_that_is_not_here(tmp_path: Path) -> None:
    repo = proposed(tmp_path / "kb")
    expected = previewed(repo, tmp_path).document
    repo.git("update-ref", "refs/remotes/origin/trunk", "main")
    assert previewed(repo, tmp_path, "trunk").document.pages == expected.pages
    repo.checkout("change", detach=True)  # as continuous integration checks out a pull request
    assert previewed(repo, tmp_path, "trunk").document.pages == expected.pages


def test_a_page_that_moved_tells_its_old_address_and_keeps_its_own(proposal: Proposal) -> None:
    (moved,) = [p for p in proposal.document.pages if p.change == "moved"]
    assert (moved.old_url, moved.url, moved.words.added, moved.diff) == ("words/", "reference/glossary/", 0, "")


def test_a_page_may_move_and_change(tmp_path: Path) -> None:
    repo = before(tmp_path / "kb").branch("x").checkout("x")
    text = (repo.path / "docs/setup.md").read_text("utf-8")
    repo.move("docs/setup.md", "docs/guides/setup.md", {"docs/guides/setup.md": text + "\nOne more line.\n"})
    (moved,) = previewed(repo, tmp_path).document.pages
    assert (moved.change, moved.words.added, moved.diff) == ("moved", 3, "diff/guides/setup/index.html")


def test_pages_that_only_look_different_are_counted(tmp_path: Path) -> None:
    repo = before(tmp_path / "kb").branch("x").checkout("x")
    repo.commit({"docs/zebra.md": "# Zebra\n"})
    document = previewed(repo, tmp_path).document
    assert rows(document) == {"docs/zebra.md": "added"}
    assert document.rendered_otherwise == 6  # a folder's pages show each other in the navigation


def test_another_setting_makes_every_page_look_different(tmp_path: Path) -> None:
    repo = before(tmp_path / "kb").branch("x").checkout("x")
    repo.commit({"mkdocs.yml": "site_name: Other\n"})
    document = previewed(repo, tmp_path).document
    assert (document.pages, document.rendered_otherwise) == ((), 6)


def test_words_are_counted_as_history_counts_them(tmp_path: Path) -> None:
    repo = (
        RepoBuilder(tmp_path / "kb").commit({"a.md": "---\ntitle: A\n---\none two three\n"}).branch("x").checkout("x")
    )
    repo.commit({"a.md": "---\ntitle: Other words here\n---\none two four five\n"})
    (page,) = previewed(repo, tmp_path).document.pages
    assert (page.words.added, page.words.removed) == (2, 1)


def test_addresses_that_lead_nowhere_are_told_but_not_those_that_lead_on(tmp_path: Path) -> None:
    repo = before(tmp_path / "kb").branch("x").checkout("x")
    coffee = "---\nredirect_from: [old.md]\n---\n# Coffee\n"
    repo.commit({"docs/old.md": None, "docs/accounts.md": None, "docs/img/parts.png": None, "docs/coffee.md": coffee})
    assert previewed(repo, tmp_path).document.urls_removed == ("accounts/", "img/parts.png")


def test_headings_that_are_gone_are_told(proposal: Proposal) -> None:
    lost = proposal.document.ids_lost
    assert [(each.path, each.id) for each in lost] == [
        ("docs/accounts.md", "passwords"),
        ("docs/setup.md", "afterwards"),
    ]


def test_files_beside_pages_are_told(proposal: Proposal) -> None:
    files = proposal.document.files
    assert [(each.path, each.url, each.change.value) for each in files] == [
        ("docs/img/parts.png", "img/parts.png", "changed")
    ]


# --- problems


def test_every_rule_is_asked_or_needs_the_whole_of_a_version() -> None:
    alone = {code for rule in built_in() if OF_THE_WHOLE.isdisjoint(rule.codes) for code in rule.codes}
    assert alone == {
        *("KB011", "KB012", "KB013", "KB014", "KB074"),
        *("KB021", "KB022", "KB023", "KB024", "KB025", "KB026", "KB029", "KB034", "KB035", "KB036", "KB050"),
        *("KB051", "KB052", "KB053", "KB055", "KB056", "KB064", "KB080", "KB081", "KB082"),
    }, "a new rule: say in kbgen/preview/problems.py whether it looks at one page or at all"


def codes(document: Document) -> tuple[list[str], list[str]]:
    """Return the codes of the problems that are new and that are fixed, but for notices: the pages here are short."""
    found = document.problems.new, document.problems.fixed
    new, fixed = ([each.code for each in side if each.severity != "info"] for side in found)
    return new, fixed


def test_a_page_that_stays_short_is_not_short_anew(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": "# A\n"}).branch("x").checkout("x")
    document = previewed(repo.commit({"a.md": "# A\n\nTwo words.\n", "b.md": "# B\n"}), tmp_path).document
    assert [(each.code, each.path) for each in document.problems.new] == [("KB034", "b.md")]
    assert document.problems.fixed == ()


def test_problems_are_new_though_the_page_that_has_them_is_the_same(proposal: Proposal) -> None:
    told = [each for each in proposal.document.problems.new if each.severity != "info"]
    assert [(each.code, each.severity, each.path, each.line) for each in told] == [
        ("KB021", "error", "docs/coffee.md", 3),
        ("KB022", "error", "docs/setup.md", 18),
    ]


def test_a_heading_that_is_gone_is_missed_in_pages_that_are_the_same(tmp_path: Path) -> None:
    pages = {"a.md": "# A\n\n## Part\n", "b.md": "# B\n\n[part](a.md#part)\n\n<script>x</script>\n", "c.md": "# C\n"}
    repo = RepoBuilder(tmp_path / "kb").commit(pages).branch("x").checkout("x").commit({"a.md": "# A\n\n## Other\n"})
    assert codes(previewed(repo, tmp_path).document) == (["KB022"], [])


def test_a_link_to_a_part_of_a_page_that_is_the_same_is_checked(tmp_path: Path) -> None:
    pages = {"a.md": "# A\n\n## Part\n\n![](x.png)\n", "b.md": "# B\n"}
    repo = RepoBuilder(tmp_path / "kb").commit(pages).branch("x").checkout("x")
    repo.commit({"b.md": "# B\n\n[the one part](a.md#part) and [the other parts](a.md#parts)\n"})
    (found,) = [each for each in previewed(repo, tmp_path).document.problems.new if each.severity != "info"]
    assert (found.code, found.hint) == ("KB022", "did you mean '#part'?")


def test_what_an_author_asks_to_overlook_is_overlooked(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": "# A\n"}).branch("x").checkout("x")
    repo.commit({"a.md": "# A\n\n[what comes](gone.md) <!-- kbgen-ignore KB021: it comes later -->\n"})
    assert codes(previewed(repo, tmp_path).document) == ([], [])


def test_a_problem_that_was_there_is_not_new_on_another_line_or_in_a_page_that_moved(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit(
        {"a.md": "# A\n\n[x](gone.md)\n", "b.md": "# B\n\n[x](gone.md) and more\n"}
    )
    repo.branch("x").checkout("x").commit({"a.md": "# A\n\nMore.\n\n[x](gone.md)\n"}).move("b.md", "c.md")
    document = previewed(repo, tmp_path).document
    assert rows(document) == {"a.md": "changed", "c.md": "moved"}
    assert codes(document) == ([], [])


def test_one_more_of_the_same_problem_is_new(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": "---\nstatus: x\n---\n# A\n"}).branch("x").checkout("x")
    repo.commit({"a.md": "---\nstatus: x\nlang: 5\n---\n# A\n"})
    assert codes(previewed(repo, tmp_path).document) == (["KB011"], [])


def test_what_was_wrong_with_a_page_that_is_deleted_is_not_fixed(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": "# A\n\n[x](gone.md)\n", "b.md": "# B\n"})
    document = previewed(repo.branch("x").checkout("x").commit({"a.md": None}), tmp_path).document
    assert document.problems.fixed == ()


def test_what_is_mended_is_told_too(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"a.md": "# A\n\n[x](gone.md)\n"}).branch("x").checkout("x")
    repo.commit({"gone.md": "# No more\n"})  # the page with the link is the same
    assert codes(previewed(repo, tmp_path).document) == ([], ["KB021"])


def test_the_site_says_how_much_a_problem_weighs(tmp_path: Path) -> None:
    repo = proposed(tmp_path / "kb")
    levels = {"check": {"KB021": "off", "KB022": "info"}}
    told = previewed(repo, tmp_path, config=levels).document.problems.new
    assert {(each.code, each.severity) for each in told} == {("KB022", "info"), ("KB034", "info")}


# --- people


def people(document: Document) -> list[tuple[str, bool]]:
    return [(each.name, each.first) for each in document.contributors]


def test_contributors_are_thanked_and_those_who_are_new_are_known(tmp_path: Path) -> None:
    repo = proposed(tmp_path / "kb")
    message = "Add a page\n\nCo-authored-by: Margaret <margaret@example.org>\nCo-authored-by: x[bot] <x[bot]@e.org>"
    repo.commit({"docs/more.md": "# More\n"}, message, author="Ada")
    assert people(previewed(repo, tmp_path).document) == [
        ("Ada", False),
        ("Grace Hopper", True),
        ("Linus", True),
        ("Margaret", True),
    ]


def test_who_has_contributed_to_the_branch_since_is_not_new(tmp_path: Path) -> None:
    repo = proposed(tmp_path / "kb")
    repo.checkout("main").commit({"docs/x.md": "# X\n"}, author="Linus").checkout("change")
    assert people(previewed(repo, tmp_path).document) == [("Grace Hopper", True), ("Linus", False)]


def test_who_opted_out_is_not_named_and_no_address_is(tmp_path: Path) -> None:
    repo = proposed(tmp_path / "kb")
    repo.commit({"docs/y.md": "# Y\n"}, author="secret@example.org", email="secret@example.org")
    members = {"people": {"members": [{"name": "Linus", "opt_out": True}]}}
    assert people(previewed(repo, tmp_path, config=members).document) == [("Grace Hopper", True), ("secret", True)]
    for file in (tmp_path / "preview").rglob("*"):
        assert file.is_dir() or b"example.org" not in file.read_bytes()
    assert "Linus" not in (tmp_path / "preview" / "index.html").read_text("utf-8").replace("<td>Linus", "")


# --- what is compared


def test_files_are_shown_as_they_are_where_that_is_wanted(tmp_path: Path) -> None:
    repo = (
        before(tmp_path / "kb").branch("x").checkout("x").write({"docs/new.md": "# New\n", "docs/old.md": "# Older\n"})
    )
    assert previewed(repo, tmp_path).document.pages == ()
    document = previewed(repo, tmp_path, working_tree=True).document
    assert rows(document) == {"docs/new.md": "added", "docs/old.md": "changed"}
    assert not document.head.committed
    (repo.path / "docs/new.md").unlink()
    (repo.path / "docs/old.md").write_text(repo.git("show", "HEAD:docs/old.md") + "\n", encoding="utf-8")
    assert previewed(repo, tmp_path, working_tree=True).document.head.committed


def test_a_preview_in_the_repository_is_no_part_of_the_next_one(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path).commit({"a.md": "# A\n"}).write({"a.md": "# B\n"})
    (tmp_path / ".git/info").mkdir(exist_ok=True)
    (tmp_path / ".git/info/exclude").write_text("/cache/\n")
    first = previewed(repo, tmp_path, "HEAD", working_tree=True).document
    assert previewed(repo, tmp_path, "HEAD", working_tree=True).document == first


def test_nothing_was_there_before(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "kb").commit({"LICENSE": "free"}).branch("x").checkout("x").commit({"a.md": "# A\n"})
    document = previewed(repo, tmp_path).document
    assert rows(document) == {"a.md": "added"}


def test_nothing_is_left(tmp_path: Path) -> None:
    repo = (
        RepoBuilder(tmp_path / "kb").commit({"a.md": "# A\n"}).branch("x").checkout("x").commit({"a.md": None, "b": ""})
    )
    with pytest.raises(SourceError, match="no Markdown file"):
        previewed(repo, tmp_path)


def test_nothing_has_changed(tmp_path: Path) -> None:
    document = previewed(before(tmp_path / "kb"), tmp_path).document
    assert (document.pages, document.contributors, document.rendered_otherwise) == ((), (), 0)
    assert "No page changed" in (tmp_path / "preview/index.html").read_text("utf-8")


def test_a_shallow_clone_is_refused_with_what_to_do(tmp_path: Path) -> None:
    repo = proposed(tmp_path / "kb")
    clone = repo.shallow(tmp_path / "clone")
    config = config_of({"url": str(clone), "name": "kb"})
    with pytest.raises(ShallowError) as error:
        sides(config.sources[0], config, Cache(tmp_path / "cache"), "main", Silent(), offline=True, working_tree=False)
    (problem,) = error.value.problems
    assert (problem.code, error.value.exit_code) == ("KB114", 3)
    assert "fetch-depth: 0" in problem.hint


def test_a_ref_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    repo = proposed(tmp_path / "kb")
    with pytest.raises(ConfigError, match="no commit 'mian'") as error:
        previewed(repo, tmp_path, "mian")
    assert "did you mean 'main'?" in error.value.problems[0].hint
    with pytest.raises(ConfigError, match="no commit '--output=x'"):
        previewed(repo, tmp_path, "--output=x")
    repo.checkout("alone", orphan=True).commit({"z.md": "# Z\n"}).checkout("change")
    with pytest.raises(ConfigError, match="have no commit in common"):
        previewed(repo, tmp_path, "alone")


def test_bundles_and_bare_repositories_are_previewed_too(tmp_path: Path) -> None:
    repo = proposed(tmp_path / "kb")
    expected = previewed(repo, tmp_path).document.pages
    for path in (repo.bare(tmp_path / "kb.git"), repo.bundle(tmp_path / "kb.bundle")):
        assert previewed(path, tmp_path).document.pages == expected


def test_one_source_is_chosen_by_where_one_stands(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    web = {"url": "https://example.org/c", "name": "c"}
    two = config_of({"url": str(tmp_path / "a"), "name": "a"}, {"url": str(tmp_path / "b"), "name": "b"}, web)
    assert chosen(two, tmp_path / "b").name == "b"
    with pytest.raises(ConfigError, match="there are 3: a, b, c"):
        chosen(two, tmp_path)
    assert chosen(config_of({"url": str(tmp_path / "a"), "name": "a"}, web), tmp_path).name == "a"
    assert chosen(config_of(web), tmp_path).name == "c"


# --- how little is done


def test_only_what_changed_is_converted(tmp_path: Path) -> None:
    pages = {f"docs/p{n}.md": f"# Page {n}\n\nText.\n" for n in range(30)}
    repo = RepoBuilder(tmp_path / "kb").commit({**pages, "docs/deep/x.md": "# X\n\n[y](../p3.md)\n"})
    repo.branch("x").checkout("x").commit({"docs/p1.md": "# Page 1\n\nOther.\n", "docs/p3.md": None})
    config = config_of({"url": str(repo.path), "name": "kb"})
    told = sides(config.sources[0], config, Cache(tmp_path / "c"), "main", Silent(), offline=True, working_tree=False)
    changed = [page for page in told.head.pages if page.src_uri == "p1.md"]
    assert to_convert(told.head, told.base, changed) == {"p1.md", "deep/x.md"}  # what names p3 may have a dead link


def test_other_settings_make_every_article_another_one(repo: RepoBuilder) -> None:
    content = content_of(repo.commit({"a.md": "# A\n", "b.md": "# B\n"}))
    other = content_of(repo.commit({"mkdocs.yml": "docs_dir: .\nmarkdown_extensions: [admonition]\n"}))
    assert to_convert(content, other, []) == {"a.md", "b.md"}
    assert to_convert(content, content, []) == frozenset()


@pytest.mark.parametrize(
    "link",
    [
        "x.md",
        "./x.md#a",
        "../docs/x.md",
        "x/",
        "../x/#b",
        "x.html",
        "x%2Emd",
        "&#120;.md",
        r"x\.md",
        "<x.md>",
        "'x.md'",
    ],
)
def test_whoever_links_to_a_path_is_found_however_it_is_written(repo: RepoBuilder, link: str) -> None:
    now = content_of(
        repo.commit(
            {"docs/a.md": f"# A\n\n[text]({link})\n", "docs/b.md": "# B\n\nmaxx. xx.md\n", "docs/x.md": "# X\n"}
        )
    )
    was = content_of(repo.commit({"docs/x.md": None}))
    assert "a.md" in to_convert(now, was, [])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Plain title\n\nText.\n", "Plain title"),
        ("\n\n# Closed #\n", "Closed"),
        ("# It's (quite) plain: yes?\n", "It's (quite) plain: yes?"),
        ("# With *emphasis*\n", None),
        ("# With `code`\n", None),
        ("# With a :smile: in it\n", None),
        ("# An attribute {#id}\n", None),
        ("Title\n=====\n", None),
        ("A paragraph\nof two lines.\n", ""),
        ("## A lower heading\n", ""),
        ("<div># no</div>\n", None),
        ("", None),
    ],
)
def test_a_title_is_known_without_a_conversion_or_not_at_all(text: str, title: str | None) -> None:
    assert known_title(page_of("a.md", text), BookSettings(docs_dir="")) == title


def test_quotes_are_not_known_where_they_are_replaced() -> None:
    settings = BookSettings(docs_dir="", extensions=(Extension("smarty"),))
    assert known_title(page_of("a.md", "# It's\n"), settings) is None
    assert known_title(page_of("a.md", "# Its\n"), settings) == "Its"
