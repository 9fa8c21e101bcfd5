"""Opens the database of an archive; on a server, two archives never share one."""

from __future__ import annotations

import uuid
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select

from pipeline.errors import ArchiveUnusable, Param
from pipeline.register.database import FILE_NAME, open_database, writing
from pipeline.register.schema import identity

_ID = "register.id"
"""In the archive's folder, where its register is on a server."""


def opened(folder: Path, url: str | None) -> tuple[Engine, Path]:
    """The database of the archive `folder` and its file; as `store.open_register`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        params: dict[str, Param] = {"path": str(folder), "why": error.strerror or str(error)}
        raise ArchiveUnusable("register_unusable", params) from error
    path = folder / FILE_NAME
    if url is None and (folder / _ID).exists():
        # A new empty register beside the real one would look like an archive that lost all.
        raise ArchiveUnusable("register_elsewhere", {"archive": str(folder)})
    engine = open_database(path, url)
    if url is None:
        return engine, path
    try:
        with writing(engine, path) as connection:
            _claim(connection, folder)
    except BaseException:
        engine.dispose()
        raise
    return engine, path


def _claim(connection: Connection, folder: Path) -> None:
    """Makes a new register this archive's. Raises: ArchiveUnusable when it is another's."""
    place = folder / _ID
    known = place.read_text(encoding="ascii").strip() if place.exists() else None
    stored: str | None = connection.scalar(select(identity.c.archive))
    if stored is None:
        stored = known or uuid.uuid4().hex
        connection.execute(insert(identity).values(archive=stored))
        if known is None:
            place.write_text(f"{stored}\n", encoding="ascii")
        return
    if stored != known:
        raise ArchiveUnusable("register_of_another", {"archive": str(folder), "file": _ID})
