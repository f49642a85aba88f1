"""What makes a site portable: links to files, modules as classic scripts, data as scripts."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from html_page import elements
from repo_builder import RepoBuilder
from small_site import build_site, config_of

from kbgen.errors import ConfigError
from kbgen.portable import classic_scripts, data_script, to_files
from kbgen.portable.links import address_of_file
from kbgen.portable.scripts import EAGER, HOME, ON_DEMAND, REST, SCRIPT

THEME = Path(__file__).parents[2] / "themes/commons" / HOME
OURS = {path.relative_to(THEME).as_posix(): path.read_text("utf-8") for path in THEME.rglob("*.js")}
NO_MODULE = "// nothing\n"


def modules(**given: str) -> dict[str, str]:
    """Return the least set of modules, with those given by their name without `.js`."""
    return dict.fromkeys((*EAGER, *ON_DEMAND), NO_MODULE) | {f"{name}.js": text for name, text in given.items()}


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("a/", "a/index.html"),
        ("../", "../index.html"),
        ("..", "../index.html"),
        (".", "./index.html"),
        ("./", "./index.html"),
        ("a/..", "a/../index.html"),
        ("a/#b", "a/index.html#b"),
        ("a/?q=b/#c/", "a/index.html?q=b/#c/"),
        ("a.html", "a.html"),
        ("a/b..", "a/b.."),
        ("a/.b", "a/.b"),
        ("#a/", "#a/"),
        ("?a/", "?a/"),
        ("", ""),
        ("/a/", "/a/"),
        ("//host/a/", "//host/a/"),
        ("https://host/a/", "https://host/a/"),
        ("mailto:a@b/", "mailto:a@b/"),
    ],
)
def test_a_relative_link_to_a_folder_leads_to_its_file(address: str, file: str) -> None:
    assert address_of_file(address) == file


def test_only_links_change_and_all_else_stays_byte_by_byte() -> None:
    before = (
        "<!doctype html>\r\n<!-- <a href='a/'> -->\n<p title='<a href=\"b/\">' data-x=\"c/\">d/ &amp; \xe9\n"
        "<a\n  class=x href='e/?f=1&amp;g=2#h'>i/</a><img src=j.png alt=k/>"
        '<script>"<a href=l/>"</script><form action="../"></form><link rel=prev href=m/><a href="n">'
    )
    after = before.replace("href='e/?f=1&amp;g=2#h'", 'href="e/index.html?f=1&amp;g=2#h"')
    after = after.replace('action="../"', 'action="../index.html"').replace("href=m/>", 'href="m/index.html">')
    assert to_files(before.encode()).decode() == after
    assert to_files(b"\xff<a href=x.html>") == b"\xff<a href=x.html>"


def test_a_redirect_leads_to_a_file_without_scripts_too() -> None:
    stub = '<noscript><meta http-equiv="refresh" content="0; url=../a/"></noscript>'
    assert to_files(stub.encode()).decode() == stub.replace("../a/", "../a/index.html")


def test_our_modules_are_run_by_the_classic_script_and_others_are_left_alone() -> None:
    ours = '<script type="module" src="../../assets/commons/search/intent.js"></script>'
    expected = '<script defer src="../../assets/commons/portable.js" data-module="search/intent.js"></script>'
    assert to_files(ours.encode()).decode() == expected
    for other in ("assets/own.js", "/assets/commons/commons.js", "assets/commons/own.js"):
        page = f'<script type="module" src="{other}"></script>'.encode()
        assert to_files(page) == page


def test_all_modules_that_pages_can_run_are_defined_once_and_nothing_of_esm_is_left() -> None:
    made = {path: body.decode() for path, body in classic_scripts(OURS).items()}
    whole = made[SCRIPT] + made[REST]
    defined = re.findall(r'^kbgenModules\.define\("([^"]+)"', whole, re.MULTILINE)
    assert len(defined) == len(set(defined))
    assert set(defined) >= {*EAGER, *ON_DEMAND, "search/dialog.js", "search/plain.js", "versions.js"}
    assert set(re.findall(r'\$(?:need|load)\("([^"]+)"\)', whole)) <= set(defined)
    assert not re.findall(r"^(?:import|export)\b.*|import\.meta.*", whole, re.MULTILINE)
    assert "search/dialog.js" not in re.findall(r'define\("([^"]+)"', made[SCRIPT])


def test_imports_exports_and_addresses_are_put_in_our_own_terms() -> None:
    text = 'import { a, b as c } from "./own.js";\nexport async function d() {\n  return import("./math.js");\n}\n'
    text += "export const e = import.meta.url;\nconst f = () => import(e);\n"
    made = classic_scripts(modules(compare=text, own="export class a {}\nexport const b = 1;\n"))[REST].decode()
    assert 'const { a, b: c } = $need("own.js");' in made
    assert 'async function d() {\n  return $load("math.js");\n}' in made
    assert "const e = $here;\nconst f = () => import(e);\nreturn { d, e };" in made
    assert made.index('define("own.js"') < made.index('define("compare.js"')


@pytest.mark.parametrize(
    "text",
    [
        "export default 1;",
        "export { a };",
        'export * from "./math.js";',
        "export let a = 1;",
        'import a from "./math.js";',
        'import * as a from "./math.js";',
        'import "./math.js";',
        'import { a } from "https://host/a.js";',
        "const a = import.meta.env;",
        "const a = await b();",
        "await b();",
    ],
)
def test_any_other_form_of_a_module_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(ConfigError, match=r"assets/commons/compare\.js cannot be put into a portable site"):
        classic_scripts(modules(compare=f"{text}\n"))


def test_a_module_that_is_missing_and_a_circle_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"compare\.js needs assets/commons/gone\.js, which is missing"):
        classic_scripts(modules(compare='import { a } from "./gone.js";\n'))
    one, two = 'import { a } from "./two.js";\n', 'import { b } from "./compare.js";\n'
    with pytest.raises(ConfigError, match=r"compare\.js imports itself"):
        classic_scripts(modules(compare=one, two=two))


def test_data_of_any_kind_comes_through_a_script() -> None:
    value = {"__proto__": 1, "it's": 'a "\\n" \\ \n\r\u2028\u2029 </script> é 木'}
    script = data_script(json.dumps(value, ensure_ascii=False, indent=1).encode()).decode()
    assert script.startswith("kbgenData(") and script.endswith(");\n") and script.count("\n") == 1
    literal = script.removeprefix("kbgenData(").removesuffix(");\n")  # these escapes mean the same in Python
    assert json.loads(ast.literal_eval(literal)) == value


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a site, and the same made portable."""
    root = tmp_path_factory.mktemp("sites")
    home, guide = "# Home\n\n[guide]({}/guide.md#b)\n", "# Guide\n\n## B\n\n[up](../index.md)\n"
    kb = RepoBuilder(root / "kb").commit({"docs/index.md": home.format("a"), "docs/a/guide.md": guide}).tag("v1.0")
    kb.move("docs/a/guide.md", "docs/b/guide.md").commit({"docs/index.md": home.format("b")}).tag("v2.0")
    RepoBuilder(root / "tools").commit({"README.md": "# Tools\n", "x.md": "# X\n"})
    sources = ({"url": str(kb.path), "tags": ["v*"], "branches": []}, {"url": str(root / "tools")})
    plain, _ = build_site(root, config_of(*sources), output="plain", keep_going=True)
    portable, _ = build_site(root, config_of(*sources, site={"portable": True}), output="portable", keep_going=True)
    return plain, portable


def files_of(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_every_link_of_a_portable_site_leads_to_a_file(sites: tuple[Path, Path]) -> None:
    seen = 0
    for page in sorted(sites[1].rglob("*.html")):
        for tag, attributes in elements(page.read_bytes(), "a", "link", "script", "img", "form"):
            address = attributes.get("href") or attributes.get("src") or attributes.get("action") or "#"
            if page.name == "404.html" or urlsplit(address).scheme or address.startswith(("#", "/")):
                continue
            seen += 1
            assert (page.parent / unquote(urlsplit(address).path)).is_file(), (page, tag, address)
    assert seen > 100


def test_a_site_that_is_not_portable_has_nothing_of_it(sites: tuple[Path, Path]) -> None:
    plain, portable = (files_of(site) for site in sites)
    added = {path for path in portable if path not in plain}
    assert not set(plain) - set(portable)
    assert {path for path in added if not path.endswith(".json.js")} == {
        f"{HOME}{SCRIPT}",
        f"{HOME}{REST}",
        f"{HOME}search/plain.js",
    }
    changed = {path for path in plain if plain[path] != portable[path]} - {"data/manifest.json"}
    assert changed and all(path.endswith(".html") for path in changed)
    assert not any(b"portable" in body for path, body in plain.items() if path.endswith(".html"))


def test_the_text_of_each_page_stands_in_the_order_of_the_titles(sites: tuple[Path, Path]) -> None:
    folder = sites[1] / "tools/search"
    script = (folder / "text.json.js").read_text("utf-8")
    texts = json.loads(ast.literal_eval(script.removeprefix("kbgenData(").removesuffix(");\n")))["texts"]
    titles = [page[1] for page in json.loads((folder / "titles.json").read_bytes())["pages"]]
    assert [text.partition("\n")[0] for text in texts] == titles == ["Tools", "X"]
