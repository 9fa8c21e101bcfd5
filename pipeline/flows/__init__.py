"""Prefect at the edge: concurrency, progress and history of runs; no logic of the work itself."""

import os
import tempfile
from importlib.metadata import version
from pathlib import Path


def _home() -> str:
    """A folder for Prefect's database, per version, so that an update meets no older one.

    A service user may have no home to write to; it has a folder for temporary files.
    """
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    spare = Path(tempfile.gettempdir()) / f"sohoa-{os.getuid()}"
    for folder in (Path(cache) / "sohoa", spare):
        home = folder / f"prefect-{version('prefect')}"
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(home, os.W_OK):
            return str(home)
    return str(spare)


# Prefect reads its settings at import. Ours are defaults: what the person set wins.
for _name, _value in {
    "PREFECT_HOME": os.environ.get("PREFECT_HOME") or _home(),
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_UI_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}.items():
    os.environ.setdefault(_name, _value)
