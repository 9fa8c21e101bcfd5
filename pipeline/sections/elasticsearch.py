"""The section `[elasticsearch]`: a cluster that keeps the index."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import Field, field_validator

from pipeline.sections.section import Section


class ElasticsearchSettings(Section):
    urls: tuple[str, ...] = Field(min_length=1)
    index: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")
    api_key_env: str
    ca_certs: str
    fingerprint: str = Field(pattern=r"^([0-9A-Fa-f]{2}:?){32}$|^$")
    timeout_s: float = Field(gt=0)
    retries: int = Field(ge=0, le=20)
    backoff_s: float = Field(ge=0)
    bulk_documents: int = Field(ge=1, le=100_000)
    bulk_bytes: int = Field(ge=1_000, le=90_000_000)
    shards: int = Field(ge=1, le=1024)
    replicas: int = Field(ge=0, le=10)
    refresh_interval_s: float = Field(gt=0)
    refresh_on_commit: bool

    @field_validator("urls")
    @classmethod
    def _addresses(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        for url in urls:
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname or not parts.port:
                raise ValueError(f"{url} is not like https://host:9200")
            if parts.username or parts.password:
                raise ValueError("a password belongs in no file: use api_key_env")
        return urls
