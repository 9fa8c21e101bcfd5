"""A plain reading of a CMS signature: whether it fits, by the arithmetic and nothing else.

pyHanko judges the same; only what both find intact is intact (`pdf_signatures`). This reading also
judges what pyHanko leaves alone: adbe.pkcs7.sha1, adbe.x509.rsa_sha1, and signatures whose
algorithm has parameters of another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from asn1crypto import algos, cms, core, parser, tsp, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from pipeline.engines.signature_ranges import DIGESTS
from pipeline.model.signature import Fit

_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "md5": hashes.MD5,
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
    "sha3_256": hashes.SHA3_256,
    "sha3_384": hashes.SHA3_384,
    "sha3_512": hashes.SHA3_512,
}


@dataclass(frozen=True, slots=True)
class Cms:
    """A CMS signature with its one signer."""

    signed_data: Any
    signer_info: Any
    certificate: Any
    """The signer's (asn1crypto)."""
    others: tuple[Any, ...]
    """The other certificates that came with it."""
    digest: str
    content_type: str

    @property
    def algorithm(self) -> str:
        # Not `.native` of the whole: its parameters may be those of another algorithm.
        name: str = self.signer_info["signature_algorithm"]["algorithm"].native
        return name

    def attribute(self, name: str, *, signed: bool = True) -> Any:
        """The one value of an attribute, or None. Raises: ValueError when there are several."""
        attributes = self.signer_info["signed_attrs" if signed else "unsigned_attrs"]
        if isinstance(attributes, core.Void):
            return None
        values = [
            one for attr in attributes if attr["type"].native == name for one in attr["values"]
        ]
        if len(values) > 1:
            raise ValueError(f"several {name}")
        return values[0] if values else None

    @property
    def content(self) -> bytes | None:
        """What is signed, where it is inside the signature."""
        inside = self.signed_data["encap_content_info"]["content"]
        if isinstance(inside, core.Void):
            return None
        return bytes(inside)


def read_cms(contents: bytes) -> Cms:
    """The signature of /Contents, which zeros may follow.

    Raises:
        ValueError, TypeError, LookupError: it is none, or has not exactly one signer with a
            certificate, or bytes follow it.
    """
    if contents[parser.peek(contents) :].strip(b"\0"):
        raise ValueError("bytes follow the signature")
    return cms_of(cms.ContentInfo.load(contents))


def cms_of(info: Any) -> Cms:
    """Raises: as `read_cms`."""
    if info["content_type"].native != "signed_data":
        raise ValueError("no signed data")
    signed_data = info["content"]
    (signer_info,) = signed_data["signer_infos"]
    found = [one.chosen for one in signed_data["certificates"] if one.name == "certificate"]
    mine = [one for one in found if _is_of(one, signer_info["sid"])]
    if not mine:
        raise LookupError("no certificate of the signer")
    signer = mine[0]
    return Cms(
        signed_data=signed_data,
        signer_info=signer_info,
        certificate=signer,
        others=tuple(one for one in found if one is not signer),
        digest=signer_info["digest_algorithm"]["algorithm"].native.lower(),
        content_type=signed_data["encap_content_info"]["content_type"].native,
    )


def fit_of(signature: Cms, digest_of: Callable[[str], bytes]) -> Fit:
    """Whether a signature fits what it signed; `digest_of` names a digest's value of that.

    Raises:
        ValueError, TypeError, LookupError, cryptography's UnsupportedAlgorithm: it cannot be told.
    """
    digest = digest_of(signature.digest)
    attributes = signature.signer_info["signed_attrs"]
    if isinstance(attributes, core.Void):
        return Fit.INTACT if _verified(signature, digest, prehashed=True) else Fit.BROKEN
    if signature.attribute("message_digest").native != digest:
        return Fit.CHANGED
    if signature.attribute("content_type").native != signature.content_type:
        return Fit.BROKEN
    # The attributes are signed as a set (RFC 5652, 5.4), though they stand there tagged.
    signed = b"\x31" + attributes.dump()[1:]
    return Fit.INTACT if _verified(signature, signed, prehashed=False) else Fit.BROKEN


def in_other_form(signature: Cms) -> bool:
    """A broken RSA signature whose digest is right, but is written without its NULL parameter.

    RFC 8017, 9.2 wants the NULL: OpenSSL, NSS and pyHanko refuse what lacks it, others take it.
    """
    key = serialization.load_der_public_key(signature.certificate.public_key.dump())
    attributes = signature.signer_info["signed_attrs"]
    if not isinstance(key, rsa.RSAPublicKey) or isinstance(attributes, core.Void):
        return False
    try:
        value = signature.signer_info["signature"].native
        told = algos.DigestInfo.load(
            key.recover_data_from_signature(value, padding.PKCS1v15(), None)
        )
    except (InvalidSignature, ValueError):
        return False
    right = _digest(signature.digest, b"\x31" + attributes.dump()[1:])
    same_kind = told["digest_algorithm"]["algorithm"].native == signature.digest
    return bool(same_kind and told["digest"].native == right)


def document_digest(signature: Cms, digest_of: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """What `fit_of` asks for, of a signature on a document whose signed bytes `digest_of` sums.

    A detached signature signs them; adbe.pkcs7.sha1 has their SHA-1 inside and signs that; a time
    stamp token has their digest inside (RFC 3161).

    Raises:
        ValueError: what is inside is not the digest of these bytes (`Fit.CHANGED`).
    """
    inside = signature.content
    if inside is None:
        return digest_of
    if signature.content_type == "tst_info":
        imprint = tsp.TSTInfo.load(inside)["message_imprint"]
        name = imprint["hash_algorithm"]["algorithm"].native
        same = imprint["hashed_message"].native == digest_of(name)
    else:
        same = inside == digest_of("sha1")
    if not same:
        raise ChangedError("what is inside is of other bytes")
    return lambda name: _digest(name, inside)


class ChangedError(ValueError):
    """The digest inside a signature is not that of the document."""


def fits_pkcs1(certificate: Any, contents: bytes, digest: bytes) -> bool:
    """Whether an adbe.x509.rsa_sha1 signature fits: PKCS #1 over a SHA-1 (ISO 32000-1, 12.8.3.2).

    Raises:
        ValueError, TypeError: it is none.
    """
    value = core.OctetString.load(contents).native
    key = serialization.load_der_public_key(certificate.public_key.dump())
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("no RSA key")
    return _fits_rsa(key, value, digest, "sha1", prehashed=True)


def _verified(signature: Cms, signed: bytes, *, prehashed: bool) -> bool:
    key = serialization.load_der_public_key(signature.certificate.public_key.dump())
    value = signature.signer_info["signature"].native
    name = signature.algorithm
    if isinstance(key, rsa.RSAPublicKey) and name == "rsassa_pss":
        return _fits_pss(key, value, signed, signature, prehashed=prehashed)
    if isinstance(key, rsa.RSAPublicKey) and name.endswith(("rsa", "rsassa_pkcs1v15")):
        return _fits_rsa(key, value, signed, signature.digest, prehashed=prehashed)
    if isinstance(key, ec.EllipticCurvePublicKey) and name.endswith("ecdsa"):
        return _fits_ecdsa(key, value, signed, signature.digest, prehashed=prehashed)
    raise ValueError(f"algorithm {name}")


def _fits_rsa(
    key: rsa.RSAPublicKey, value: bytes, signed: bytes, digest: str, *, prehashed: bool
) -> bool:
    summed = signed if prehashed else _digest(digest, signed)
    try:
        key.verify(value, summed, padding.PKCS1v15(), _prehashed(digest))
    except InvalidSignature:
        return False
    return True


def _fits_pss(
    key: rsa.RSAPublicKey, value: bytes, signed: bytes, signature: Cms, *, prehashed: bool
) -> bool:
    parameters = signature.signer_info["signature_algorithm"]["parameters"]
    mask = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native
    filled = padding.PSS(padding.MGF1(_HASHES[mask]()), parameters["salt_length"].native)
    summed = signed if prehashed else _digest(signature.digest, signed)
    try:
        key.verify(value, summed, filled, _prehashed(signature.digest))
    except InvalidSignature:
        return False
    return True


def _fits_ecdsa(
    key: ec.EllipticCurvePublicKey, value: bytes, signed: bytes, digest: str, *, prehashed: bool
) -> bool:
    summed = signed if prehashed else _digest(digest, signed)
    try:
        key.verify(value, summed, ec.ECDSA(_prehashed(digest)))
    except InvalidSignature:
        return False
    return True


def _prehashed(name: str) -> Any:
    return Prehashed(_HASHES[name]())


def _digest(name: str, data: bytes) -> bytes:
    if name not in DIGESTS:
        raise ValueError(f"digest {name}")
    return hashlib.new(name, data, usedforsecurity=False).digest()


def _is_of(certificate: x509.Certificate, sid: Any) -> bool:
    """Whether a certificate is the one that a signer is named by."""
    if sid.name == "issuer_and_serial_number":
        named = sid.chosen
        same_serial: bool = certificate.serial_number == named["serial_number"].native
        return same_serial and certificate.issuer == named["issuer"]
    by_key: bool = certificate.key_identifier == sid.chosen.native
    return by_key
