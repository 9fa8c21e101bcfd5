"""The job that judges the digital signatures of a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.engines.signature_ranges import may_be_signed
from pipeline.model.signature import signature_to_json


def signatures(path: str, trust: list[str], now: str) -> dict[str, Any]:
    """Judges the digital signatures of a PDF at a time (ISO 8601).

    Raises:
        SettingsInvalid: a trust anchor cannot be read.
    """
    # It takes a third of a second to import, which only a signed file is worth.
    if not may_be_signed(Path(path)):
        return {"signatures": [], "anchors": ""}
    from pipeline.engines.certificates import anchors_digest, load_anchors
    from pipeline.engines.pdf_signatures import judge_signatures

    anchors = load_anchors(trust)
    found = judge_signatures(Path(path), anchors, datetime.fromisoformat(now))
    judged = [signature_to_json(signature) for signature in found]
    return {"signatures": judged, "anchors": anchors_digest(anchors)}
