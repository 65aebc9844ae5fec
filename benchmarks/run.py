"""The door of the benchmarks: `make bench`, or `python benchmarks/run.py --help`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # so that it runs as a file, too

from benchmarks.measure import main

if __name__ == "__main__":
    sys.exit(main())
