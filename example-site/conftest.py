"""Let the tests find ``replay.py``, from whatever folder they are run."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
