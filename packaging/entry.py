"""Where the packaged app begins."""  # noqa: INP001 - a script, no package

import sys

from cua_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
