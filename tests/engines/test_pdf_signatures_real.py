"""Signatures as Vietnamese offices made them, judged as `pdfsig` of poppler judges them."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.engines.pdf_signatures import judge_signatures
from pipeline.model.entry import SignatureState
from pipeline.model.signature import Coverage, Fit, Signature, Trust, Validity, state_of

NUMBERS = range(1, 17)
_FITS = {
    "Signature is Valid.": (Fit.INTACT,),
    "Digest Mismatch.": (Fit.CHANGED,),
    "Signature is Invalid.": (Fit.BROKEN,),
}


@pytest.fixture(scope="module")
def born_digital(shared_data: Path) -> Path:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig is not installed: apt-get install poppler-utils")
    return shared_data / "born_digital"


def pdfsig(path: Path) -> list[dict[str, str]]:
    """What pdfsig says of each signature, by the name of each line; nothing is fetched."""
    done = subprocess.run(
        ["pdfsig", "-no-ocsp", path], capture_output=True, text=True, timeout=60, check=False
    )
    parts = re.split(r"^Signature #\d+:$", done.stdout, flags=re.MULTILINE)[1:]
    return [
        {"covers": "whole" if "\n  - Total document signed" in part else "part"}
        | dict(re.findall(r"^  - ([^:\n]+): (.*)$", part, flags=re.MULTILINE))
        for part in parts
    ]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_signature_is_judged_as_pdfsig_judges_it(born_digital: Path, number: int) -> None:
    path = born_digital / f"doc{number:02}.pdf"
    ours = judge_signatures(path, (), datetime.now(UTC))
    theirs = pdfsig(path)
    assert [one.field for one in ours] == [one["Signature Field Name"] for one in theirs]
    for one, other in zip(ours, theirs, strict=True):
        same_as(one, other)


def same_as(one: Signature, other: dict[str, str]) -> None:
    assert one.fit in _FITS[other["Signature Validation"]], one.field
    assert one.signer.name == other["Signer Certificate Common Name"]
    assert f"O={one.signer.organization}" in other["Signer full Distinguished Name"]
    assert one.digest == other["Signing Hash Algorithm"].replace("-", "").lower()
    assert one.method == other["Signature Type"]
    first, second = re.findall(r"\[(\d+) - (\d+)\]", other["Signed Ranges"])
    start, length, again, rest = one.ranges
    assert (start, start + length, again, again + rest) == tuple(map(int, (*first, *second)))
    if one.fit is Fit.INTACT:
        assert (one.covers is Coverage.FILE) == (other["covers"] == "whole")
        expired = other["Certificate Validation"] == "Certificate has Expired"
        assert (one.validity is Validity.EXPIRED_SINCE) == expired
        # pdfsig looks for the issuer last: of an expired one it does not say.
        assert one.trust is Trust.UNKNOWN_ISSUER


@pytest.mark.parametrize("number", NUMBERS)
def test_a_byte_changed_in_a_real_signed_range_is_found(
    born_digital: Path, tmp_path: Path, number: int
) -> None:
    data = (born_digital / f"doc{number:02}.pdf").read_bytes()
    place = tmp_path / "changed.pdf"
    place.write_bytes(data)
    chance = random.Random(number)
    found = judge_signatures(place, (), datetime.now(UTC))
    ranges = [(one, part) for one in found for part in (one.ranges[:2], one.ranges[2:])]
    for one, (start, length) in chance.sample(ranges, min(len(ranges), 4)):
        at = chance.randrange(start, start + length)
        changed = data[:at] + bytes([data[at] ^ chance.randrange(1, 256)]) + data[at + 1 :]
        place.write_bytes(changed)
        after = judge_signatures(place, (), datetime.now(UTC))
        same = [each for each in after if each.field == one.field]
        assert all(each.fit is not Fit.INTACT for each in same)
        assert state_of(after) in (SignatureState.INVALID, SignatureState.UNREADABLE)


def test_no_hostile_file_is_called_intact(shared_data: Path) -> None:
    for path in sorted((shared_data / "hostile").rglob("*.pdf")):
        found = judge_signatures(path, (), datetime.now(UTC))
        assert all(one.fit is not Fit.INTACT for one in found), path.name
