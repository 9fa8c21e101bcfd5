"""How a document came, where neither a person nor a message says it."""

from __future__ import annotations

from pipeline.model.entry import Channel, SignatureState
from pipeline.model.scan import PageOrigin
from pipeline.office.registry import Registry
from pipeline.register.entries import Document


def channel_of(registry: Registry, document: Document | None) -> Channel:
    """On paper, or as the office says of files that carry a signature and were never scanned.

    A signature alone does not tell: an office signs its own scans of paper too.
    """
    if document is None or document.signatures is SignatureState.NONE:
        return Channel.PAPER
    drawn = all(page.origin is PageOrigin.RENDERED for page in registry.register.pages(document.id))
    return registry.settings.registers.signed_channel if drawn else Channel.PAPER
