"""Rows of messages of exchange and the frozen type that leaves the room."""

from __future__ import annotations

from dataclasses import asdict

from pipeline.model.message import MessageKind, MessageState, StoredMessage
from pipeline.register.rows import AnyRow, Values


def message_values(message: StoredMessage) -> Values:
    values = asdict(message)
    return values | {
        "direction": "out" if values.pop("outgoing") else "in",
        "kind": message.kind.value,
        "state": message.state.value,
    }


def message_from(row: AnyRow) -> StoredMessage:
    values = dict(row._mapping)
    values["outgoing"] = values.pop("direction") == "out"
    values["kind"] = MessageKind(values["kind"])
    values["state"] = MessageState(values["state"])
    return StoredMessage(**values)
