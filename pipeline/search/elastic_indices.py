"""Which of the server's indices is in use: an alias names it, a rebuild is made beside it."""

from __future__ import annotations

import re
from typing import Any

from elasticsearch import Elasticsearch

from pipeline.search.elastic_client import outdated, reaching
from pipeline.search.elastic_fields import index_mapping, index_settings
from pipeline.search.fields import SCHEMA_VERSION
from pipeline.settings import ElasticsearchSettings


class Indices:
    """`NAME` is an alias of `NAME-vSCHEMA-N`; whoever searches has the old one or the new one."""

    def __init__(self, client: Elasticsearch, settings: ElasticsearchSettings) -> None:
        self._client = client
        self._settings = settings
        self.alias = settings.index
        self.building = f"{settings.index}-building"
        """Alias of the index that a rebuild fills."""

    def check(self) -> None:
        """Raises: IndexOutdated, when there is none of this version; IndexUnreachable."""
        with reaching(self._settings):
            mappings = self._client.indices.get_mapping(index=self.alias)
        for name, index in mappings.items():
            version = index["mappings"].get("_meta", {}).get("schema")
            if version != SCHEMA_VERSION:
                raise outdated(self._settings, f"{name}: {version}")

    def new(self) -> str:
        """An empty index under the alias `building`; what a killed rebuild left is removed.

        Raises: IndexUnreachable.
        """
        with reaching(self._settings):
            names = self._own()
            used = self._used()
            for name in sorted(set(names) - used):
                self._client.indices.delete(index=name)
            number = max((int(name.rpartition("-")[2]) for name in names), default=0) + 1
            name = f"{self.alias}-v{SCHEMA_VERSION}-{number}"
            self._client.indices.create(
                index=name,
                aliases={self.building: {}},
                mappings=index_mapping(),
                settings=self._while_filled(),
            )
        return name

    def use(self, name: str) -> None:
        """Puts a filled index in place of the one in use, in one step, and removes that.

        Raises: IndexUnreachable.
        """
        with reaching(self._settings):
            old = self._used()
            self._client.indices.put_settings(index=name, settings=self._while_used())
            actions: list[dict[str, Any]] = [
                {"remove": {"index": name, "alias": self.building}},
                {"add": {"index": name, "alias": self.alias, "is_write_index": True}},
                *({"remove_index": {"index": index}} for index in sorted(old)),
            ]
            self._client.indices.update_aliases(actions=actions)

    def refresh(self, alias: str) -> None:
        """Makes what is stored findable. Raises: IndexOutdated, IndexUnreachable."""
        with reaching(self._settings):
            self._client.indices.refresh(index=alias)

    def _own(self) -> list[str]:
        """Every index of this name, whatever its version."""
        pattern = re.compile(rf"{re.escape(self.alias)}-v\d+-\d+")
        found = self._client.indices.get(index=f"{self.alias}-v*", features=["aliases"])
        return [name for name in found if pattern.fullmatch(name)]

    def _used(self) -> set[str]:
        found = self._client.options(ignore_status=404).indices.get_alias(name=self.alias)
        return {name for name in found.body if name not in ("error", "status")}

    def _while_filled(self) -> dict[str, Any]:
        kept = {"number_of_shards": self._settings.shards, "number_of_replicas": 0}
        return {**kept, "refresh_interval": "-1", **index_settings()}

    def _while_used(self) -> dict[str, Any]:
        interval = f"{self._settings.refresh_interval_s:g}s"
        return {"number_of_replicas": self._settings.replicas, "refresh_interval": interval}
