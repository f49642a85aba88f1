"""What a browser may load and run on the pages of a site."""

from __future__ import annotations

from pathlib import Path

from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen import git, paths
from kbgen.bounded_yaml.limits import FRONT_MATTER, KBGEN_YML, MKDOCS_YML, Tags
from kbgen.config.schema import PublishRules
from kbgen.content import assets
from kbgen.content.read import MAX_PAGE_BYTES
from kbgen.git import environment
from kbgen.policy import content_security_policy, headers_file
from kbgen.render import article, articles


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in policy.split("; "))}


def test_nothing_runs_but_files_of_the_site_itself() -> None:
    policy = directives(content_security_policy())
    assert policy["default-src"] == ["'self'"]
    assert policy["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert "'unsafe-inline'" not in str(policy)
    assert policy["object-src"] == ["'none'"]


def test_the_documentation_names_the_policy_that_is_used() -> None:
    text = (Path(__file__).parents[2] / "SECURITY.md").read_text(encoding="utf-8")
    assert f"\n{content_security_policy()}\n" in text
    assert f"\"{content_security_policy()}; frame-ancestors 'self'\" always;" in text


def test_the_documentation_names_the_limits_that_are_used() -> None:
    text = (Path(__file__).parents[2] / "SECURITY.md").read_text(encoding="utf-8")
    small, large = FRONT_MATTER, MKDOCS_YML
    for row in (
        f"| {MAX_PAGE_BYTES // 10**6} MB, and {assets.MAX_BYTES // 10**6} MB |",
        f"| {small.bytes // 1024} KiB, {small.depth} levels, {small.events:,} values, no anchors, no tags |",
        f"| {large.bytes // 10**6} MB, {large.depth} levels, {large.events:,} values, {large.aliases} aliases, "
        f"{large.merge_keys} merge keys |",
        f"| {articles.LIMITS.seconds} seconds of processor time, and {articles.LIMITS.memory >> 30} GB of memory",
        f"| {article.LARGEST // 10**6} million characters |",
        f"| {paths.SEGMENT_BYTES} bytes a name, {paths.PATH_BYTES:,} bytes, {paths.DEPTH} names |",
        f"| {git.DEADLINE / 60:.0f} minutes, and {environment.LARGEST_FILE >> 30} GiB a file",
        f"| {PublishRules().max_shrink} %, or a collection |",
    ):
        assert row in text
    assert (small.aliases, small.tags, KBGEN_YML.events) == (0, Tags.REFUSE, large.events)


def test_partners_may_be_asked_for_data_only() -> None:
    alone, asked = directives(content_security_policy()), directives(content_security_policy(["https://b.org"]))
    assert asked.pop("connect-src") == ["'self'", "https://b.org"]
    assert asked == alone


def test_the_header_also_says_who_may_frame_a_page() -> None:
    lines = headers_file(content_security_policy()).decode().splitlines()
    assert lines[0] == "/*"
    assert lines[1] == f"  Content-Security-Policy: {content_security_policy()}; frame-ancestors 'self'"


def test_a_trusted_source_opens_its_own_pages_and_no_header_closes_them(tmp_path: Path, repo: RepoBuilder) -> None:
    repo.commit({"index.md": "# Home\n"})
    other = RepoBuilder(tmp_path / "other").commit({"index.md": "# Other\n"})
    sources = [{"url": str(repo.path), "name": "kb", "trust": "full"}, {"url": str(other.path), "name": "other"}]
    site, report = build_site(tmp_path, config_of(*sources))
    assert [(each.code, each.where.collection) for each in report.problems] == [("KB057", "kb")]
    assert "its pages may run scripts and load from other hosts" in report.problems[0].message
    assert "&#39;unsafe-inline&#39;" in (site / "kb/index.html").read_text()
    for place in ("index.html", "other/index.html", "404.html"):
        assert "&#39;unsafe-inline&#39;" not in (site / place).read_text()
        assert 'http-equiv="Content-Security-Policy"' in (site / place).read_text()
    assert "script-src" not in (site / "_headers").read_text()


def test_every_page_of_a_site_with_partners_may_ask_them(tmp_path: Path, repo: RepoBuilder) -> None:
    repo.commit({"index.md": "# Home\n"})
    partners = {"partners": [{"title": "Far", "url": "https://far.example.org/kb/"}]}
    site, _ = build_site(tmp_path, config_of({"url": str(repo.path), "name": "kb"}, search=partners))
    for place in ("index.html", "404.html"):
        assert "connect-src &#39;self&#39; https://far.example.org" in (site / place).read_text()
    assert "connect-src 'self' https://far.example.org;" in (site / "_headers").read_text()
