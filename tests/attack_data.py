"""Attacks: a small set of our own, and the large one that KBGEN_SECURITY_DATA names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

SWITCH = "KBGEN_SECURITY_DATA"

OWN = (
    "<script>alert(1)</script>",
    "text <script>alert(1)</script> text",
    "<img src=x onerror=alert(1)>",
    '<svg onload="alert(1)"></svg>',
    "<svg><script>alert(1)</script></svg>",
    '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<a href="javascript:alert(1)">link</a>',
    '<a href="java&#10;script:alert(1)">link</a>',
    '<a href=" &#1; javascript:alert(1)">link</a>',
    "[link](javascript:alert(1))",
    "[link]\n\n[link]: javascript:alert(1)",
    'text\n{: onclick="alert(1)" }',
    "![picture](x.png){ onerror=alert(1) }",
    "[link](x){ onmouseover=alert(1) }",
    '# Heading { onmouseenter="alert(1)" }',
    "<details open ontoggle=alert(1)><summary>more</summary></details>",
    '<form action="javascript:alert(1)"><button>send</button></form>',
    '<form><button formaction="javascript:alert(1)">send</button></form>',
    "<div onclick=alert(1) markdown>*text*</div>",
    '<p tabindex="0" onfocus="alert(1)">text</p>',
    "<video><source onerror=alert(1)></video>",
    "<svg><p><style><g title='</style><img src=x onerror=alert(1)>'></style></p></svg>",
    "<math></p><textarea><mi><style></textarea><img src=x onerror=alert(1)></style></mi></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    '!!! note "<img src=x onerror=alert(1)>"\n    text',
    '=== "<svg onload=alert(1)>"\n\n    text',
    "text[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "term\n:   <img src=x onerror=alert(1)>",
    "- [x] <img src=x onerror=alert(1)>",
    "</article></div></main><script>alert(1)</script>",
    '<object data="data:text/html,<script>alert(1)</script>"></object>',
)
"""Pages that run `alert` in a browser where nothing cleans them: on load, or by hover, focus, click or sending."""

ELSEWHERE = (
    '<img src="https://elsewhere.invalid/a.png">',
    "![picture](https://elsewhere.invalid/b.png)",
    '<img src="//elsewhere.invalid/c.png">',
    '<img src="/&#9;/elsewhere.invalid/d.png">',
    '<img srcset="https://elsewhere.invalid/e.png 2x">',
    '<video src="https://elsewhere.invalid/f.mp4" poster="https://elsewhere.invalid/g.png" autoplay></video>',
    '<audio src="https://elsewhere.invalid/h.mp3" autoplay></audio>',
    '<picture><source srcset="https://elsewhere.invalid/i.png"><img src="x.png"></picture>',
    '<iframe src="https://elsewhere.invalid/j"></iframe>',
    '<object data="https://elsewhere.invalid/k"></object>',
    '<link rel="stylesheet" href="https://elsewhere.invalid/l.css">',
    "<style>@import 'https://elsewhere.invalid/m.css';</style>",
    '<p style="background: url(https://elsewhere.invalid/n.png)">text</p>',
    '<meta http-equiv="refresh" content="0; url=https://elsewhere.invalid/o">',
    '<base href="https://elsewhere.invalid/"><img src="p.png">',
    '<table background="https://elsewhere.invalid/q.png"><tr><td>text</td></tr></table>',
    '<input type="image" src="https://elsewhere.invalid/r.png">',
    "```mermaid\ngraph LR\n  A --> B\n```",
)
"""Pages for which a browser asks another host, where nothing cleans them."""


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of the attack data; skips the test where there is none."""
    with (folder() / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def folder() -> Path:
    """Return the folder of the attack data; skips the test where there is none."""
    if not os.environ.get(SWITCH):
        pytest.skip(f"{SWITCH} is not set")
    return Path(os.environ[SWITCH])
