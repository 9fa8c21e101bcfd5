"""A token that is missing, short or shared is refused before anything is served."""

from __future__ import annotations

import pytest

from pipeline.errors import SettingsInvalid
from pipeline.model.access import EVERYTHING, Access
from pipeline.settings import Reader
from pipeline.web.tokens import Tokens, Unauthorised

LONG = "0123456789abcdef0123456789abcdef"
ONE = Reader(name="one", access=(Access.OPEN,), token_env="ONE")
TWO = Reader(name="two", access=tuple(Access), token_env="TWO")
PUBLIC = Reader(name="public", access=(Access.OPEN,))


@pytest.mark.parametrize(
    ("readers", "environment", "code"),
    [
        ((ONE,), {}, "serve_token"),
        ((ONE,), {"ONE": LONG[:31]}, "serve_token"),
        ((ONE,), {"ONE": f"{LONG} x"}, "serve_token"),
        ((ONE,), {"ONE": f"{LONG}ế"}, "serve_token"),
        ((ONE, TWO), {"ONE": LONG, "TWO": LONG}, "serve_token_twice"),
        ((Reader(name="clerk", access=(Access.OPEN,)),), {}, "serve_no_tokens"),
    ],
)
def test_tokens_that_would_not_do(
    readers: tuple[Reader, ...], environment: dict[str, str], code: str
) -> None:
    with pytest.raises(SettingsInvalid, match=code):
        Tokens(readers, environment)


def test_each_token_has_its_own_rights() -> None:
    tokens = Tokens((ONE, TWO, PUBLIC), {"ONE": LONG, "TWO": LONG[::-1]})
    assert tokens.rights(f"Bearer {LONG}") == ONE.rights
    assert tokens.rights(f"bearer {LONG[::-1]}") == TWO.rights
    assert tokens.rights(None) == PUBLIC.rights
    named = [tokens.name(one) for one in (f"Bearer {LONG}", f"bearer {LONG[::-1]}", None)]
    assert named == ["one", "two", "public"]
    for wrong in ("", "Bearer", f"Basic {LONG}", f"Bearer {LONG}0", "Bearer \udcff"):
        with pytest.raises(Unauthorised):
            tokens.rights(wrong)


def test_without_readers_everything_is_for_everybody_here() -> None:
    assert Tokens((), {}).rights(None) == EVERYTHING
    with pytest.raises(Unauthorised):
        Tokens((), {}).rights(f"Bearer {LONG}")
