"""The search of whole sites: which files there are, what is in them, and what never is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pagefind_bundle import filters, fragments, page_order, texts
from repo_builder import RepoBuilder
from small_site import build_site, config_of, found

from kbgen.config import Config
from kbgen.errors import ConfigError
from kbgen.model import Location
from kbgen.search import index_schema, service, titles, titles_schema
from kbgen.search.lint import lost_pages
from kbgen.search.pages import SearchPage

SECRET = "xyzzyplugh"
HOSTILE = "<img src=x onerror=alert(1)>"
LONG = "These are some more words of plain text, so that there is something to find on this page and in this index."


def json_of(path: Path) -> Any:
    return json.loads(path.read_bytes())


def site_of(tmp_path: Path, files: dict[str, str | bytes], **given: Any) -> Path:
    repo = RepoBuilder(tmp_path / "repo").commit(dict(files))
    source = {"url": str(repo.path), "name": "kb", **given.pop("source", {})}
    folder, _ = build_site(tmp_path, config_of(source, **given))
    return folder


def bundle_keys(site: Path) -> dict[str, str]:
    index = json_of(site / "search/index.json")
    return {version["name"]: version["bundle"] for each in index["collections"] for version in each["versions"]}


def test_titles_hold_what_pages_say_of_themselves(tmp_path: Path) -> None:
    head = "---\naliases: [k8s, kube]\ntags: [ops, Ops]\nsearch: {boost: 2.5}\n---\n"
    body = "# Install\n\n## On `Windows`\n\n### From *source* {#src}\n\n##### Deep\n"
    site = site_of(tmp_path, {"index.md": "# Home", "ops guide/install.md": head + body})
    made = json_of(site / "search/titles.json")
    assert (made["schema"], made["base"], made["synonyms"]) == (1, "", {})
    home, install = made["pages"]
    assert home == ["", "Home", [], [], "2020-01-01", 1, []]
    headings = [["On Windows"], ["From source", "src"], ["Deep"]]  # an id that follows from the text is left out
    assert install == [
        "ops%20guide/install/",
        "Install",
        ["k8s", "kube"],
        ["ops", "Ops guide"],
        "2020-01-01",
        2.5,
        headings,
    ]


def test_a_bundle_knows_the_facets_of_a_page(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo").commit({"ops/a.md": f"---\ntags: [x]\n---\n# A\n\n{LONG}"}, author="Ada L")
    repo.commit({"ops/b.md": f"---\nreviewed: 2024-03-01\n---\n# B\n\n{LONG}"}, author="Bob", when="2024-03-05")
    site, _ = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb", "branches": ["main"]}))
    a, b = fragments(site / "main/pagefind")["/ops/a/"], fragments(site / "main/pagefind")["/ops/b/"]
    assert a["filters"] == {
        "kind": ["page"],
        "collection": ["kb"],
        "version": ["main"],
        "topic": ["x", "Ops"],
        "author": ["Ada L"],
        "trust": ["overdue"],
        "updated": ["2020-01"],
    }
    assert b["filters"]["trust"] == ["verified"] and b["filters"]["updated"] == ["2024-03"]
    assert LONG in a["content"]


def test_identifiers_are_found(tmp_path: Path) -> None:
    text = "# Log\n\nCall `append_event` from C++, with `--dry-run`, since 1.2.3.\n\n    std.io.File\n"
    site = site_of(tmp_path, {"index.md": "# Home", "log.md": text})
    words = json_of(site / "search/words.json")["words"]
    assert words == {word: [1] for word in ("--dry-run", "1.2.3", "append_event", "c++", "std.io.file")}
    assert json_of(site / "search/index.json")["collections"][0]["versions"][0]["words"] is True


def test_what_is_excluded_is_in_no_file_of_the_search(tmp_path: Path) -> None:
    block = (
        f"# Open\n\n{LONG}\n\n<div data-search-exclude markdown>\n\n## In {SECRET} {{#h-{SECRET}}}\n\n`{SECRET}_a`\n\n"
        f"</div>\n\n{SECRET} para `{SECRET}_b`\n{{: data-search-exclude }}\n\n## Shown\n"
    )
    site = site_of(
        tmp_path,
        {
            "index.md": block,
            "hidden.md": f"---\nsearch: {{exclude: true}}\ntags: [{SECRET}]\n---\n# {SECRET} page\n\n`{SECRET}_c`",
            "unlisted.md": f"---\nunlisted: true\n---\n# {SECRET} too\n",
        },
    )
    assert SECRET in (site / "index.html").read_text() and SECRET in (site / "hidden/index.html").read_text()
    read = dict(texts(site))
    assert len(read) > 8
    assert [path for path, text in read.items() if SECRET in text.lower()] == []
    assert json_of(site / "search/titles.json")["pages"][0][6] == [["Shown"]]


def test_hostile_titles_tags_and_aliases_stay_data(tmp_path: Path) -> None:
    front = json.dumps({"title": HOSTILE, "tags": [f"{HOSTILE}, a: b"], "aliases": [f'"{HOSTILE}']})
    site = site_of(tmp_path, {"index.md": f"---\n{front}\n---\n# H1\n\n{LONG}"})
    (row,) = json_of(site / "search/titles.json")["pages"]
    assert (row[1], row[2], row[3]) == (HOSTILE, [f'"{HOSTILE}'], [f"{HOSTILE}, a: b"])
    (page,) = fragments(site / "pagefind").values()
    assert page["meta"] == {"title": HOSTILE, "aliases": f'"{HOSTILE}'}
    assert page["filters"]["topic"] == [f"{HOSTILE}, a: b"]


def versions_repo(path: Path) -> RepoBuilder:
    repo = RepoBuilder(path / "repo")
    for tag in ("v1.0", "v2.0"):
        repo.commit({f"docs/{n}.md": f"# Page {n} of {tag}\n\n{LONG}" for n in range(4)}).tag(tag)
    return repo.commit({"docs/0.md": f"# Next\n\n{LONG}"})


def versioned(repo: RepoBuilder, **given: Any) -> Config:
    source = given.pop("source", {})
    return config_of({"url": str(repo.path), "name": "kb", "branches": ["main"], "tags": ["v*"], **source}, **given)


def test_a_changed_page_changes_the_bundle_of_its_version_only(tmp_path: Path) -> None:
    repo = versions_repo(tmp_path)
    site, _ = build_site(tmp_path, versioned(repo))
    before = {path: text for path, text in texts(site) if "/pagefind/" in path and path[0] in "12m"}
    keys = bundle_keys(site)
    repo.commit({"docs/1.md": f"# Changed\n\n{LONG}"})
    site, _ = build_site(tmp_path, versioned(repo))
    after = {path: text for path, text in texts(site) if "/pagefind/" in path and path[0] in "12m"}
    assert {name for name, key in bundle_keys(site).items() if keys[name] != key} == {"main"}
    assert {path.split("/")[0] for path, text in before.items() ^ after.items()} == {"main"}


def test_a_banner_a_theme_or_a_site_name_changes_no_bundle(tmp_path: Path) -> None:
    repo = versions_repo(tmp_path)
    site, _ = build_site(tmp_path, versioned(repo), output="one")
    theme = tmp_path / "ours"
    theme.mkdir()
    (theme / "main.html").write_text('{% extends "commons/main.html" %}{% block facts %}OURS{% endblock %}')
    changed = versioned(
        repo, source={"mark": {"1.0": ["eol"]}}, site={"name": "Other"}, theme="ours", base_dir=tmp_path
    )
    other, _ = build_site(tmp_path, changed, output="two", cache="other")
    assert "OURS" in (other / "1.0/0/index.html").read_text()
    assert bundle_keys(site) == bundle_keys(other)
    first, second = ({p: t for p, t in texts(each) if "pagefind/" in p} for each in (site, other))
    assert first == second and len(first) > 20


def test_a_copy_of_a_version_has_no_bundle_of_its_own(tmp_path: Path) -> None:
    site, _ = build_site(tmp_path, versioned(versions_repo(tmp_path), urls={"latest": "copy"}))
    assert (site / "latest/0/index.html").is_file()
    assert not (site / "latest/pagefind").exists() and not (site / "latest/search").exists()
    (collection,) = json_of(site / "search/index.json")["collections"]
    also = {version["name"]: version["also"] for version in collection["versions"]}
    assert also == {"main": [], "2.0": ["latest/"], "1.0": []}
    assert collection["latest"] == "2.0"


def test_the_key_of_the_titles_is_another_when_only_identifiers_change(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo")
    keys, read = [], []
    for name in ("append_event", "remove_event"):
        repo.commit({"a.md": f"# A\n\nCall `{name}` here."}, when="2020-01-01T00:00:00Z")
        site, _ = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}))
        keys.append(json_of(site / "search/index.json")["collections"][0]["versions"][0]["titles"])
        read.append((site / "search/titles.json").read_bytes())
    assert read[0] == read[1]
    assert keys[0] != keys[1]


def test_the_index_tells_what_there_is_to_search(tmp_path: Path) -> None:
    (tmp_path / "search").mkdir()
    (tmp_path / "search/synonyms.yml").write_text("K8s: [Kubernetes, kube]\nlogin: sign-in\n")
    source = {"web_url": "https://github.com/o/r", "mark": {"1.0": ["eol"]}}
    partner = {"title": "Data", "url": "https://data.example.org/kb"}
    given = versioned(
        versions_repo(tmp_path), source=source, search={"partners": [partner]}, base_dir=tmp_path, site={"name": "S"}
    )
    site, _ = build_site(tmp_path, given)
    index = json_of(site / "search/index.json")
    assert (index["schema"], index["site"], index["language"], index["own"]) == (1, "S", "en", "search/site/")
    assert index["synonyms"] == {"k8s": ["kubernetes", "kube"], "login": ["sign-in"]}
    assert index["partners"] == [{"title": "Data", "url": "https://data.example.org/kb/"}]
    (collection,) = index["collections"]
    assert collection["issue"] == "https://github.com/o/r/issues/new?title={title}&body={body}"
    newest, _, oldest = collection["versions"]
    assert (newest["name"], newest["root"], newest["pages"], oldest["eol"]) == ("main", "main/", 4, True)
    assert json_of(site / "main/search/titles.json")["synonyms"] == index["synonyms"]
    assert len(newest["bundle"]) == len(newest["titles"]) == len(index["records"]) == 16


def test_the_files_keep_to_their_schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, _ = build_site(tmp_path, versioned(versions_repo(tmp_path)))
    jsonschema.validate(json_of(site / "search/index.json"), index_schema())
    jsonschema.validate(json_of(site / "1.0/search/titles.json"), titles_schema())
    monkeypatch.setattr(titles, "LARGEST", 100)
    site, _ = build_site(tmp_path, versioned(versions_repo(tmp_path)))
    assert "shards" in json_of(site / "1.0/search/titles.json")
    jsonschema.validate(json_of(site / "1.0/search/titles.json"), titles_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"schema": 1}, titles_schema())


def test_the_number_of_a_page_is_the_same_in_both_tiers(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"{chr(97 + n * 7 % 26)}/{n}.md": f"# P{n}\n\n{LONG}" for n in range(26)}
    site = site_of(tmp_path, files)
    urls = [f"/{row[0]}" for row in json_of(site / "search/titles.json")["pages"]]
    assert page_order(site / "pagefind") == urls and len(urls) == 26


def test_the_sites_own_files_stand_beside_those_of_a_collection_at_its_root(tmp_path: Path) -> None:
    site = site_of(tmp_path, {"index.md": "# Home", "ops/a.md": "# A"})
    own = json_of(site / "search/site/titles.json")
    assert [row[:2] + row[6:] for row in own["pages"]] == [["", "Home", "kb", ""], ["ops/a/", "A", "kb", ""]]
    assert own["people"] == [["Ada", "people/ada/", ["Ops"]]]
    assert own["topics"] == [["Ops", "topics/ops/"]]
    assert json_of(site / "search/site/names.json") == {"schema": 1, "begin": "ada ops"}
    records = fragments(site / "search/site/pagefind")
    assert {url: each["filters"]["kind"] for url, each in records.items()} == {
        "/people/ada/": ["person"],
        "/topics/ops/": ["topic"],
    }
    assert records["/people/ada/"]["content"] == "Ada. Ops. A. Home"
    assert set(fragments(site / "pagefind")) == {"/", "/ops/a/"}


def test_someone_who_opted_out_is_in_no_file_of_the_search(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo").commit({"ops/a.md": f"# A\n\n{LONG}"}, author="Ada Visible")
    repo.commit({"ops/a.md": f"# A\n\nMore words here. {LONG}", "ops/b.md": "# B"}, author="Charles Hidden")
    people = {"members": [{"name": "Charles Hidden", "opt_out": True}]}
    site, _ = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}, people=people))
    read = "\n".join(text for _, text in texts(site)).lower()
    assert "ada visible" in read
    assert not [name for name in ("charles", "hidden", "@example.org") if name in read.replace('"hidden":', "")]
    assert "a community member" not in read
    assert filters(site / "pagefind")["author"] == {"Ada Visible"}


def test_an_alias_that_is_another_pages_title_is_told(tmp_path: Path) -> None:
    alias = "---\naliases: [Deploying, ok]\n---\n# Shipping\n"
    repo = RepoBuilder(tmp_path / "repo").commit({"docs/a.md": alias, "docs/b.md": "# deploying\n"})
    _, report = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}))
    assert found(report.problems) == [("KB018", "docs/a.md", 0)]
    assert "the alias 'Deploying' is the title of docs/b.md" in report.problems[0].message


def test_without_an_indexer_titles_are_found_and_the_build_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PACKAGES", ("no_such_package",))
    repo = RepoBuilder(tmp_path / "repo").commit({"a.md": "# A"})
    site, report = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}))
    assert [each.code for each in report.problems] == ["KB130"] and report.published == "new"
    assert bundle_keys(site) == {"": ""} and json_of(site / "search/index.json")["records"] == ""
    assert json_of(site / "search/titles.json")["pages"][0][1] == "A"
    assert not list(site.rglob("pagefind"))


def test_text_that_the_indexer_cannot_part_is_told_once(tmp_path: Path) -> None:
    text = "# 图论\n\n" + "最短路径算法是图论研究中的一个经典算法问题。" * 9
    repo = RepoBuilder(tmp_path / "repo").commit({"a.md": text, "b.md": text}).tag("v1").tag("v2")
    config = config_of({"url": str(repo.path), "name": "kb", "tags": ["v*"]})
    site, report = build_site(tmp_path, config)
    extended = service.find_binary()
    assert extended is not None
    assert [each.code for each in report.problems] == ([] if extended.extended else ["KB131"])
    assert list(json_of(site / "2/pagefind/pagefind-entry.json")["languages"]) == ["zh"]
    assert json_of(site / "2/search/titles.json")["pages"][0][1] == "图论"


def test_a_site_can_do_without_search(tmp_path: Path) -> None:
    site = site_of(tmp_path, {"a.md": "# A"}, search={"engine": "none"})
    assert dict(texts(site)) == {}


def test_a_large_file_of_titles_is_split_by_the_words_of_its_headings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(titles, "LARGEST", 100)
    text = "# A\n\n## Über alles\n\n## The best\n\n## 图论\n\n## 42 beads {#b}\n"
    site = site_of(tmp_path, {"a.md": text})
    whole = json_of(site / "search/titles.json")
    assert whole["pages"][0][6] == []
    assert whole["shards"] == {key: f"headings-{key}.json" for key in ("4", "_", "a", "b", "t", "u")}
    shards = {key: json_of(site / "search" / name)["headings"] for key, name in whole["shards"].items()}
    assert [row[1] for row in shards["b"]] == ["The best", "42 beads"]
    assert shards["4"] == [[0, "42 beads", "b"]]
    assert [row[1] for row in shards["u"]] == [row[1] for row in shards["a"]] == ["Über alles"]
    assert [row[1] for row in shards["_"]] == ["图论"]


def test_a_page_in_which_the_indexer_finds_nothing_is_told() -> None:
    pages = [SearchPage(f"{n}/", str(n), f"<p>{LONG}</p>", where=Location(f"{n}.md")) for n in range(3)]
    short = SearchPage("s/", "S", "<p>Few words</p>")
    assert found(tuple(lost_pages([*pages, short], [22, 0, 1, 0]))) == [("KB132", "1.md", 0)]


@pytest.mark.parametrize("text", ["- a\n- b\n", "k8s: 5\n", "k8s: [5]\n", "k8s: ['']\n", "a: [b\n", "5: [five]\n"])
def test_synonyms_that_are_no_lists_of_words_stop_the_build(tmp_path: Path, text: str) -> None:
    (tmp_path / "words.yml").write_text(text)
    repo = RepoBuilder(tmp_path / "repo").commit({"a.md": "# A"})
    config = config_of({"url": str(repo.path)}, search={"synonyms": "words.yml"}, base_dir=tmp_path)
    with pytest.raises(ConfigError) as failure:
        build_site(tmp_path, config)
    assert failure.value.problems[0].where.path.endswith("words.yml")


def test_a_file_of_synonyms_that_is_named_must_be_there(tmp_path: Path) -> None:
    repo = RepoBuilder(tmp_path / "repo").commit({"a.md": "# A"})
    config = config_of({"url": str(repo.path)}, search={"synonyms": "gone.yml"}, base_dir=tmp_path)
    with pytest.raises(ConfigError, match=r"gone\.yml"):
        build_site(tmp_path, config)


def test_a_topic_that_two_collections_share_is_one_record(tmp_path: Path) -> None:
    RepoBuilder(tmp_path / "one").commit({"ops/index.md": "# Run", "ops/a.md": "---\ntags: [tools]\n---\n# A"})
    RepoBuilder(tmp_path / "two").commit({"index.md": "# Two", "Ops/b.md": "# B"})
    sources = [{"url": str(tmp_path / name)} for name in ("one", "two")]
    site, _ = build_site(tmp_path, config_of(*sources))
    records = fragments(site / "search/site/pagefind").values()
    (ops,) = [each for each in records if each["meta"]["title"] == "Ops" and each["filters"]["kind"] == ["topic"]]
    assert ops["filters"]["collection"] == ["one", "two"] and ops["content"] == "Ops. Ops. A. B. Run"
