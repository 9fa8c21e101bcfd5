"""The section `[signatures]`: whose digital signatures are trusted."""

from __future__ import annotations

from pipeline.sections.section import Section


class SignatureSettings(Section):
    trust: tuple[str, ...]
    """Files of certificates, and folders of such files."""
