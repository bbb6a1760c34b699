"""`python -m cua_desktop` is `cua-desktop`."""

import sys

from cua_desktop.cli import main

sys.exit(main())
