"""A preview of a change: what differs between where the work began and what is here, as a folder of pages.

found = preview(PreviewRequest(config, chosen(config, cwd), "origin/main", Path("preview"), cache), progress)
comment(found.document, live="https://example.org/kb/")
"""

from kbgen.preview.assets import preview_assets
from kbgen.preview.bundle import Bundle, verify
from kbgen.preview.comment import comment
from kbgen.preview.document import Document, parse
from kbgen.preview.run import Preview, PreviewRequest, preview
from kbgen.preview.setting import live_address
from kbgen.preview.sides import chosen

__all__ = [
    "Bundle",
    "Document",
    "Preview",
    "PreviewRequest",
    "chosen",
    "comment",
    "live_address",
    "parse",
    "preview",
    "preview_assets",
    "verify",
]
