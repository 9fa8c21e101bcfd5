"""What was done to a signed PDF is found; what cannot be judged is never called intact."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from pipeline.engines.pdf_signatures import judge_signatures
from pipeline.engines.signature_cms import read_cms
from pipeline.model.entry import SignatureState
from pipeline.model.signature import Fit, Signature, Trust, state_of
from tests.engines.handmade_signatures import (
    detached,
    handmade,
    no_null,
    pkcs1,
    pkcs7_sha1,
)
from tests.engines.signing_office import NOW, ROOT, SIGNER, blank_pdf, signed

MIDDLE_KNOWN = (ROOT.der,)
FLIPS = 150
"""Of each kind in each file."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "signed.pdf"


def judged(place: Path, data: bytes) -> tuple[Signature, ...]:
    place.write_bytes(data)
    return judge_signatures(place, MIDDLE_KNOWN, NOW)


def flipped(data: bytes, at: int, bits: int) -> bytes:
    return data[:at] + bytes([data[at] ^ bits]) + data[at + 1 :]


def flips(chance: random.Random, start: int, end: int, count: int) -> list[tuple[int, int]]:
    return [(chance.randrange(start, end), chance.randrange(1, 256)) for _ in range(count)]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_byte_changed_in_a_signed_range_is_found(place: Path, seed: int) -> None:
    data = signed(signed(blank_pdf(3)), field="Signature2")
    chance = random.Random(seed)
    for one in judged(place, data):
        for start, length in (one.ranges[:2], one.ranges[2:]):
            for at, bits in flips(chance, start, start + length, FLIPS // 2):
                found = judged(place, flipped(data, at, bits))
                same = [each for each in found if each.field == one.field]
                # A broken field may not be found by its name any more: then something else is.
                assert all(each.fit is not Fit.INTACT for each in same)
                assert state_of(found) in (SignatureState.INVALID, SignatureState.UNREADABLE)


def signed_parts(contents: bytes) -> tuple[bytes, ...]:
    """What of a CMS signature its own signature or its certificate's covers."""
    one = read_cms(contents)
    attributes = one.signer_info["signed_attrs"].dump()
    return attributes, one.signer_info["signature"].native, one.certificate.dump()


def test_a_byte_changed_in_the_signature_is_found_or_signed_by_nobody(place: Path) -> None:
    data = signed(blank_pdf())
    ((_, start, end, _),) = (one.ranges for one in judged(place, data))
    before = signed_parts(bytes.fromhex(data[start + 1 : end - 1].decode()))
    used = len(data[start:end].rstrip(b">0"))
    found = 0
    for at, bits in flips(random.Random(3), start, start + used, 2 * FLIPS):
        changed = flipped(data, at, bits)
        (one, *_) = judged(place, changed)
        if state_of((one,)) is SignatureState.TRUSTED:
            told = bytes.fromhex(changed[start + 1 : end - 1].decode())
            assert signed_parts(told) == before
        else:
            found += 1
    assert found > FLIPS


def test_bytes_behind_the_signature_inside_its_string_are_found(place: Path) -> None:
    data = signed(blank_pdf())
    ((_, _, end, _),) = (one.ranges for one in judged(place, data))
    (one,) = judged(place, data[: end - 2] + b"1" + data[end - 1 :])
    assert one.fit is Fit.UNREADABLE


@pytest.mark.parametrize(
    ("method", "sign", "extra"),
    [
        ("adbe.pkcs7.detached", detached, b""),
        ("adbe.pkcs7.sha1", pkcs7_sha1, b""),
        ("adbe.x509.rsa_sha1", pkcs1, b"/Cert <" + SIGNER.der.hex().encode() + b">"),
    ],
)
def test_old_methods_are_judged(
    place: Path, method: str, sign: Callable[[bytes], bytes], extra: bytes
) -> None:
    data = handmade(method, sign, extra=extra)
    (one,) = judged(place, data)
    assert (one.fit, one.method, one.signer.name) == (Fit.INTACT, method, "Nguyễn Văn A")
    changed = data.replace(b"595 842", b"595 843")
    assert judged(place, changed)[0].state is SignatureState.INVALID


def test_an_rsa_value_without_its_null_is_invalid_and_said_so(place: Path) -> None:
    (one,) = judged(place, handmade("adbe.pkcs7.detached", no_null))
    assert (one.fit, one.why) == (Fit.BROKEN, "digest_form")


@pytest.mark.parametrize(
    ("name", "ranges"),
    [
        ("a wider gap", lambda a, b, n: (0, a - 20, b, n - b)),
        ("a gap that hides the end", lambda a, b, n: (0, a, b + 10, n - b - 10)),
        ("ranges that overlap", lambda a, b, n: (0, b, a, n - a)),
        ("no gap", lambda _a, _b, n: (0, n, n, 0)),
        ("not from the beginning", lambda a, b, n: (5, a - 5, b, n - b)),
        ("behind the end", lambda a, b, n: (0, a, b, n)),
        ("one range", lambda a, _b, _n: (0, a)),
        ("negative", lambda a, b, n: (0, a, b, b - n)),
        ("three ranges", lambda a, b, n: (0, 10, 10, a - 10, b, n - b)),
        ("huge", lambda a, b, _n: (0, a, b, 10**18)),
    ],
)
def test_ranges_that_hide_something_are_never_intact(
    place: Path, name: str, ranges: Callable[[int, int, int], tuple[int, ...]]
) -> None:
    data = handmade("adbe.pkcs7.detached", detached, ranges)
    found = judged(place, data)
    assert state_of(found) in (SignatureState.INVALID, SignatureState.UNREADABLE), name
    assert all(one.fit is not Fit.INTACT for one in found)


def test_bytes_before_the_beginning_are_told(place: Path) -> None:
    data = signed(blank_pdf())
    (one,) = judged(place, b"data:application/pdf,\n" + data)
    assert (one.fit, one.leading_bytes) == (Fit.CHANGED, 22)
    (one,) = judged(place, b"junk\n" + data.replace(b"0 0 1 rg", b"0 1 1 rg"))
    assert (one.fit, one.leading_bytes) == (Fit.CHANGED, 0)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/FT/Sig", b"/FT/Tx "),
        (b"/Fields[4 0 R]", b"/Fields[9 9 R]"),
        (b"/AcroForm", b"/AcroFarm"),
        (b"/Contents <", b"/Contants <"),
        (b"/V 5 0 R", b"/V 5 5 R"),
        (b"startxref", b"startxxxx"),
    ],
)
def test_a_signature_that_was_taken_from_its_field_is_told(
    place: Path, old: bytes, new: bytes
) -> None:
    data = handmade("adbe.pkcs7.detached", detached)
    found = judged(place, data.replace(old, new))
    assert found
    assert state_of(found) in (SignatureState.UNREADABLE, SignatureState.INVALID)


def test_a_signature_of_nonsense_is_unreadable(place: Path) -> None:
    for sign in (lambda _: b"", lambda _: b"\x30\x80", lambda _: bytes(range(256)) * 4):
        found = judged(place, handmade("adbe.pkcs7.detached", sign))
        assert [one.fit for one in found] == [Fit.UNREADABLE]


def test_a_file_with_a_password_is_unreadable(place: Path) -> None:
    place.write_bytes(handmade("adbe.pkcs7.detached", detached))
    locked = place.with_name("locked.pdf")
    with pikepdf.open(place) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    found = judge_signatures(locked, MIDDLE_KNOWN, NOW)
    assert state_of(found) is SignatureState.UNREADABLE


def test_a_signature_for_another_certificate_is_not_trusted(place: Path) -> None:
    assert judged(place, signed(blank_pdf()))[0].trust is Trust.TRUSTED
    place.write_bytes(signed(blank_pdf()))
    assert judge_signatures(place, (SIGNER.der,), NOW)[0].trust is Trust.TRUSTED
