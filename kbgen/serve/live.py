"""What open pages are told: which site is served now, and what is wrong with the newest state of its sources."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Live:
    """The state of a preview of the site in `folder`, which is to be at `url` ("" = anywhere) once it is published.

    One thread builds and tells; those of the server ask. `base` is the path of `url`, not percent-encoded.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        self.base = unquote(urlsplit(url).path) or "/"
        self._number = 0
        self._problems = ""
        self._changed = threading.Condition()

    @property
    def site(self) -> str:
        """A name for the site that is served now; another process has other names."""
        return f"{os.getpid()}-{self._number}"

    @property
    def message(self) -> str:
        """What a page is told, as JSON: the name of the site, and problems in text ("" = none)."""
        return json.dumps({"site": self.site, "problems": self._problems})

    def tell(self, *, renewed: bool, problems: str) -> None:
        """Tell all open pages that the site was `renewed`, and what is wrong with its sources now."""
        with self._changed:
            self._number += renewed
            self._problems = problems
            self._changed.notify_all()

    def after(self, message: str, seconds: float) -> str:
        """Return what is to be told after `message`; the same when nothing has changed for so many `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self.message != message, seconds)
            return self.message
