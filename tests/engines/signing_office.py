"""An office that signs: certificates made here, and PDFs signed with them by pyHanko."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.generic import ArrayObject, NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
NOW = datetime.now(UTC).replace(microsecond=0)
"""pyHanko signs with the clock of the machine."""
DAY = timedelta(days=1)
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Identity:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def asn1(self) -> Any:
        return asn1_x509.Certificate.load(self.der)

    @property
    def asn1_key(self) -> Any:
        encoding, form = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
        plain = self.key.private_bytes(encoding, form, serialization.NoEncryption())
        return asn1_keys.PrivateKeyInfo.load(plain)


@cache
def new_key(name: str, *, elliptic: bool = False) -> Key:
    """A key of its own for each name; made once, since that is slow."""
    assert name
    if elliptic:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 2048)


def name_of(common: str, organization: str = "ỦY BAN NHÂN DÂN TỈNH X") -> x509.Name:
    parts = {
        NameOID.COUNTRY_NAME: "VN",
        NameOID.LOCALITY_NAME: "X",
        NameOID.ORGANIZATION_NAME: organization,
        NameOID.ORGANIZATIONAL_UNIT_NAME: "VĂN PHÒNG",
        NameOID.COMMON_NAME: common,
        NameOID.USER_ID: "MST:0123456789",
    }
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts.items()])


def issued(
    common: str,
    issuer: Identity | None = None,
    *,
    authority: bool = False,
    stamping: bool = False,
    valid: tuple[datetime, datetime] = (NOW - 30 * DAY, NOW + 365 * DAY),
    may_sign: bool = True,
    elliptic: bool = False,
) -> Identity:
    """A certificate; without an issuer it is signed by itself."""
    key = new_key(common, elliptic=elliptic)
    subject = name_of(common)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(_usage(authority=authority, may_sign=may_sign), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if stamping:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    signer = issuer.key if issuer else key
    return Identity(builder.sign(signer, hashes.SHA256()), key)


def _usage(*, authority: bool, may_sign: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=may_sign and not authority,
        content_commitment=may_sign and not authority,
        key_encipherment=not may_sign,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


ROOT = issued("CA gốc", authority=True, valid=(NOW - 900 * DAY, NOW + 900 * DAY))
MIDDLE = issued(
    "CA phục vụ cơ quan", ROOT, authority=True, valid=(NOW - 600 * DAY, NOW + 600 * DAY)
)
STRANGER = issued("CA khác", authority=True)
STAMPER = issued("Máy chủ cấp dấu thời gian", ROOT, stamping=True)
SIGNER = issued("Nguyễn Văn A", MIDDLE)


def blank_pdf(pages: int = 1) -> bytes:
    """A PDF with something on its pages."""
    pdf = pikepdf.new()
    for number in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.contents_add(b"0 0 1 rg 100 %d 200 100 re f" % (100 + number))
    stream = BytesIO()
    pdf.save(stream, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return stream.getvalue()


def signed(
    data: bytes,
    identity: Identity = SIGNER,
    *,
    field: str = "Signature1",
    method: SigSeedSubFilter = SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
    digest: str = "sha256",
    stamper: Identity | None = None,
    chain: Sequence[Identity] = (MIDDLE,),
    certify: MDPPerm | None = None,
    pss: bool = False,
) -> bytes:
    """The PDF with one more signature, as an incremental update."""
    signer = signers.SimpleSigner(
        signing_cert=identity.asn1,
        signing_key=identity.asn1_key,
        cert_registry=_store(chain),
        prefer_pss=pss,
    )
    about = PdfSignatureMetadata(
        field_name=field,
        md_algorithm=digest,
        subfilter=method,
        certify=certify is not None,
        docmdp_permissions=certify or MDPPerm.FILL_FORMS,
    )
    stamps = DummyTimeStamper(stamper.asn1, stamper.asn1_key) if stamper else None
    out: BytesIO = signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(data)), about, signer, timestamper=stamps
    )
    return out.getvalue()


def time_stamped(data: bytes, stamper: Identity = STAMPER) -> bytes:
    """The PDF with a time stamp on the whole of it (/DocTimeStamp)."""
    stamps = DummyTimeStamper(stamper.asn1, stamper.asn1_key)
    out: BytesIO = signers.PdfTimeStamper(stamps).timestamp_pdf(
        IncrementalPdfFileWriter(BytesIO(data)), "sha256"
    )
    return out.getvalue()


def repainted(data: bytes) -> bytes:
    """The PDF with another content of its first page, as an incremental update."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    contents = page["/Contents"]
    stream = contents[0] if isinstance(contents, ArrayObject) else contents
    stream._data = b"1 0 0 rg 100 100 200 100 re f"
    stream._encoded_data = None
    for name in ("/Length", "/Filter"):
        stream.pop(NameObject(name), None)
    writer.update_container(stream)
    return _written(writer)


def with_revocations(data: bytes, *revocations: bytes) -> bytes:
    """The PDF with revocation lists (DER) in its security store."""
    stream = BytesIO(data)
    contents = PdfFileReader(stream).embedded_signatures[0].pkcs7_content
    lists = [asn1_crl.CertificateList.load(der) for der in revocations]
    DocumentSecurityStore.supply_dss_in_writer(
        writer := IncrementalPdfFileWriter(stream), contents, crls=lists
    )
    return _written(writer)


def revocations(
    issuer: Identity, revoked: Sequence[Identity] = (), at: datetime = NOW - 2 * DAY
) -> bytes:
    """A revocation list of an issuer (DER), issued now."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(NOW - timedelta(hours=1))
        .next_update(NOW + 7 * DAY)
    )
    for one in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(one.certificate.serial_number)
            .revocation_date(at)
            .build()
        )
    made = builder.sign(issuer.key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.DER)


def _store(identities: Sequence[Identity]) -> Any:
    store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([one.asn1 for one in identities])
    return store


def _written(writer: Any) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
