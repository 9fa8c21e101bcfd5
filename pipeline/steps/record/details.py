"""What a document may have besides its head, subject and signer; none of it is required."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model.ocr import OcrPage
from pipeline.model.record import Field, Record
from pipeline.steps.record.annexes import read_annexes, read_attached_to
from pipeline.steps.record.copy_block import read_copy_block
from pipeline.steps.record.distribution import read_distribution
from pipeline.steps.record.header import Header
from pipeline.steps.record.joint import read_joint_issuers, read_joint_signers
from pipeline.steps.record.keywords import read_keywords
from pipeline.steps.record.language import read_language
from pipeline.steps.record.summary import read_summary
from pipeline.steps.record.usage import Speller


def with_details(
    record: Record, pages: Sequence[OcrPage], header: Header | None, speller: Speller, least: float
) -> Record:
    """The record with everything that is optional; nothing of it puts a document in review."""
    rules = speller.rules
    signed = _signed_page(record)
    copied = read_copy_block(pages, speller, least)
    listed = read_distribution(pages, rules)
    signing = next((page for page in pages if page.number == signed), None)
    joint_signers, joint_positions = read_joint_signers(signing, rules)
    own = [page for page in pages if signed is None or page.number <= signed]
    return replace(
        record,
        copy=copied.form,
        copy_number=copied.number,
        copy_notation=copied.notation,
        copy_date=copied.date,
        copy_issuer=copied.issuer,
        copy_signer_name=copied.signer_name,
        copy_signer_position=copied.signer_position,
        joint_issuers=read_joint_issuers(header, rules),
        joint_signers=joint_signers,
        joint_positions=joint_positions,
        annexes=read_annexes(pages, signed, speller),
        attached_to=read_attached_to(pages[0], rules),
        copies_to=listed.copies_to,
        filed_with=listed.filed_with,
        drafter=listed.drafter,
        copies_made=listed.copies_made,
        language=read_language(own, rules),
        keywords=read_keywords(record, own, rules),
        summary=read_summary(own, rules) if record.type.value == rules.letter else Field(),
    )


def _signed_page(record: Record) -> int | None:
    """Number of the page whose signature block was read."""
    evidence = record.signer_position.evidence or record.signer_name.evidence
    return evidence[0].page if evidence else None
