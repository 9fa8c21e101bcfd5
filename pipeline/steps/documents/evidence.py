"""What speaks for and against another document beginning at a page, as numbers to be weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from pipeline.steps.documents.look import PageLook

LEAST_SYMBOL = 4
"""Letters; a shorter notation may stand in any citation by chance."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Each 0 or 1, `head` between.

    What the page before and the text say counts only where no letterhead stands. Not asked:
    size and resolution, which one feeder gives to all.
    """

    letterhead: float
    """The motto, and an office beside it."""
    head: float
    """Share of symbol, dateline and title that stand below the motto."""
    filled: float
    """A number or day was written into the head: a form to be filled in has none."""
    form: float
    """Nothing was, and no pen, seal or stamp touched the pages from here on: a form or draft,
    whose head counts for nothing."""
    numbered: float
    """Its own page number is 2 or more …"""
    follows: float
    """… and one more than that of the page before."""
    cites_this: float
    """It says that it belongs to the document before it, by its notation."""
    signed: float
    """The document before it was signed already …"""
    signed_again: float
    """… and this page is signed too."""
    title: float
    """A heading, "V/v" or "Kính gửi" stands high on it."""
    annex: float
    in_annex: float
    """An annex or a form began already; this page may go on with it."""
    copy_block: float
    goes_on: float
    """A sentence goes on from the page before."""
    begins_small: float
    landscape: float


NAMES = tuple(field.name for field in fields(Evidence))


def evidence(
    before: Sequence[PageLook], page: PageLook, after: Sequence[PageLook] = ()
) -> Evidence:
    """`before`: the pages of the document that came before, from its first; blank backs left out.

    `after`: the pages that follow, up to the next with a head.

    Raises:
        ValueError: nothing came before.
    """
    if not before:
        raise ValueError("no page before")
    form = page.motto and is_form(page, after)
    letterhead = page.motto and page.organs and not form
    bare = not letterhead
    parts = (bool(page.symbol), page.dateline, page.title and page.motto)
    signed = any(look.signed for look in before)
    own = next((look.symbol for look in before if look.symbol), "")
    last = before[-1]
    shown = page.shown or 0
    expected = last.shown + 1 if last.shown else len(before) + 1
    return Evidence(
        letterhead=float(letterhead),
        head=0.0 if form else sum(parts) / len(parts),
        filled=float(page.filled),
        form=float(form),
        numbered=float(shown > 1),
        follows=float(shown > 1 and shown == expected),
        cites_this=float(len(own) >= LEAST_SYMBOL and own in (page.belongs_to or "")),
        signed=float(bare and signed),
        signed_again=float(bare and signed and page.signed),
        title=float(bare and page.title and not _of_annex(page)),
        annex=float(bare and _of_annex(page)),
        in_annex=float(bare and any(_of_annex(look) or _blank_head(look) for look in before)),
        copy_block=float(bare and page.copy_block),
        goes_on=float(bare and last.ends_open and page.begins_small),
        begins_small=float(bare and page.begins_small),
        landscape=float(bare and page.landscape),
    )


def _of_annex(page: PageLook) -> bool:
    return page.annex or page.belongs_to is not None


def is_form(page: PageLook, after: Sequence[PageLook]) -> bool:
    """Whether nothing was written into a head, or onto the pages that follow it."""
    return not page.filled and not any(look.inked for look in (page, *after))


def _blank_head(page: PageLook) -> bool:
    return page.motto and not page.filled and not page.inked
