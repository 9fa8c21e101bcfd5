"""How the register talks to its server in secret: what the address says, in libpq's words."""

from __future__ import annotations

import ssl
from pathlib import Path

from sqlalchemy.engine import URL

from pipeline.errors import SettingsInvalid

_UNCHECKED: dict[str, bool | None] = {"disable": False, "prefer": None, "require": True}
"""What the driver is told where no certificate is checked; None: encrypted where it can be."""
_CHECKED = {"verify-ca": False, "verify-full": True}
"""Whether the certificate must be of the host's name too."""
_MODE, _ROOTS = "sslmode", "sslrootcert"

Tls = bool | None | ssl.SSLContext


def tls_of(address: URL) -> tuple[URL, Tls]:
    """The address without `sslmode` and `sslrootcert`, and what they ask of a connection.

    Authorities are those of the file `sslrootcert`, else the system's, and then the name is
    checked too; as for libpq, a file alone with `require` asks for `verify-ca`.
    Raises: SettingsInvalid: no such mode, or a file that holds no certificates.
    """
    told = {name: _one(address.query.get(name)) for name in (_MODE, _ROOTS)}
    plain = address.difference_update_query([_MODE, _ROOTS])
    mode, roots = told[_MODE] or "prefer", told[_ROOTS]
    if mode == "require" and roots:
        mode = "verify-ca"
    if mode in _UNCHECKED:
        return plain, _UNCHECKED[mode]
    if mode not in _CHECKED:
        known = ", ".join((*_UNCHECKED, *_CHECKED))
        raise SettingsInvalid("register_sslmode", {"mode": mode, "known": known})
    context = _context(roots)
    context.check_hostname = _CHECKED[mode]
    return plain, context


def _context(roots: str) -> ssl.SSLContext:
    if not roots or roots == "system":
        return ssl.create_default_context()
    path = Path(roots).expanduser()
    try:
        return ssl.create_default_context(cafile=str(path))
    except OSError as error:
        why = error.strerror or str(error)
        raise SettingsInvalid("register_sslrootcert", {"file": str(path), "why": why}) from error


def _one(value: str | tuple[str, ...] | None) -> str:
    """The last one, where it is said twice."""
    return (value[-1] if value else "") if isinstance(value, tuple) else value or ""
