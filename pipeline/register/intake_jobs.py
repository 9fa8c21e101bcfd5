"""What people handed in at the workbench and what waits to be digitised, in the order it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Engine, and_, delete, insert, select, update

from pipeline.errors import NotAllowed, NotFound
from pipeline.model.access import Access, unit_name
from pipeline.register import batches as batch_acts
from pipeline.register import queries
from pipeline.register.database import reading, writing
from pipeline.register.entries import Batch
from pipeline.register.office_schema import intake_jobs
from pipeline.register.rows import AnyRow
from pipeline.register.schema import batches


class JobState(StrEnum):
    OPEN = "open"
    """Files are still being handed in."""
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """By a person; it can be taken up again."""
    FAILED = "failed"
    """It ended on an error of the whole archive; it can be taken up again."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """What somebody wants digitised."""

    name: str
    """Of the batch that it becomes."""
    who: str
    folder: str = ""
    """Where the files lie; empty: they are handed in, into a folder of the archive's own."""
    files: tuple[str, ...] = ()
    """Names of files in `folder`; empty: all of it."""
    access: Access = Access.CONDITIONAL
    unit: str = ""
    book: str = ""
    """The register that its documents are entered into; empty: none."""


@dataclass(frozen=True, slots=True)
class Job:
    id: int
    asked: NewJob
    state: JobState
    made_at: datetime
    ended_at: datetime | None
    problem: tuple[str, Mapping[str, Any]] | None = field(default=None)
    """Code and parameters of the error on which it ended."""


_AGAIN = (JobState.OPEN, JobState.STOPPED, JobState.FAILED)


class IntakeJobs:
    """Those of one register. Every writing operation is one transaction."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def add(self, new: NewJob, now: datetime, state: JobState = JobState.OPEN) -> Job:
        """Raises: NotAllowed: there is a batch or a job of that name."""
        values = {
            "name": new.name,
            "who": new.who,
            "folder": new.folder,
            "files": list(new.files),
            "access": new.access.value,
            "unit": unit_name(new.unit),
            "book": new.book,
            "state": state.value,
            "made_at": now,
        }
        with writing(self._engine, self._path) as connection:
            for table in (batches, intake_jobs):
                known = select(table.c.id).where(table.c.name == new.name)
                if connection.execute(known).first() is not None:
                    raise NotAllowed("batch_name_taken", {"name": new.name})
            row = connection.execute(insert(intake_jobs).values(values).returning(intake_jobs))
            return _job(row.one())

    def job(self, job_id: int) -> Job:
        """Raises: NotFound."""
        with reading(self._engine, self._path) as connection:
            query = select(intake_jobs).where(intake_jobs.c.id == job_id)
            row = connection.execute(query).first()
        if row is None:
            raise NotFound("intake_job", {"id": job_id})
        return _job(row)

    def jobs(self, *states: JobState, limit: int = 100) -> tuple[Job, ...]:
        """In one of the states, the oldest first."""
        wanted = intake_jobs.c.state.in_([state.value for state in states])
        query = select(intake_jobs).where(wanted).order_by(intake_jobs.c.id).limit(limit)
        with reading(self._engine, self._path) as connection:
            return tuple(_job(row) for row in connection.execute(query))

    def named(self, name: str) -> Job | None:
        """The job whose batch has this name."""
        query = select(intake_jobs).where(intake_jobs.c.name == name)
        with reading(self._engine, self._path) as connection:
            row = connection.execute(query).first()
        return None if row is None else _job(row)

    def wait(self, job_id: int) -> None:
        """Puts it into the line. Raises: NotAllowed: it is there, or was done."""
        self._move(job_id, _AGAIN, JobState.WAITING)

    def drop(self, job_id: int) -> None:
        """Forgets one of which nothing was begun. Raises: NotAllowed: it was; NotFound."""
        still = and_(intake_jobs.c.id == job_id, intake_jobs.c.state == JobState.OPEN.value)
        with writing(self._engine, self._path) as connection:
            gone = connection.execute(delete(intake_jobs).where(still)).rowcount
        if not gone:
            self._refuse(self.job(job_id))

    def begin(self, job_id: int) -> bool:
        """Takes it out of the line; False when somebody stopped it meanwhile."""
        try:
            self._move(job_id, (JobState.WAITING,), JobState.RUNNING)
        except NotAllowed:
            return False
        return True

    def stop(self, job_id: int, now: datetime) -> None:
        """Raises: NotAllowed: it is over already."""
        before = (JobState.OPEN, JobState.WAITING, JobState.RUNNING)
        self._move(job_id, before, JobState.STOPPED, ended_at=now)

    def end(
        self,
        job_id: int,
        state: JobState,
        now: datetime | None = None,
        problem: tuple[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """What became of a running one; one that was stopped stays so."""
        told = None if problem is None else [problem[0], dict(problem[1])]
        running = and_(intake_jobs.c.id == job_id, intake_jobs.c.state == JobState.RUNNING.value)
        values = {"state": state.value, "ended_at": now, "problem": told}
        with writing(self._engine, self._path) as connection:
            connection.execute(update(intake_jobs).where(running).values(values))

    def take_over(self) -> None:
        """What was running when a server went down waits again; only whoever feeds may say so."""
        running = intake_jobs.c.state == JobState.RUNNING.value
        with writing(self._engine, self._path) as connection:
            values = {"state": JobState.WAITING.value}
            connection.execute(update(intake_jobs).where(running).values(values))

    def batches(
        self, limit: int = 50, before: int | None = None
    ) -> tuple[tuple[Batch, queries.Counts, queries.Counts], ...]:
        """The newest first, each with its inputs by state: open ones, and those of secrets."""
        with reading(self._engine, self._path) as connection:
            return queries.recent_batches(connection, limit, before)

    def batch(self, name: str) -> Batch:
        """Raises: NotFound."""
        with reading(self._engine, self._path) as connection:
            found = batch_acts.named_batch(connection, name)
        if found is None:
            raise NotFound("batch", {"name": name})
        return found

    def _move(
        self, job_id: int, before: tuple[JobState, ...], to: JobState, **more: datetime | None
    ) -> None:
        states = [state.value for state in before]
        wanted = and_(intake_jobs.c.id == job_id, intake_jobs.c.state.in_(states))
        values = {"state": to.value, "problem": None, **more}
        with writing(self._engine, self._path) as connection:
            moved = connection.execute(update(intake_jobs).where(wanted).values(values)).rowcount
        if not moved:
            self._refuse(self.job(job_id))

    def _refuse(self, job: Job) -> NoReturn:
        raise NotAllowed("intake_job_state", {"name": job.asked.name, "state": job.state.value})


def _job(row: AnyRow) -> Job:
    asked = NewJob(
        row.name,
        row.who,
        row.folder,
        tuple(row.files),
        Access(row.access),
        row.unit,
        row.book,
    )
    problem = None if row.problem is None else (row.problem[0], row.problem[1])
    return Job(row.id, asked, JobState(row.state), row.made_at, row.ended_at, problem)
