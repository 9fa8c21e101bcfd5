"""Prefect at the edge: concurrency, progress and history of runs; no logic of the work itself."""

import os
from importlib.metadata import version
from pathlib import Path

_CACHE = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")

# Prefect reads its settings at import. Ours are defaults: what the person set wins.
for _name, _value in {
    # Per version, so that an update never meets an older database.
    "PREFECT_HOME": str(Path(_CACHE) / "sohoa" / f"prefect-{version('prefect')}"),
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
