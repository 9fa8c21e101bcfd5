"""Opens the database of an archive; on a server, two archives never share one."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, make_url, select

from pipeline.errors import ArchiveUnusable, Param
from pipeline.register.database import FILE_NAME, open_database, writing
from pipeline.register.schema import identity

_ID = "register.id"
"""In the archive's folder, where its register is on a server."""
_BEGUN = "begun"
"""Behind the id until the register was made; before that nothing was ever written to it."""


def opened(folder: Path, url: str | None) -> tuple[Engine, Path]:
    """The database of the archive `folder` and its file; as `store.open_register`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        params: dict[str, Param] = {"path": str(folder), "why": error.strerror or str(error)}
        raise ArchiveUnusable("register_unusable", params) from error
    path = folder / FILE_NAME
    known, made = _known(folder / _ID)
    if url is None:
        # A new empty register beside the real one would look like an archive that lost all.
        if made:
            raise ArchiveUnusable("register_elsewhere", {"archive": str(folder)})
        return open_database(path), path
    if path.exists():
        raise ArchiveUnusable("register_in_file", {"archive": str(folder), "file": FILE_NAME})
    return _on_server(path, url, known, made=made), path


def place_of(folder: Path, url: str | None) -> str:
    """What people call the database of an archive: never with a password."""
    if url is None:
        return str(folder / FILE_NAME)
    return make_url(url).render_as_string(hide_password=True)


def _on_server(path: Path, url: str, known: str, *, made: bool) -> Engine:
    folder = path.parent
    # Nothing is made in a database that should have the register and has not.
    engine = open_database(path, url, new=not made)
    try:
        if not known:
            _write(folder, f"{uuid.uuid4().hex} {_BEGUN}\n", only_first=True)
        known, made = _known(folder / _ID)
        with writing(engine, path) as connection:
            _claim(connection, folder, known, made=made)
        if not made:
            _write(folder, f"{known}\n")
    except BaseException:
        engine.dispose()
        raise
    return engine


def _claim(connection: Connection, folder: Path, known: str, *, made: bool) -> None:
    """Makes a new register this archive's. Raises: ArchiveUnusable when it is another's."""
    stored: str | None = connection.scalar(select(identity.c.archive))
    if stored is None and not made:
        connection.execute(insert(identity).values(archive=known))
    elif stored != known:
        raise ArchiveUnusable("register_of_another", {"archive": str(folder), "file": _ID})


def _known(place: Path) -> tuple[str, bool]:
    """The id of the archive's register ("" for none), and whether that was ever made."""
    try:
        words = place.read_text(encoding="ascii").split()
    except FileNotFoundError:
        return "", False
    except (OSError, UnicodeDecodeError) as error:
        params: dict[str, Param] = {"path": str(place), "why": str(error)}
        raise ArchiveUnusable("register_unusable", params) from error
    return words[0] if words else "?", words[1:] != [_BEGUN]


def _write(folder: Path, text: str, *, only_first: bool = False) -> None:
    """Whole or not at all; `only_first` leaves one that is there alone."""
    made = folder / f".{_ID}.{uuid.uuid4().hex[:8]}"
    with made.open("x", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if not only_first:
        os.replace(made, folder / _ID)
        return
    try:
        os.link(made, folder / _ID)
    except FileExistsError:
        pass
    finally:
        made.unlink()
