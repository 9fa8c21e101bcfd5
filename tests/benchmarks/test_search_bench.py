"""What the search benchmark adds up, and that each system answers; nothing is timed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.options import NotMeasured
from benchmarks.search_bench import parse, summed
from benchmarks.search_corpus import entries
from benchmarks.search_questions import questions
from benchmarks.search_systems import (
    OWN,
    PEERS,
    BenchQuestion,
    Place,
    QuestionClass,
    Session,
    System,
    system,
)
from benchmarks.search_tables import ALL, by_class, overlaps, percentile, tables, verdicts
from benchmarks.search_worker import (
    Corpus,
    ask,
    build,
    read_questions,
    update,
    write_corpus,
    write_questions,
)

COUNT, SEED = 300, 5
ASKED = questions(SEED)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "corpus.pickle"
    write_corpus(path, COUNT, SEED)
    return path


def test_a_written_corpus_is_read_as_it_was_made(corpus: Path) -> None:
    assert list(Corpus(corpus)) == list(entries(COUNT, SEED))


def test_written_questions_are_read_as_they_were_asked(tmp_path: Path) -> None:
    write_questions(tmp_path / "questions.json", ASKED)
    assert tuple(read_questions(tmp_path / "questions.json")) == ASKED


def served(name: str, corpus: Path, check: Callable[[System, Place], None]) -> None:
    """Builds an index of the corpus and lets it be looked at."""
    # Not in pytest's folder, where a server that may not run as root would have no rights.
    with TemporaryDirectory() as path:
        folder = Path(path)
        folder.chmod(0o755)
        try:
            found = system(name)
            with found.serve(folder) as server:
                place = Place(folder, server.address)
                build(found, place, corpus)
                check(found, place)
        except NotMeasured as reason:
            pytest.skip(str(reason))


@pytest.mark.may_skip_in_ci
@pytest.mark.parametrize("name", [OWN, *PEERS])
def test_every_system_finds_what_was_put_in(name: str, corpus: Path) -> None:
    served(name, corpus, finds_what_was_put_in)


def finds_what_was_put_in(found: System, place: Place) -> None:
    session = found.open(place)
    entry = next(islice(entries(COUNT, SEED), 7, 8))
    code = BenchQuestion(QuestionClass.CODE, f'"{entry.code}" "{entry.subject}"', facets=True)
    assert entry.document_id in session.ask(code).ids
    marked = BenchQuestion(QuestionClass.COMMON, "ủy ban nhân dân")
    plain = BenchQuestion(QuestionClass.COMMON, "uy ban nhan dan")
    assert len(session.ask(marked).ids) == len(session.ask(plain).ids) == 20
    narrowed = BenchQuestion(
        QuestionClass.NARROWED, "", entry.issuer, entry.date[:4], entry.date[:4], facets=True
    )
    assert entry.document_id in session.ask(narrowed).ids
    changes_can_be_found(session)
    session.close()


def changes_can_be_found(session: Session) -> None:
    new = BenchQuestion(QuestionClass.PASSAGE, "zarathustra")
    assert session.ask(new).ids == ()
    old = list(entries(3, SEED))
    session.update([dataclasses.replace(entry, pages=("zarathustra",)) for entry in old])
    assert set(session.ask(new).ids) == {entry.document_id for entry in old}


@pytest.mark.parametrize("name", [OWN, "sqlite"])
def test_a_measurement_has_a_figure_for_each_question(
    name: str, tmp_path: Path, corpus: Path
) -> None:
    def measured(found: System, place: Place) -> None:
        write_questions(tmp_path / "questions.json", ASKED[::10])
        figures = ask(found, place, tmp_path / "questions.json")
        assert len(figures["ms"]) == len(figures["ids"]) == len(ASKED[::10])
        assert min(figures["ms"]) > 0
        assert update(found, place, corpus)["ended"] > 0

    served(name, corpus, measured)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_not_exceeded_by_its_share(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert sum(value < found for value in values) < share * len(values) + 1e-9


def test_common_hits_count_in_any_order() -> None:
    assert overlaps([["a", "b"], []], [["b", "a"], []]) == [1, 1]
    assert overlaps([["a", "b"], ["a"]], [["b", "c"], []]) == [0.5, 0]


def test_classes_are_summed_up_apart() -> None:
    kinds = list(QuestionClass)
    asked = [BenchQuestion(kind, "") for kind in kinds for _ in range(20)]
    ms = [float(number) for _ in kinds for number in range(1, 21)]
    spread = by_class(ms, asked)
    assert all(spread[str(kind)] == [10, 19, 20] for kind in kinds)
    assert spread[ALL] == [10, 19, 20]


def figures(ms: float) -> dict[str, Any]:
    return {
        "ms": [ms] * len(ASKED),
        "cpu_ms": [ms] * len(ASKED),
        "ids": [["a"]] * len(ASKED),
        "loads": [0.5],
        "documents_a_cpu_s": 3000.0,
        "documents_a_s": 3000.0,
        "bytes": 10**9,
        "reading_mb": 300.0,
        "server_reading_mb": 0.0,
        "building_mb": 400.0,
        "server_building_mb": 0.0,
        "first_ms": 200.0,
        "updating": {"update_s": 1.0, "ms": [ms]},
    }


def test_a_question_counts_by_the_median_of_its_rounds() -> None:
    memory = {"peak_mb": 9.0, "server_mb": 0.0}
    rounds = [
        {"ms": [ms, 1.0], "cpu_ms": [1.0, ms], "ids": [["a"], []], "load": 0.1, **memory}
        for ms in (9.0, 2.0, 3.0)
    ]
    found = summed(rounds)
    assert (found["ms"], found["cpu_ms"]) == ([3, 1], [1, 3])
    assert found["reading_mb"] == 9


def test_ratios_are_against_ours() -> None:
    lines, summary = tables({OWN: figures(10.0), "sqlite": figures(200.0)}, ASKED, 1_000_000)
    assert summary["figures"]["p95 of SQLite in multiples of ours"] == 20
    assert "MISSED" not in "\n".join(lines)


def test_without_ours_there_is_nothing_to_compare_with() -> None:
    lines, summary = tables({"sqlite": figures(200.0)}, ASKED, 1_000_000)
    assert "figures" not in summary
    assert not any("multiples" in line for line in lines)


def test_an_aim_that_is_missed_is_said() -> None:
    lines = verdicts({"p95 of all, ms": 51.0, "documents a CPU s": 2_499.0}, 1_000_000)
    assert sum("MISSED" in line for line in lines) == 2


def test_postgres_is_left_out_where_it_would_take_hours(tmp_path: Path) -> None:
    many = ["--documents", "1000000", "--out", str(tmp_path)]
    assert "postgres" not in parse(many).systems
    assert parse([*many, "--peers", "postgres"]).systems == (OWN, "postgres")
    assert parse(["--peers", "none", "--out", str(tmp_path)]).systems == (OWN,)
    with pytest.raises(SystemExit):
        parse(["--peers", "lucene"])
