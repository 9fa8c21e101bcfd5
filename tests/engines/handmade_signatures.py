"""PDFs signed by hand, byte by byte: old methods, and tricks that no honest signer knows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from asn1crypto import cms, core
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from tests.engines.signing_office import SIGNER

ROOM = 8000
"""Hexadecimal digits kept free for a signature."""
Sign = Callable[[bytes], bytes]
"""From the signed bytes to /Contents."""


def pkcs1(signed: bytes) -> bytes:
    """adbe.x509.rsa_sha1."""
    assert isinstance(SIGNER.key, rsa.RSAPrivateKey)
    value = SIGNER.key.sign(
        hashlib.sha1(signed).digest(), padding.PKCS1v15(), Prehashed(hashes.SHA1())
    )
    return bytes(core.OctetString(value).dump())


def pkcs7_sha1(signed: bytes) -> bytes:
    """adbe.pkcs7.sha1: the SHA-1 is the content that is signed."""
    return _cms(hashlib.sha1(signed).digest(), inside=True)


def detached(signed: bytes) -> bytes:
    """adbe.pkcs7.detached, without attributes."""
    return _cms(signed, inside=False)


def no_null(signed: bytes) -> bytes:
    """adbe.pkcs7.detached whose RSA value lacks the NULL of its digest's algorithm."""
    content = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["data"]},
            {"type": "message_digest", "values": [hashlib.sha256(signed).digest()]},
        ]
    )
    prefix = bytes.fromhex("302f300b0609608648016503040201" + "0420")
    told = prefix + hashlib.sha256(content.dump()).digest()
    assert isinstance(SIGNER.key, rsa.RSAPrivateKey)
    size = SIGNER.key.key_size // 8
    block = b"\0\1" + b"\xff" * (size - len(told) - 3) + b"\0" + told
    private = SIGNER.key.private_numbers()
    value = pow(int.from_bytes(block, "big"), private.d, private.public_numbers.n)
    return _cms(signed, inside=False, attributes=content, value=value.to_bytes(size, "big"))


def handmade(
    method: str,
    sign: Sign,
    ranges: Callable[[int, int, int], tuple[int, ...]] = lambda a, b, n: (0, a, b, n - b),
    extra: bytes = b"",
) -> bytes:
    """A signed PDF.

    `ranges` makes /ByteRange of where the gap begins and ends and the size of the file; `extra`
    stands in the signature dictionary.
    """
    head = b"%PDF-1.7\n"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[4 0 R]>>>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[4 0 R]>>",
        b"<</FT/Sig/T(Ky)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R/V 5 0 R>>",
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/%b/ByteRange [%b]/Contents <%b>%b>>"
        % (method.encode(), b" " * 60, b"0" * ROOM, extra),
    ]
    body, places = head, []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(body)
    body += b"xref\n0 6\n0000000000 65535 f \n"
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table
    start = body.index(b"/Contents <") + len(b"/Contents ")
    end = start + ROOM + 2
    numbers = ranges(start, end, len(body))
    body = body.replace(b" " * 60, b" ".join(b"%d" % one for one in numbers).ljust(60), 1)
    signed = b"".join(
        body[offset : offset + length]
        for offset, length in zip(numbers[::2], numbers[1::2], strict=False)
    )
    value = sign(signed).hex().encode().ljust(ROOM, b"0")
    return body[: start + 1] + value + body[start + 1 + ROOM :]


def _cms(
    content: bytes,
    *,
    inside: bool,
    attributes: cms.CMSAttributes | None = None,
    value: bytes = b"",
) -> bytes:
    assert isinstance(SIGNER.key, rsa.RSAPrivateKey)
    certificate = SIGNER.asn1
    digest = "sha1" if inside else "sha256"
    name = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    method = hashes.SHA1() if inside else hashes.SHA256()
    signer = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": name},
        "digest_algorithm": {"algorithm": digest},
        "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
        "signature": value or SIGNER.key.sign(content, padding.PKCS1v15(), method),
    }
    if attributes is not None:
        signer["signed_attrs"] = attributes
    held = {"content_type": "data", **({"content": content} if inside else {})}
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": digest}],
            "encap_content_info": held,
            "certificates": [certificate],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())
