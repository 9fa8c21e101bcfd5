"""Every command that the parser knows, typed: plain, and with each of its options once."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.cli import build_parser

Values = Mapping[str, tuple[str, ...]]
"""What is typed for an argument, by its `dest`."""
_EVERYWHERE = ("help", "archive", "lang", "settings")


@dataclass(frozen=True)
class Leaf:
    """A command without commands of its own."""

    words: tuple[str, ...]
    parser: argparse.ArgumentParser


def leaves() -> Iterator[Leaf]:
    yield from _below((), build_parser("en"))


def _below(words: tuple[str, ...], parser: argparse.ArgumentParser) -> Iterator[Leaf]:
    groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not groups:
        yield Leaf(words, parser)
    for group in groups:
        for name, below in group.choices.items():
            yield from _below((*words, name), below)


def lines(leaf: Leaf, values: Values) -> Iterator[tuple[str, ...]]:
    """The command with what it needs, for each of the values; then with one option more.

    With an option it is asked of the last value, which is to be what everybody may see.
    """
    actions = [one for one in leaf.parser._actions if one.dest not in _EVERYWHERE]
    needed = [one for one in actions if one.required]
    first = tuple(word for one in needed for word in _typed(one, values, -1))
    most = max([len(_values(one, values)) for one in needed], default=1)
    for number in range(most):
        yield (*leaf.words, *(word for one in needed for word in _typed(one, values, number)))
    for one in actions:
        if one not in needed:
            for number in range(max(1, len(_values(one, values)))):
                yield (*leaf.words, *first, *_typed(one, values, number))


def _typed(action: argparse.Action, values: Values, number: int) -> tuple[str, ...]:
    if action.nargs == 0:
        return (action.option_strings[0],)
    found = _values(action, values)
    value = found[number % len(found)]
    return (action.option_strings[0], value) if action.option_strings else (value,)


def _values(action: argparse.Action, values: Values) -> tuple[str, ...]:
    """Raises: KeyError: the test does not say what is typed for it."""
    if action.nargs == 0:
        return ()
    if action.choices is not None:
        return tuple(map(str, action.choices))
    found = values[action.dest]
    return tuple(one for one in found if _fits(action, one)) if action.type else found


def _fits(action: argparse.Action, value: str) -> bool:
    assert callable(action.type)
    try:
        action.type(value)
    except (ValueError, argparse.ArgumentTypeError):
        return False
    return True
