"""The output folder: locked while a build works on it, made beside its place, exchanged in one step.

    with staging(output) as staged:
        ...                              # write the whole site below `staged`
        outcome = publish(staged, output)

Whatever stops a build, the output is wholly the old site or wholly the new one, and the next build removes what a
dead one left behind.
"""

from kbgen.publish.manifest import MANIFEST
from kbgen.publish.output import Published, publish, staging
from kbgen.publish.seal import is_sealed, seal_of
from kbgen.publish.shrinkage import shrinkage, shrinkage_problems
from kbgen.publish.verify import verify

__all__ = [
    "MANIFEST",
    "Published",
    "is_sealed",
    "publish",
    "seal_of",
    "shrinkage",
    "shrinkage_problems",
    "staging",
    "verify",
]
