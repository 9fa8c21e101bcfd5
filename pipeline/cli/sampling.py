"""`sohoa sample`: a second person signs a batch off by a sample."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from pipeline.cli.digitize import index_behind, who
from pipeline.cli.records import opened
from pipeline.indexing import catch_up
from pipeline.messages import Language, say
from pipeline.messages.records import field_name
from pipeline.model.sample import Sample, SampleState
from pipeline.office.acceptance import check_document, decide_sample, draw_sample, next_to_check
from pipeline.office.bench import Bench
from pipeline.settings import load_settings


def sample_draw(options: argparse.Namespace) -> int:
    """Draws documents of a batch. Raises: NotFound, NotAllowed, SettingsInvalid."""
    seed = secrets.randbelow(1 << 31) if options.seed is None else options.seed
    with _bench(options) as bench:
        sample = draw_sample(bench, options.batch, seed, options.aql)
        _tell(sample, bench, options)
    return 0


def sample_list(options: argparse.Namespace) -> int:
    """Samples, the newest first."""
    with _bench(options) as bench:
        found = bench.register.samples.samples(options.batch)
        for sample in found:
            if options.json:
                print(json.dumps(_json(sample), ensure_ascii=False))
            else:
                print(_head(sample, options.language))
        if not found and not options.json:
            print(say(options.language, "sample.none"))
    return 0


def sample_show(options: argparse.Namespace) -> int:
    """A sample with its documents."""
    with _bench(options) as bench:
        _tell(bench.register.samples.by_id(options.sample), bench, options)
    return 0


def sample_check(options: argparse.Namespace) -> int:
    """What a second person found in a document."""
    wrong = [name.strip() for name in (options.wrong or "").split(",") if name.strip()]
    with _bench(options) as bench:
        sample = check_document(bench, options.sample, options.document_id, wrong)
        if options.json:
            print(json.dumps(_json(sample), ensure_ascii=False))
        else:
            print(_head(sample, options.language))
            after = next_to_check(bench, sample)
            if after is not None:
                print(say(options.language, "sample.next", {"id": after}))
    return 0


def sample_decide(options: argparse.Namespace) -> int:
    """Accepts the batch or sends it back; exit 0 in both cases."""
    with _bench(options) as bench:
        sample = decide_sample(bench, options.sample)
        if sample.state is SampleState.SENT_BACK:
            caught_up = catch_up(bench.archive, bench.register, bench.settings)
            if caught_up.why is not None:
                print(index_behind(caught_up, options), file=sys.stderr)
        if options.json:
            print(json.dumps(_json(sample), ensure_ascii=False))
        else:
            print(_head(sample, options.language))
    return 0


@contextmanager
def _bench(options: argparse.Namespace) -> Iterator[Bench]:
    with opened(options) as (archive, register):
        settings = load_settings(options.settings)
        yield Bench(archive, register, settings, who(), lambda: datetime.now(UTC))


def _tell(sample: Sample, bench: Bench, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(_json(sample), ensure_ascii=False))
        return
    print(_head(sample, options.language))
    for item in sample.items:
        state = "unchecked" if item.checked_by is None else "wrong" if item.is_wrong else "right"
        wrong = ", ".join(field_name(options.language, name) for name in item.wrong)
        facts = {"id": item.document_id, "who": item.checked_by, "wrong": wrong}
        print(say(options.language, f"sample.{state}", facts))
    after = next_to_check(bench, sample)
    if sample.state is SampleState.OPEN and after is not None:
        print(say(options.language, "sample.next", {"id": after}))


def _head(sample: Sample, language: Language) -> str:
    plan = sample.plan
    state = sample.state if sample.state is not SampleState.OPEN else None
    facts = {
        "sample": sample.id,
        "batch": sample.batch,
        "lot": plan.lot,
        "size": plan.size,
        "accept": plan.accept,
        "aql": plan.aql,
        "level": plan.level,
        "checked": sample.checked,
        "wrong": sample.wrong,
        "state": say(language, f"samplestate.{(state or sample.verdict).value}"),
    }
    key = "sample.decided" if state is not None else "sample.line"
    return say(language, key, facts)


def _json(sample: Sample) -> dict[str, Any]:
    plan = sample.plan
    return {
        "sample": sample.id,
        "batch": sample.batch,
        "lot": plan.lot,
        "size": plan.size,
        "accept": plan.accept,
        "aql": plan.aql,
        "level": plan.level,
        "seed": sample.seed,
        "drawn_by": sample.drawn_by,
        "drawn_at": sample.drawn_at.isoformat(),
        "state": sample.state.value,
        "verdict": sample.verdict.value,
        "checked": sample.checked,
        "wrong": sample.wrong,
        "error_rate": sample.error_rate,
        "decided_by": sample.decided_by,
        "documents": [
            {"id": item.document_id, "checked_by": item.checked_by, "wrong": list(item.wrong)}
            for item in sample.items
        ],
    }
