"""The way to the Elasticsearch server: the official client, and what its failures are to us."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    Elasticsearch,
    NotFoundError,
    SSLError,
    TransportError,
    UnsupportedProductError,
)

from pipeline.errors import IndexOutdated, IndexUnreachable, SettingsInvalid, SohoaError
from pipeline.settings import ElasticsearchSettings

# What it could not reach is told once, by our error, not with a traceback by each of its tries.
logging.getLogger("elastic_transport").addHandler(logging.NullHandler())
logging.getLogger("elastic_transport").propagate = False

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_RETRIES = 1


def connect(settings: ElasticsearchSettings) -> Elasticsearch:
    """A client; nothing is sent yet. Raises: SettingsInvalid."""
    return Elasticsearch(**client_arguments(settings, os.environ.get(settings.api_key_env, "")))


def client_arguments(settings: ElasticsearchSettings, api_key: str) -> dict[str, Any]:
    """What the official client is made with.

    Raises:
        SettingsInvalid: the key is not in the environment, or would cross the network in clear;
            the authority's file cannot be read.
    """
    arguments: dict[str, Any] = {
        "hosts": list(settings.urls),
        "request_timeout": settings.timeout_s,
        # A person is waiting; what writes has its own patience (`elastic_bulk`).
        "max_retries": _RETRIES,
        "retry_on_timeout": True,
        # What is asked goes to this cluster; what Python runs it is nobody's affair.
        "meta_header": False,
    }
    secure = [url for url in settings.urls if urlsplit(url).scheme == "https"]
    if secure and settings.ca_certs:
        if not os.access(settings.ca_certs, os.R_OK):
            raise SettingsInvalid("search_ca_unreadable", {"file": settings.ca_certs})
        arguments["ca_certs"] = settings.ca_certs
    if secure and settings.fingerprint:
        arguments["ssl_assert_fingerprint"] = settings.fingerprint
    if settings.api_key_env:
        arguments["api_key"] = _checked(api_key, settings)
    return arguments


@contextmanager
def reaching(settings: ElasticsearchSettings) -> Iterator[None]:
    """Puts the client's failures in our terms. Raises: IndexUnreachable, IndexOutdated."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise translated(error, settings) from error


def translated(error: ApiError | TransportError, settings: ElasticsearchSettings) -> SohoaError:
    """The error of ours that says what to do."""
    url = ", ".join(settings.urls)
    if isinstance(error, NotFoundError):
        return outdated(settings, reason(error))
    if isinstance(error, UnsupportedProductError):
        return IndexUnreachable("search_server_other", {"url": url})
    if isinstance(error, SSLError):
        return IndexUnreachable("search_server_tls", {"url": url, "why": _cause(error)})
    if isinstance(error, TransportError):
        return IndexUnreachable("search_server_away", {"url": url, "why": _cause(error)})
    if isinstance(error, AuthenticationException) or _lacks_rights(error):
        key = settings.api_key_env or "api_key_env"
        return IndexUnreachable("search_server_key", {"url": url, "key": key})
    return IndexUnreachable("search_server_failed", {"url": url, "why": reason(error)})


def refused(status: int, told: Mapping[str, Any], settings: ElasticsearchSettings) -> SohoaError:
    """The error of ours for one of several answers that the server gave together."""
    why = f"{status} {told.get('type')}: {told.get('reason')}"
    if told.get("type") == "index_not_found_exception":
        return outdated(settings, why)
    return IndexUnreachable("search_server_failed", {"url": ", ".join(settings.urls), "why": why})


def outdated(settings: ElasticsearchSettings, why: str) -> IndexOutdated:
    """There is no index of this name that can be used."""
    path = f"{', '.join(settings.urls)}/{settings.index}"
    return IndexOutdated("index_outdated", {"path": path, "why": why})


def reason(error: ApiError) -> str:
    """What the server says, on one line."""
    told = error.body.get("error") if isinstance(error.body, dict) else None
    if isinstance(told, dict):
        return f"{error.meta.status} {told.get('type')}: {told.get('reason')}"
    return f"{error.meta.status} {told or error.message}"


def _cause(error: Exception) -> str:
    """What lies under the errors that wrap each other."""
    while inner := getattr(error, "errors", ()):
        error = inner[0]
    return str(error).rpartition("): ")[2]


def _lacks_rights(error: ApiError) -> bool:
    # An index that the server has closed for writing, for want of disk, is "forbidden" as well.
    return isinstance(error, AuthorizationException) and error.message == "security_exception"


def _checked(api_key: str, settings: ElasticsearchSettings) -> str:
    if not api_key:
        raise SettingsInvalid("search_key_unset", {"key": settings.api_key_env})
    for url in settings.urls:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise SettingsInvalid("search_key_in_clear", {"url": url})
    return api_key
