"""How long a page takes to read. Pure.

200 words a minute: below the mean of 238 for English non-fiction (M. Brysbaert, How many words do we read per minute?,
Journal of Memory and Language 109, 2019), because much of what stands here is technical and is read more slowly. 400
characters a minute for scripts without spaces is a rule of thumb, not a measurement. Code counts as text.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

WORDS_A_MINUTE: Final = 200
CHARACTERS_A_MINUTE: Final = 400
_TAG = re.compile(r"<[^>]*>")
_CHARACTER = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")


def minutes(html: str) -> int:
    """Return the minutes that the text of an article takes, rounded; 0 for less than half a minute."""
    text = unescape(_TAG.sub(" ", html))
    characters = len(_CHARACTER.findall(text))
    words = len(_WORD.findall(_CHARACTER.sub(" ", text)))
    return round(words / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE)
