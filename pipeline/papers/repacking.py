"""Makes an Office file the same bytes whenever the same is written."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

_THEN = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file can tell."""
_MOMENTS = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_CORE = "docProps/core.xml"


def repacked(made: bytes) -> bytes:
    """Without the moments at which it was made, which its writer takes from the machine's clock."""
    packed = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(made)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name == _CORE:
                data = _MOMENTS.sub(rb"\g<1>1980-01-01T00:00:00Z", data)
            member = zipfile.ZipInfo(name, _THEN)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, data)
    return packed.getvalue()
