"""`python -m kbgen`. It is often started in a folder of content, from which no module may be imported."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the folder in which it is started, for `-m`

from kbgen.cli import main

sys.exit(main())
