"""HTML of strangers that got into a page after all: the policy of the page stops it, and nothing of ours."""

from __future__ import annotations

from collections import Counter

from playwright.sync_api import BrowserContext, Route, expect
from served_site import Site

INJECTED = """\
<script>window.ran = 'inline'</script>
<script src="https://elsewhere.invalid/x.js"></script>
<img src="x.png" onerror="window.ran = 'handler'">
<iframe srcdoc="<script>parent.ran = 'frame'</script>"></iframe>
<object data="data:text/html,<script>alert(1)</script>"></object>
<style>body { display: none }</style>
<a id="injected" href="javascript:window.ran = 'link'">link</a>
"""
WATCH = """
window.violations = []
addEventListener("securitypolicyviolation", (event) => window.violations.push(event.effectiveDirective), true)
"""


def with_injected(route: Route) -> None:
    answer = route.fetch()
    html = answer.text()
    assert html.count("</article>") == 1
    route.fulfill(response=answer, body=html.replace("</article>", f"{INJECTED}</article>"))


def test_injected_code_is_blocked_while_search_tabs_and_versions_work(
    versions_site: Site, desktop: BrowserContext
) -> None:
    page = desktop.new_page()
    page.add_init_script(WATCH)
    page.route("**/1.9/guide/", with_injected)
    page.goto(f"{versions_site.address}/1.9/guide/", wait_until="networkidle")
    page.locator("#injected").click()
    page.wait_for_timeout(100)  # violations are told by tasks of their own
    assert page.evaluate("window.ran") is None
    blocked = Counter(page.evaluate("window.violations"))
    # The script, the one from elsewhere, and the link; what the frame does is told to its own document.
    assert blocked == {"script-src-elem": 3, "script-src-attr": 1, "object-src": 1, "style-src-elem": 1}

    page.get_by_text("Two", exact=True).click()
    expect(page.get_by_text("Second.")).to_be_visible()
    page.locator(".kb-switch__button").click()
    expect(page.get_by_role("menuitem", name="1.8")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("guide")
    expect(page.get_by_role("option", name="Guide").first).to_be_visible()
    assert Counter(page.evaluate("window.violations")) == blocked, "ours does nothing that the policy forbids"
