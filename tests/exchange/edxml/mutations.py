"""Named misfortunes of a message, and seeded random ones."""

from __future__ import annotations

import base64
import io
import random
import re
import zipfile
from collections.abc import Callable

Damage = Callable[[bytes, random.Random], bytes]


def flipped(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randint(1, 20)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def swapped(data: bytes, dice: random.Random) -> bytes:
    """Two tags change places."""
    tags = [match.span() for match in re.finditer(rb"<[^>]+>", data)]
    one, other = sorted(dice.sample(tags, 2))
    parts = (data[: one[0]], data[slice(*other)], data[one[1] : other[0]], data[slice(*one)])
    return b"".join((*parts, data[other[1] :]))


def dropped(data: bytes, dice: random.Random) -> bytes:
    tags = [match.span() for match in re.finditer(rb"<[^>]+>", data)]
    start, end = dice.choice(tags)
    return data[:start] + data[end:]


def doubled(data: bytes, dice: random.Random) -> bytes:
    start, end = sorted(dice.sample(range(len(data)), 2))
    return data[:end] + data[start:end] + data[end:]


def emptied(data: bytes, dice: random.Random) -> bytes:
    texts = [match.span(1) for match in re.finditer(rb">([^<]+)<", data)]
    start, end = dice.choice(texts)
    return data[:start] + dice.choice((b"", b" ", b"-1", b"9" * 30, b"x" * 600)) + data[end:]


def laughing(data: bytes, _dice: random.Random) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    dtd = f'<!DOCTYPE edXML [<!ENTITY l0 "ha">{entities}]>'.encode()
    return _before_root(data, dtd).replace(b"<edXML:Subject>", b"<edXML:Subject>&l9;", 1)


def outside(data: bytes, dice: random.Random) -> bytes:
    where = dice.choice(("file:///etc/passwd", "http://127.0.0.1:9/x", "/dev/zero"))
    dtd = f'<!DOCTYPE edXML [<!ENTITY x SYSTEM "{where}">]>'.encode()
    return _before_root(data, dtd).replace(b"<edXML:Subject>", b"<edXML:Subject>&x;", 1)


def included(data: bytes, _dice: random.Random) -> bytes:
    """XInclude is no part of XML itself; nobody must follow it."""
    told = b'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
    return data.replace(b"<edXML:Subject>", b"<edXML:Subject>" + told, 1)


def huge_attribute(data: bytes, _dice: random.Random) -> bytes:
    return data.replace(b"<edXML:Subject>", b'<edXML:Subject a="' + b"x" * 300_000 + b'">', 1)


def deep(data: bytes, dice: random.Random) -> bytes:
    inside = b"<a>" * dice.choice((40, 2_000)) + b"</a>"
    return data.replace(b"<edXML:Subject>", inside + b"<edXML:Subject>", 1)


def many(data: bytes, _dice: random.Random) -> bytes:
    return data.replace(b"<edXML:Subject>", b"<a/>" * 25_000 + b"<edXML:Subject>", 1)


def no_base64(data: bytes, dice: random.Random) -> bytes:
    return _with_content(data, dice.choice((b"%%%%", b"QUJ", b"QUJD\xc3\xa9", b"====")))


def slipped(data: bytes, dice: random.Random) -> bytes:
    names = ("../../../../tmp/slipped", "/etc/cron.d/x", "..\\..\\x", "a\x00b")
    return _with_content(data, _zipped(dice.choice(names), b"%PDF-1.4"))


def bomb(data: bytes, _dice: random.Random) -> bytes:
    return _with_content(data, _zipped("a.pdf", bytes(60_000_000)))


def damaged_zip(data: bytes, dice: random.Random) -> bytes:
    packed = bytearray(base64.b64decode(_zipped("a.pdf", b"%PDF-1.4 " * 500)))
    for _ in range(5):
        packed[dice.randrange(4, len(packed))] = dice.randrange(256)
    return _with_content(data, base64.b64encode(bytes(packed)))


def other_encoding(data: bytes, dice: random.Random) -> bytes:
    text = data.decode().replace("encoding='UTF-8'", "encoding='{}'")
    named, real = dice.choice(
        (
            ("UTF-16", "utf-16"),
            ("UTF-8", "utf-16"),
            ("windows-1258", "utf-8"),
            ("UTF-7", "utf-8"),
            ("UTF-32", "utf-32"),
            ("nonsense", "utf-8"),
            ("ISO-8859-1", "utf-8"),
        )
    )
    return text.replace("'{}'", f"'{named}'").encode(real)


def nuls(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + bytes(dice.randint(1, 5)) + data[at:]


def noise(_data: bytes, dice: random.Random) -> bytes:
    return dice.randbytes(dice.randrange(3_000))


DAMAGES: tuple[Damage, ...] = (
    *(flipped, cut, swapped, dropped, doubled, emptied, laughing, outside, included),
    *(huge_attribute, deep, many, no_base64, slipped, damaged_zip, other_encoding, nuls, noise),
)
"""`bomb` is dear and has a test of its own."""


def mutated(data: bytes, seed: int) -> bytes:
    """One of the misfortunes, or two."""
    dice = random.Random(seed)
    damaged = DAMAGES[seed % len(DAMAGES)](data, dice)
    if dice.random() < 0.2 and len(damaged) > 10:
        damaged = dice.choice((flipped, nuls))(damaged, dice)
    return damaged


def _before_root(data: bytes, dtd: bytes) -> bytes:
    head, mark, rest = data.partition(b"?>")
    return head + mark + dtd + rest


def _with_content(data: bytes, content: bytes) -> bytes:
    """The first file's content, another one."""
    start = data.index(b"<ContentTransferEncoded>") + len(b"<ContentTransferEncoded>")
    return data[:start] + content + data[data.index(b"</ContentTransferEncoded>") :]


def _zipped(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return base64.b64encode(made.getvalue())
