"""`sohoa match`: what may be one document waits here for a person."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

from pipeline.cli.printing import columns, local_date, local_time
from pipeline.cli.register import at_registry
from pipeline.errors import NotAllowed, NotFound
from pipeline.messages import Language, say
from pipeline.messages.records import value_text
from pipeline.model.entry import Criteria, Entry
from pipeline.model.names import printable
from pipeline.model.person import Role
from pipeline.office.reconciling import run
from pipeline.office.registry import Registry
from pipeline.office.taking_back import take_back
from pipeline.register.match_book import Pair, PairState

_SIGNS = 6
"""Of a pair, as people see it: the strongest; --json has all."""


def match_list(options: argparse.Namespace) -> int:
    """What waits, alarms first, with what speaks for and against it."""
    with at_registry(options) as desk:
        state = None if options.all else PairState.WAITING
        shown = [pair for pair in desk.register.matches.pairs(state) if _seen(pair, desk)]
        for pair in shown:
            both = _entries(pair, desk)
            if options.json:
                print(json.dumps(_json(pair, both), ensure_ascii=False))
            else:
                print(*_lines(pair, both, options.language), sep="\n")
        if not shown and not options.json:
            print(say(options.language, "match.none"))
    return 0


def match_run(options: argparse.Namespace) -> int:
    """Compares entries that stand in the registers; what may be one document waits."""
    with at_registry(options) as desk:
        _only_clerks(desk)
        assert desk.matcher is not None
        asked = Criteria(book=options.book, without_books=desk.asker.hidden)
        entries = desk.register.entries.entries(asked)
        found = run(desk.matcher, entries, desk.now(), desk.person.name)
    _tell(options, "match.found", {"found": found})
    return 0


def match_confirm(options: argparse.Namespace) -> int:
    """They are one document: the later entry's forms become forms of the first."""
    with at_registry(options) as desk:
        _only_clerks(desk)
        pair = _pair(options, desk)
        first = desk.register.matches.join(pair.id, desk.now(), desk.person.name)
        later = desk.register.entries.by_id(pair.entry_id)
        facts = {"entry": later.key, "other": desk.register.entries.by_id(first).key}
    _tell(options, "match.joined", facts)
    return 0


def match_reject(options: argparse.Namespace) -> int:
    """They are two documents."""
    with at_registry(options) as desk:
        _only_clerks(desk)
        pair = _pair(options, desk)
        desk.register.matches.reject(pair.id, desk.now(), desk.person.name)
    _tell(options, "match.rejected", {"match": pair.id})
    return 0


def match_undo(options: argparse.Namespace) -> int:
    """A form that was joined becomes an entry of its own, or goes back to the one it had."""
    with at_registry(options) as desk:
        _only_clerks(desk)
        entry = desk.asker.entry(desk.register, options.entry)
        own = take_back(desk, entry, options.document_id)
    _tell(options, "match.undone", {"entry": own.key, "other": entry.key})
    return 0


def _pair(options: argparse.Namespace, desk: Registry) -> Pair:
    pair = desk.register.matches.pair(options.match)
    if not _seen(pair, desk):
        raise NotFound("match", {"match": options.match})
    return pair


def _entries(pair: Pair, desk: Registry) -> tuple[Entry, Entry]:
    """The earlier one first."""
    entries = desk.register.entries
    return entries.by_id(pair.other_id), entries.by_id(pair.entry_id)


def _seen(pair: Pair, desk: Registry) -> bool:
    return all(entry.book not in desk.asker.hidden for entry in _entries(pair, desk))


def _only_clerks(desk: Registry) -> None:
    if Role.CLERK not in desk.person.roles:
        raise NotAllowed("only_clerks", {"who": desk.person.name, "roles": Role.CLERK.value})


def _tell(options: argparse.Namespace, key: str, facts: dict[str, Any]) -> None:
    print(json.dumps(facts) if options.json else say(options.language, key, facts))


def _lines(pair: Pair, both: tuple[Entry, Entry], language: Language) -> Iterator[str]:
    facts = {
        "match": pair.id,
        "kind": say(language, f"match_kind.{pair.kind.value}"),
        "state": say(language, f"match_state.{pair.state.value}"),
        "percent": round(100 * pair.score),
    }
    yield say(language, "match.head", facts)
    rows = [
        (f"  {say(language, 'match.entry')}", *(entry.key for entry in both)),
        (f"  {say(language, 'match.came')}", *(_came(entry, language) for entry in both)),
    ]
    for name in ("code", "issued_on", "issuer", "type", "subject", "signer_name"):
        values = [value_text(getattr(entry.described, name)) for entry in both]
        if name == "issued_on":
            values = [local_date(value) for value in values]
        cut = [printable(value)[:_WIDTH] for value in values]
        rows.append((f"  {say(language, f'fieldname.{name}')}", *cut))
    yield from columns(rows)
    if pair.evidence.get("same_sheet"):
        yield f"  ≡ {say(language, 'sign.sheet_same')}"
    for code, weight, params in pair.evidence["signs"][:_SIGNS]:
        if code != "sheet_same":
            safe = {name: printable(str(value)) for name, value in params.items()}
            yield f"  {'+' if weight > 0 else '−'} {say(language, f'sign.{code}', safe)}"
    yield ""


_WIDTH = 60


def _came(entry: Entry, language: Language) -> str:
    channel = say(language, f"channel.{entry.channel.value}")
    return f"{local_time(entry.arrived_at)[:10]} · {channel}"


def _json(pair: Pair, both: tuple[Entry, Entry]) -> dict[str, Any]:
    return {
        "match": pair.id,
        "kind": pair.kind.value,
        "state": pair.state.value,
        "score": pair.score,
        "same_sheet": bool(pair.evidence.get("same_sheet")),
        "signs": [
            {"sign": code, "weight": weight, **params}
            for code, weight, params in pair.evidence["signs"]
        ],
        "entries": [
            {"entry": entry.key, "code": entry.described.code, "subject": entry.described.subject}
            for entry in both
        ],
    }
