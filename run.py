"""The door for one machine: `python run.py` starts everything; see `make run`."""

import sys
from pathlib import Path

from backend.adapters.supervisor import run
from config.settings import ServerSettings

if __name__ == "__main__":
    server = ServerSettings()
    sys.exit(run(Path(server.data_dir), server.port))
