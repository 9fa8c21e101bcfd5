"""What the digital signatures of a form's file are worth, as they were judged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, select

from pipeline.model.entry import NewForm, SignatureState
from pipeline.register.acting import Act
from pipeline.register.office_schema import signatures
from pipeline.register.schema import documents


def judged_form(act: Act, form: NewForm) -> NewForm:
    """The form with what its file's signatures are worth, where the form does not say it."""
    if form.signatures is not SignatureState.NONE:
        return form
    sha256 = form.sha256
    if sha256 is None and form.document_id is not None:
        of_it = select(documents.c.sha256).where(documents.c.id == form.document_id)
        sha256 = act.connection.scalar(of_it)
    state = act.connection.scalar(state_of_master(sha256)) if sha256 else None
    return replace(form, signatures=SignatureState(state)) if state else form


def state_of_master(sha256: str) -> Select[Any]:
    return select(signatures.c.state).where(signatures.c.sha256 == sha256)
