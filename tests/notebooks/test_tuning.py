"""Rules of one's own: the copy, one rule changed, the exercise of notebook 02 and its answer."""

import re
import tomllib
from pathlib import Path

import pytest

from notebooks.tuning import EXERCISE, difference, editor, held_out, own_rules, rules_in, spoil
from notebooks.tuning import write_rule
from pipeline.archive.folder import ArchiveFolder
from pipeline.evaluation import Evaluation, Recorder, evaluate, read_labels, read_records, record_scans
from pipeline.rules import Rules, default_rules, load_rules
from pipeline.settings import load_settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert own_rules(tmp_path)
    return tmp_path


def test_a_copy_is_the_rules_themselves_and_is_made_once(folder: Path) -> None:
    assert load_rules(folder) == default_rules()
    spoil(folder)
    assert not own_rules(folder)
    assert load_rules(folder) != default_rules()


def test_every_rule_is_found_whole(folder: Path) -> None:
    """What stands between the rules is comments, section headings and blank lines only."""
    for path in folder.glob("*.toml"):
        rest = path.read_text(encoding="utf-8")
        for rule in rules_in(folder).values():
            if rule.file == path:
                assert tomllib.loads(rule.text)
                rest = rest.replace(rule.text, "", 1)
        assert [line for line in rest.splitlines() if not re.match(r"#|\[|$", line)] == []


def test_what_is_no_toml_is_not_written(folder: Path) -> None:
    rule = rules_in(folder)[EXERCISE[0]]
    with pytest.raises(tomllib.TOMLDecodeError):
        write_rule(rule, "heads = [")
    assert load_rules(folder) == default_rules()


def test_the_editor_saves_scores_and_says_what_is_wrong(folder: Path) -> None:
    spoil(folder)
    box = editor(folder, lambda: f"heads: {len(load_rules(folder).organs.heads)}")
    _, text, button, shown = box.children
    heads = default_rules().organs.heads
    text.value = text.value.replace('"BỘ", ', '"BỘ", "SỞ", ')
    button.click()
    assert shown.value == f"heads: {len(heads)}"
    assert load_rules(folder) == default_rules()
    text.value = "heads = 3"
    button.click()
    assert "organs.heads" in shown.value


def test_offices_are_held_out_as_a_whole_and_by_share() -> None:
    offices = [f"SỞ {n}" for n in range(400)]
    assert not any(held_out(office, 0.0) for office in offices)
    assert all(held_out(office, 1.0) for office in offices)
    assert 120 < sum(held_out(office, 0.5) for office in offices) < 280


def test_the_exercise_makes_the_samples_worse_and_its_answer_mends_them(
    folder: Path, samples_archive: Path
) -> None:
    settings = load_settings(None)
    labels = [
        label
        for label in read_labels(ROOT / "samples" / "truth.jsonl")
        if label.values["issuer"] and label.file != "15-cong-van-dau-mat.pdf"
    ]
    with Recorder(ArchiveFolder(samples_archive), settings, workers=1) as recorder:
        recordings = record_scans(labels, ROOT / "samples" / "files", recorder)

    def judged(rules: Rules) -> Evaluation:
        return evaluate(labels, read_records(recordings, rules, settings.fields))

    shipped = judged(default_rules())
    spoil(folder)
    spoiled = judged(load_rules(folder))
    lost = shipped.scores()["issuer"].right - spoiled.scores()["issuer"].right
    assert lost >= 2
    assert "Xấu đi" in difference(shipped, spoiled, {})
    rule = rules_in(folder)[EXERCISE[0]]
    write_rule(rule, rule.text.replace('"BỘ", ', '"BỘ", "SỞ", ', 1))
    assert judged(load_rules(folder)) == shipped
    assert "Không trường nào thay đổi" in difference(shipped, shipped, {})
