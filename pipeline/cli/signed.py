"""How signatures look to a person, and to another program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.cli.printing import local_time
from pipeline.messages import Language, say
from pipeline.model.entry import SignatureState
from pipeline.model.names import printable
from pipeline.model.record import Record
from pipeline.model.signature import (
    After,
    Fit,
    Revocation,
    Signature,
    covered_later,
    signature_to_json,
    state_of,
)
from pipeline.rules import Rules
from pipeline.steps.signer_match import NO_MATCH, SignerMatch, Tie, match_record

_WIDE = 12


def signatures_json(
    found: Sequence[Signature], record: Record | None, rules: Rules
) -> dict[str, Any]:
    """All of it, as `--json` gives it."""
    rows = []
    for number, signature in enumerate(found):
        match = matched(signature, record, rules)
        rows.append(
            signature_to_json(signature)
            | {
                "state": signature.state.value,
                "weak": signature.weak,
                "after_is_covered": covered_later(found, number),
                "page": {
                    "tie": match.tie.value,
                    "score": round(match.score, 3),
                    "says": match.page,
                },
            }
        )
    return {"state": state_of(found).value, "signatures": rows}


def matched(signature: Signature, record: Record | None, rules: Rules) -> SignerMatch:
    """How the signer and the page agree."""
    return NO_MATCH if record is None else match_record(signature.signer, record, rules)


def state_text(language: Language, state: SignatureState) -> str:
    return say(language, f"signature.state.{state.value}")


def signature_lines(
    found: Sequence[Signature], record: Record | None, rules: Rules, language: Language
) -> Iterator[str]:
    """A paragraph for each signature."""
    for number, one in enumerate(found):
        name = printable(one.field) or say(language, "signature.no_name")
        kind = say(language, "signature.timestamp") if one.timestamp else ""
        parts = [part for part in (name, kind, _fit(one, language)) if part]
        yield f"  {number + 1}. {' · '.join(parts)}"
        rows = {
            "signer": _holder(one, language),
            "time": _times(one, language),
            "covers": _covers(found, number, language),
            "chain": _chain(one, language),
            "method": _method(one, language),
            "page": _page(matched(one, record, rules), language),
        }
        for key, words in rows.items():
            if words:
                yield f"     {say(language, f'signature.row.{key}'):<{_WIDE}} {words}"


def _fit(one: Signature, language: Language) -> str:
    words = say(language, f"signature.fit.{one.fit.value}")
    if one.leading_bytes:
        told = {"bytes": one.leading_bytes}
        return f"{words}: {say(language, 'signature.leading', told)}"
    if one.why:
        return f"{words}: {say(language, f'signature.why.{one.why}')}"
    return words


def _holder(one: Signature, language: Language) -> str:
    holder = one.signer
    parts = (holder.name, holder.unit, holder.organization, holder.place, *holder.numbers)
    told = [printable(part) for part in dict.fromkeys(parts) if part]
    if told and one.timestamp:
        told.append(say(language, "signature.authority"))
    return " · ".join(told)


def _times(one: Signature, language: Language) -> str:
    parts = []
    if one.claimed_at is not None:
        key = "signature.stamped_alone" if one.timestamp else "signature.claimed"
        parts.append(say(language, key, {"at": local_time(one.claimed_at)}))
    if one.stamp is not None:
        told = {
            "at": local_time(one.stamp.at),
            "authority": printable(one.stamp.authority.name or "—"),
            "how": say(language, f"signature.fit.{one.stamp.fit.value}"),
            "trust": say(language, f"signature.trust.{one.stamp.trust.value}"),
        }
        parts.append(say(language, "signature.stamped", told))
    return "; ".join(parts)


def _covers(found: Sequence[Signature], number: int, language: Language) -> str:
    one = found[number]
    if one.fit is Fit.UNREADABLE and not one.ranges:
        return ""
    words = [say(language, f"signature.covers.{one.covers.value}")]
    if one.after is not After.NOTHING:
        words.append(say(language, f"signature.after.{one.after.value}"))
    if one.after not in (After.NOTHING, After.SIGNATURES, After.UNKNOWN):
        covered = covered_later(found, number)
        words.append(say(language, f"signature.{'covered' if covered else 'uncovered'}"))
    return ", ".join(words)


def _chain(one: Signature, language: Language) -> str:
    if one.signer.name is None and one.signer.issuer is None:
        return ""
    issuer = {"issuer": printable(one.signer.issuer or "—")}
    words = [
        say(language, "signature.issued", issuer),
        say(language, f"signature.trust.{one.trust.value}"),
        say(language, f"signature.validity.{one.validity.value}"),
    ]
    if one.anchor is not None or one.revocation is not Revocation.NOT_CHECKED:
        words.append(say(language, f"signature.revocation.{one.revocation.value}"))
    return ", ".join(words)


def _method(one: Signature, language: Language) -> str:
    parts = [one.method, one.digest or "", one.algorithm or ""]
    if one.weak:
        parts.append(say(language, "signature.weak"))
    return ", ".join(printable(part) for part in parts if part)


def _page(match: SignerMatch, language: Language) -> str:
    if match.tie is Tie.UNKNOWN and match.page is None:
        return ""
    told = {"page": printable(match.page or "—"), "score": f"{match.score:.0%}"}
    return say(language, f"signature.tie.{match.tie.value}", told)
