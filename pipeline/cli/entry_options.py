"""What somebody typed of a document, as fields of the register."""

from __future__ import annotations

import argparse

from pipeline.office.typed import code_fields, one_line, partial_date, urgency

_SAID = {
    "type": "type",
    "issuer": "issuer",
    "issuer_id": "issuer_id",
    "subject": "subject",
    "signer": "signer_name",
    "position": "signer_position",
    "urgency": "urgency",
    "to_places": "to_places",
    "file_code": "file_code",
    "note": "note",
    "page_amount": "page_amount",
    "issued_amount": "issued_amount",
}
"""Option → field of `Described`."""


def typed(options: argparse.Namespace) -> dict[str, str | int]:
    """Fields of `Described` by name. Raises: SettingsInvalid."""
    values: dict[str, str | int] = {}
    for option, name in _SAID.items():
        value = getattr(options, option)
        if value is not None:
            values[name] = one_line(value) if isinstance(value, str) else value
    if "urgency" in values:
        values["urgency"] = urgency(str(values["urgency"]))
    if options.code is not None:
        values |= code_fields(options.code)
    if options.date is not None:
        values["issued_on"] = partial_date(options.date)
    return values
