"""Signatures are judged as what they are: made here, by certificates made here."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

from pipeline.engines.pdf_signatures import judge_signatures
from pipeline.model.entry import SignatureState
from pipeline.model.signature import (
    After,
    Coverage,
    Fit,
    Revocation,
    Signature,
    Trust,
    Validity,
    covered_later,
    signature_from_json,
    signature_to_json,
    state_of,
)
from tests.engines.signing_office import (
    DAY,
    MIDDLE,
    NOW,
    ROOT,
    SIGNER,
    STAMPER,
    STRANGER,
    Identity,
    blank_pdf,
    issued,
    repainted,
    revocations,
    signed,
    time_stamped,
    with_revocations,
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "văn bản.pdf"


def judged(
    place: Path, data: bytes, *anchors: Identity, now: datetime = NOW
) -> tuple[Signature, ...]:
    place.write_bytes(data)
    found = judge_signatures(place, tuple(one.der for one in anchors), now)
    assert tuple(signature_from_json(signature_to_json(one)) for one in found) == found
    return found


def test_a_signature_whose_chain_leads_to_an_anchor_is_trusted(place: Path) -> None:
    data = signed(blank_pdf())
    (one,) = judged(place, data, ROOT)
    assert (one.fit, one.covers, one.after) == (Fit.INTACT, Coverage.FILE, After.NOTHING)
    assert (one.trust, one.validity, one.anchor) == (Trust.TRUSTED, Validity.VALID, "CA gốc")
    assert one.revocation is Revocation.NOT_CHECKED
    assert (one.signer.name, one.signer.organization) == ("Nguyễn Văn A", "ỦY BAN NHÂN DÂN TỈNH X")
    assert (one.signer.unit, one.signer.numbers) == ("VĂN PHÒNG", ("MST:0123456789",))
    assert (one.signer.issuer, one.digest) == ("CA phục vụ cơ quan", "sha256")
    assert one.claimed_at is not None
    assert abs(one.claimed_at - NOW) < DAY
    assert one.stamp is None
    assert sum(one.ranges[1::2]) + (one.ranges[2] - one.ranges[1]) == len(data)
    assert state_of((one,)) is SignatureState.TRUSTED


@pytest.mark.parametrize("anchors", [(), (STRANGER,)], ids=["none", "others"])
def test_an_unknown_issuer_is_not_invalid(place: Path, anchors: tuple[Identity, ...]) -> None:
    (one,) = judged(place, signed(blank_pdf()), *anchors)
    assert (one.fit, one.trust) == (Fit.INTACT, Trust.UNKNOWN_ISSUER)
    assert one.state is SignatureState.UNKNOWN_ISSUER


def test_without_its_middle_a_chain_leads_nowhere(place: Path) -> None:
    (one,) = judged(place, signed(blank_pdf(), chain=()), ROOT)
    assert one.trust is Trust.UNKNOWN_ISSUER


def test_who_signs_for_himself_is_known_once_he_is_an_anchor(place: Path) -> None:
    alone = issued("Tự ký")
    data = signed(blank_pdf(), alone, chain=())
    assert judged(place, data, ROOT)[0].trust is Trust.UNKNOWN_ISSUER
    assert judged(place, data, ROOT, alone)[0].trust is Trust.TRUSTED


def test_expired_since_is_told_and_still_trusted(place: Path) -> None:
    short = issued("Ngắn hạn", MIDDLE, valid=(NOW - DAY, NOW + DAY))
    (one,) = judged(place, signed(blank_pdf(), short), ROOT, now=NOW + 10 * DAY)
    assert (one.trust, one.validity) == (Trust.TRUSTED, Validity.EXPIRED_SINCE)


@pytest.mark.parametrize("valid", [(NOW - 9 * DAY, NOW - DAY), (NOW + DAY, NOW + 9 * DAY)])
@pytest.mark.parametrize("anchors", [(), (ROOT,)], ids=["unknown", "known"])
def test_one_that_was_not_valid_when_it_signed_is_not_trusted(
    place: Path, valid: tuple[datetime, datetime], anchors: tuple[Identity, ...]
) -> None:
    late = issued("Hết hạn", MIDDLE, valid=valid)
    found = judged(place, signed(blank_pdf(), late), *anchors)
    assert found[0].validity is Validity.EXPIRED_THEN
    assert state_of(found) is SignatureState.NOT_TRUSTED


def test_a_certificate_that_must_not_sign_is_not_trusted(place: Path) -> None:
    other = issued("Chỉ mã hóa", MIDDLE, may_sign=False)
    found = judged(place, signed_by_force(other), ROOT)
    assert found[0].trust is Trust.UNSUITABLE
    assert state_of(found) is SignatureState.NOT_TRUSTED


def signed_by_force(identity: Identity) -> bytes:
    return signed(blank_pdf(), identity)


@pytest.mark.parametrize(
    ("revoked", "told"),
    [((), Revocation.GOOD), ((SIGNER,), Revocation.REVOKED), ((STAMPER,), Revocation.GOOD)],
    ids=["nobody", "the signer", "somebody else"],
)
def test_a_revocation_list_in_the_file_is_used(
    place: Path, revoked: tuple[Identity, ...], told: Revocation
) -> None:
    lists = (revocations(MIDDLE, revoked), revocations(ROOT))
    (one,) = judged(place, with_revocations(signed(blank_pdf()), *lists), ROOT)
    assert (one.fit, one.revocation) == (Fit.INTACT, told)
    assert (one.state is SignatureState.TRUSTED) is (told is Revocation.GOOD)
    assert one.after is After.SIGNATURES


def test_a_revoked_authority_takes_its_signers_along(place: Path) -> None:
    data = with_revocations(signed(blank_pdf()), revocations(ROOT, (MIDDLE,)))
    assert judged(place, data, ROOT)[0].trust is Trust.REVOKED


def test_nobody_revokes_what_he_did_not_issue(place: Path) -> None:
    data = with_revocations(signed(blank_pdf()), revocations(STRANGER, (SIGNER,)))
    (one,) = judged(place, data, ROOT)
    assert (one.trust, one.revocation) == (Trust.TRUSTED, Revocation.NOT_CHECKED)


def test_the_signers_word_for_the_time_does_not_outdo_a_revocation(place: Path) -> None:
    lists = revocations(MIDDLE, (SIGNER,), at=NOW + DAY)
    data = with_revocations(signed(blank_pdf()), lists)
    assert judged(place, data, ROOT, now=NOW + 2 * DAY)[0].trust is Trust.REVOKED
    stamped = with_revocations(signed(blank_pdf(), stamper=STAMPER, chain=(MIDDLE,)), lists)
    assert judged(place, stamped, ROOT, now=NOW + 2 * DAY)[0].trust is Trust.TRUSTED


def test_a_time_stamp_is_told_apart_from_the_signers_word(place: Path) -> None:
    (one,) = judged(place, signed(blank_pdf(), stamper=STAMPER), ROOT)
    assert one.stamp is not None
    assert one.stamp.authority.name == "Máy chủ cấp dấu thời gian"
    assert (one.stamp.fit, one.stamp.trust) == (Fit.INTACT, Trust.TRUSTED)
    assert one.signed_at == one.stamp.at


def test_a_time_stamp_by_who_may_not_stamp_proves_nothing(place: Path) -> None:
    (one,) = judged(place, signed(blank_pdf(), stamper=issued("Không có quyền", ROOT)), ROOT)
    assert one.stamp is not None
    assert one.stamp.trust is Trust.UNSUITABLE
    assert one.trust is Trust.TRUSTED


def test_a_time_stamp_on_the_document_is_one(place: Path) -> None:
    first, second = judged(place, time_stamped(signed(blank_pdf())), ROOT)
    assert (first.timestamp, first.after) == (False, After.SIGNATURES)
    assert (second.timestamp, second.fit) == (True, Fit.INTACT)
    assert (second.trust, second.covers) == (Trust.TRUSTED, Coverage.FILE)


def test_several_signatures_come_in_the_order_of_signing(place: Path) -> None:
    data = signed(blank_pdf())
    for number in (2, 3):
        data = signed(data, field=f"Signature{number}")
    found = judged(place, data, ROOT)
    assert [one.field for one in found] == ["Signature1", "Signature2", "Signature3"]
    assert [one.after for one in found] == [After.SIGNATURES, After.SIGNATURES, After.NOTHING]
    assert [one.covers for one in found] == [Coverage.REVISION, Coverage.REVISION, Coverage.FILE]
    assert state_of(found) is SignatureState.TRUSTED


def test_a_change_after_the_signature_is_found(place: Path) -> None:
    found = judged(place, repainted(signed(blank_pdf())), ROOT)
    assert (found[0].fit, found[0].covers) == (Fit.INTACT, Coverage.REVISION)
    assert (found[0].after, found[0].permitted) == (After.OTHER, False)
    assert state_of(found) is SignatureState.CHANGED_AFTER
    assert not covered_later(found, 0)


def test_a_change_between_signatures_is_told_of_the_first(place: Path) -> None:
    found = judged(place, signed(repainted(signed(blank_pdf())), field="Signature2"), ROOT)
    assert [one.after for one in found] == [After.OTHER, After.NOTHING]
    assert covered_later(found, 0)
    assert state_of(found) is SignatureState.TRUSTED


@pytest.mark.parametrize("more", [b"\n", b"\0", b"%%EOF\n", b"% a remark\n" * 200])
def test_bytes_behind_the_end_are_found(place: Path, more: bytes) -> None:
    found = judged(place, signed(blank_pdf()) + more, ROOT)
    assert state_of(found) is SignatureState.CHANGED_AFTER


def test_who_certified_allows_no_more_than_he_said(place: Path) -> None:
    closed = signed(blank_pdf(), certify=MDPPerm.NO_CHANGES)
    found = judged(place, closed, ROOT)
    assert (found[0].after, found[0].permitted) == (After.NOTHING, True)
    opened = signed(blank_pdf(), certify=MDPPerm.FILL_FORMS)
    found = judged(place, signed(opened, field="Signature2"), ROOT)
    assert [one.fit for one in found] == [Fit.INTACT, Fit.INTACT]


@pytest.mark.parametrize("method", [SigSeedSubFilter.ADOBE_PKCS7_DETACHED, SigSeedSubFilter.PADES])
@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha512"])
def test_old_digests_are_judged_and_told(
    place: Path, method: SigSeedSubFilter, digest: str
) -> None:
    (one,) = judged(place, signed(blank_pdf(), method=method, digest=digest), ROOT)
    assert (one.fit, one.digest, one.weak) == (Fit.INTACT, digest, digest == "sha1")
    assert one.method == method.value.removeprefix("/")


def test_other_kinds_of_keys_are_judged(place: Path) -> None:
    elliptic = issued("Khóa đường cong", MIDDLE, elliptic=True)
    assert judged(place, signed(blank_pdf(), elliptic), ROOT)[0].trust is Trust.TRUSTED
    (one,) = judged(place, signed(blank_pdf(), pss=True), ROOT)
    assert (one.trust, one.algorithm) == (Trust.TRUSTED, "rsassa_pss")


def test_a_file_without_signatures_has_none(place: Path) -> None:
    assert judged(place, blank_pdf()) == ()
    assert judged(place, b"") == ()
    assert state_of(()) is SignatureState.NONE
