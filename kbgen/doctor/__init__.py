"""An examination of this machine and of a site: each check is one function from a `Case` to findings.

for finding in examine(Case(cache, today, config)): ...
for finding in published(folder): ...             # of a published site, by its manifest
"""

from kbgen.doctor.case import Case, Check
from kbgen.doctor.engines import ENGINES, Engine
from kbgen.doctor.finding import Finding, State
from kbgen.doctor.published import published
from kbgen.doctor.run import examine

__all__ = ["ENGINES", "Case", "Check", "Engine", "Finding", "State", "examine", "published"]
