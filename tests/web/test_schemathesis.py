"""The API does what its OpenAPI description promises, whoever asks (Schemathesis)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from pipeline.engines.child import ChildLimits, ChildPool
from pipeline.model.access import EVERYTHING, Access, Holding
from pipeline.model.account import Account, AccountRole
from pipeline.register.store import open_register
from pipeline.settings import default_settings
from pipeline.web.application import create_app
from pipeline.web.tokens import Tokens
from pipeline.web.workbench.premises import Premises
from pipeline.web.workbench.visiting import CSRF_HEADER, SESSION, csrf_of
from tests.stack_archive import NOW
from tests.web.shelf import READERS, TOKENS, Paper, bearer, fill, room_of
from tests.web.workbench.desk import OpenDoor

EXAMPLES = 20
PAPERS = tuple(
    Paper(f"{number}aaa", f"cuộc họp thứ {number}", Holding(access, ""), subject="lịch họp")
    for number, access in enumerate((Access.OPEN, Access.CONDITIONAL), 1)
)
LAN = "lan"
WHO = {
    "all": bearer("SOHOA_ALL"),
    "health": bearer("SOHOA_HEALTH"),
    "nobody": {},
    LAN: {"Cookie": f"{SESSION}={LAN}", CSRF_HEADER: csrf_of(LAN)},
}
"""Lan is signed in at the workbench and may do everything there."""
NAMED = tuple(reader for reader in READERS if reader.token_env)
"""Without one called public: whoever brings no token is nobody."""
OPERATIONS = 20
"""At least so many are described; fewer, and the test would look at nothing."""

RULES = {
    "checks": {
        # A date, a cursor and a box are texts of any kind to JSON Schema; which is one, 400 tells.
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "3xx", "400", "401", "403", "404", "429", "5xx"]
        }
    }
}


@pytest.fixture(scope="module")
def api_schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.BaseSchema]:
    folder = tmp_path_factory.mktemp("promised")
    archive = fill(folder / "archive", PAPERS)
    rules = default_settings()
    bounds = ChildLimits(rules.limits.worker_bytes, rules.limits.max_bytes, archive.temporary)
    pool = ChildPool("pipeline.jobs", 1, bounds)
    try:
        with open_register(archive.root) as register:
            room = room_of(archive, register, folder, pool)
            lan = Account(1, LAN, "Bà Lan", frozenset(AccountRole), EVERYTHING)
            premises = Premises(
                archive, register, rules, room, OpenDoor({LAN: lan}), lambda: pool, lambda: NOW
            )
            app = create_app(room, Tokens(NAMED, TOKENS), "vi", premises=premises)
            config = schemathesis.Config.from_dict(RULES)
            yield schemathesis.openapi.from_asgi("/openapi.json", app, config=config)
    finally:
        pool.close()


@pytest.mark.parametrize("who", sorted(WHO))
def test_what_is_promised_is_kept(api_schema: schemathesis.BaseSchema, who: str) -> None:
    # One that cannot be understood has no `ok`, and fails the test.
    operations = [found.ok() for found in api_schema.get_all_operations()]  # type: ignore[union-attr]
    assert len(operations) > OPERATIONS
    for operation in operations:

        @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def asked(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(base_url="http://127.0.0.1", headers=WHO[who])

        asked()
