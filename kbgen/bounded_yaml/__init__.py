"""YAML from people we do not know: read in one pass, within limits, into plain values.

Nothing is imported or called for a tag, whatever it says. Positions are kept, so that every later complaint can
name a line and a column. The tree is built here and not by PyYAML: limits are checked before a node is made, merged
mappings are not copied again and again (yaml/pyyaml#937), and the second of two equal keys is an error.
"""

from kbgen.bounded_yaml.core import Tagged
from kbgen.bounded_yaml.document import Path, YamlDocument, YamlError
from kbgen.bounded_yaml.limits import FRONT_MATTER, KBGEN_YML, MKDOCS_YML, Limits, Tags
from kbgen.bounded_yaml.parse import parse

__all__ = [
    "FRONT_MATTER",
    "KBGEN_YML",
    "MKDOCS_YML",
    "Limits",
    "Path",
    "Tagged",
    "Tags",
    "YamlDocument",
    "YamlError",
    "parse",
]
