"""Which pages are about the same: latent semantic analysis over the words of one version. Pure but for the cache."""

from kbgen.related.stage import Text, related
from kbgen.related.words import words_of

__all__ = ["Text", "related", "words_of"]
