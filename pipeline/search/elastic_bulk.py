"""Many changes in few requests: again where the server was busy, each failed document by name."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch
from elasticsearch import ConnectionError as NoConnection

from pipeline.errors import IndexIncomplete
from pipeline.search.elastic_client import reaching, refused
from pipeline.settings import ElasticsearchSettings

log = logging.getLogger(__name__)

BUSY = (429, 502, 503, 504)
_LONGEST_WAIT_S = 30.0

Change = tuple[str, bytes]
"""A document's id and the lines that say what becomes of it."""


class Bulk:
    """Collects changes and sends them; what `flush` returns from is on the server's disk."""

    def __init__(
        self,
        client: Elasticsearch,
        alias: str,
        settings: ElasticsearchSettings,
        sleep: Callable[[float], None],
    ) -> None:
        # Trying again is done here, with pauses, and only for what failed.
        self._client = client.options(max_retries=0, retry_on_status=())
        self._alias = alias
        self._settings = settings
        self._sleep = sleep
        self._changes: list[Change] = []
        self._bytes = 0
        self._failed: dict[str, str] = {}

    def index(self, document_id: str, source: bytes) -> None:
        """Raises: IndexUnreachable, IndexOutdated."""
        self._add(document_id, b"%s\n%s\n" % (_action("index", document_id), source))

    def delete(self, document_id: str) -> None:
        """Raises: IndexUnreachable, IndexOutdated."""
        self._add(document_id, b"%s\n" % _action("delete", document_id))

    def flush(self) -> None:
        """Sends what is left.

        Raises:
            IndexUnreachable: the server did not take it, however often it was asked.
            IndexOutdated: there is no such index.
            IndexIncomplete: it refused some of the documents since the last flush; names them.
        """
        self._send()
        if self._failed:
            failed, self._failed = self._failed, {}
            raise IndexIncomplete(
                "index_incomplete", {"ids": " ".join(failed), "why": next(iter(failed.values()))}
            )

    def forget(self) -> None:
        """Drops what was not sent."""
        self._changes, self._bytes, self._failed = [], 0, {}

    def _add(self, document_id: str, lines: bytes) -> None:
        settings = self._settings
        if self._changes and (
            len(self._changes) >= settings.bulk_documents
            or self._bytes + len(lines) > settings.bulk_bytes
        ):
            self._send()
        self._changes.append((document_id, lines))
        self._bytes += len(lines)

    def _send(self) -> None:
        changes, self._changes, self._bytes = self._changes, [], 0
        for tried in range(self._settings.retries + 1):
            if tried:
                self._sleep(min(self._settings.backoff_s * 2 ** (tried - 1), _LONGEST_WAIT_S))
            last = tried == self._settings.retries
            changes = self._unsettled(changes, last)
            if not changes:
                return

    def _unsettled(self, changes: list[Change], last: bool) -> list[Change]:
        """Sends once; what is worth another try. On the last nothing is."""
        if not changes:
            return []
        with reaching(self._settings):
            try:
                answer = self._client.bulk(
                    operations=[lines for _, lines in changes],  # type: ignore[misc]
                    index=self._alias,
                    # Without it, an index that is gone would be made anew, with guessed fields.
                    require_alias=True,
                )
            except (NoConnection, ConnectionTimeout):
                if last:
                    raise
                return changes
            except ApiError as error:
                if last or error.meta.status not in BUSY:
                    raise
                return changes
        return self._sorted_out(changes, answer["items"], last) if answer["errors"] else []

    def _sorted_out(
        self, changes: list[Change], items: list[dict[str, Any]], last: bool
    ) -> list[Change]:
        again: list[Change] = []
        for change, item in zip(changes, items, strict=True):
            (outcome,) = item.values()
            if "error" not in outcome:
                continue
            if outcome["status"] in BUSY and not last:
                again.append(change)
                continue
            error = outcome["error"]
            if error["type"] == "index_not_found_exception":
                raise refused(outcome["status"], error, self._settings)
            why = f"{outcome['status']} {error['type']}: {error['reason']}"
            log.error("%s is not indexed: %s", change[0], why)
            self._failed[change[0]] = why
        return again


def _action(kind: str, document_id: str) -> bytes:
    return json.dumps({kind: {"_id": document_id}}).encode()
