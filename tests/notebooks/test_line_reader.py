"""The recipe of the line reader, as far as it needs no torch: text, drawn lines, real lines."""

import json
import unicodedata
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from notebooks.line_reader.agreed_lines import agreed_text, filled_in_texts, is_of_a_form
from notebooks.line_reader.batches import Batch, batches
from notebooks.line_reader.chance import Dice
from notebooks.line_reader.characters import characters, classes_of, cleaned, is_known
from notebooks.line_reader.drawn_lines import DrawnLines, Supply
from notebooks.line_reader.fonts import script_fonts, vietnamese_fonts, weight_of
from notebooks.line_reader.handwriting import DIGITS_FILE, handwriting, load_digits
from notebooks.line_reader.real_lines import LABELS_FILE, PAGES_FOLDER, AgreedLine, RealLines
from notebooks.line_reader.syllable_list import syllables
from notebooks.line_reader.texts import TEXT_FOLDER, number_or_date_line, office_texts, signer
from pipeline.engines.line_network import own_reader
from pipeline.engines.reader_names import own_meta
from pipeline.model.reading import HANDWRITING, LineReading
from pipeline.steps.syllables import is_syllable

LINES = [
    line
    for path in sorted(TEXT_FOLDER.glob("*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def supply() -> Supply:
    fonts = vietnamese_fonts()
    if not fonts:
        pytest.skip("no font has all Vietnamese letters: apt-get install fonts-liberation2")
    return Supply(fonts, office_texts())


def reading(text: str, chance: float = 0.5) -> LineReading:
    return LineReading(text, tuple(map(float, range(len(text)))), (chance,) * len(text))


def test_the_text_is_clean() -> None:
    assert len(LINES) > 2000
    assert [line for line in LINES if not unicodedata.is_normalized("NFC", line)] == []
    assert [line for line in LINES if line != " ".join(line.split()) or not line] == []
    assert len(set(LINES)) == len(LINES)
    assert {character for line in LINES for character in line if not is_known(character)} == set()


def test_nothing_of_the_real_documents_is_in_the_text(shared_data: Path) -> None:
    """What both say are formulas of the law and headings that every office writes."""
    paths = (shared_data / "scans" / "transcripts").glob("*.txt")
    real = {row.strip() for path in paths for row in path.read_text(encoding="utf-8").splitlines()}
    shared = {line for line in LINES if len(line) >= 25} & real
    formulas = ("CỘNG H", "Độc lập", "Căn cứ Luật Tổ chức chính quyền địa phương")
    assert [line for line in shared if not line.startswith(formulas)] == []


def test_the_network_in_use_has_these_characters() -> None:
    assert tuple(own_meta()["characters"]) == characters()
    assert len(set(characters())) == len(characters())


def test_labels() -> None:
    assert classes_of("Số: \ue000 /QĐ") == classes_of("Số:\ue000/QĐ")
    assert "".join(characters()[number - 1] for number in classes_of("Điều 1.")) == "Điều 1."
    assert cleaned(" 5 × 3\u00a0—  Ða\u0300 ") == "5 x 3 - Đà"
    with pytest.raises(KeyError):
        classes_of("±")


def test_syllables_are_spelled_as_people_do() -> None:
    found = set(syllables())
    assert {"được", "quý", "giếng", "gì", "khuỷu", "ngoằn", "hòa", "hoà", "thủy", "thuỷ"} <= found
    assert not {"hóan", "qúy", "đựơc", "hat", "ngá\u0301"} & found
    assert [word for word in found if not is_syllable(word)] == []


def test_what_is_said_is_known_and_short() -> None:
    texts, chance = office_texts(), Dice.of_seed(1).one
    said = [texts.line(chance) for _ in range(3000)]
    said += [number_or_date_line(chance) for _ in range(300)] + [signer(chance) for _ in range(99)]
    assert [text for text in said if not is_known(text) or not 1 <= len(text) <= 98] == []
    assert any(HANDWRITING in text for text in said)
    assert any(text.isupper() for text in said)


def test_likes_of_times_come_first() -> None:
    assert weight_of("Liberation Serif Italic") > weight_of("Liberation Sans Regular")
    assert weight_of("Noto Serif Light") < weight_of("Noto Serif Regular") < weight_of("Arimo Bold")


def test_a_folder_without_fonts_has_none(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    assert vietnamese_fonts([tmp_path]) == ()
    assert script_fonts(tmp_path) == ()


def test_one_seed_draws_the_same_lines(supply: Supply) -> None:
    one, same, other = (DrawnLines(supply, seed) for seed in (1, 1, 2))
    for _ in range(5):
        first, second = one.draw(), same.draw()
        assert first.classes == second.classes
        assert np.array_equal(first.ink, second.ink)
    assert one.draw().classes != other.draw().classes


def test_drawn_lines_show_what_their_labels_say(supply: Supply) -> None:
    """The network in use reads most lines, though some are damaged beyond reading."""
    wrong: list[float] = []
    for batch in islice(batches(supply, None, 1), 4):
        assert batch.lines.shape[1:3] == (1, 144)
        assert batch.lines.shape[3] >= batch.widths.max()
        assert batch.lines.min() >= 0
        assert batch.lines.max() <= 1
        pairs = zip(read(batch), batch.labels, strict=True)
        wrong += [Levenshtein.normalized_distance(said, label) for said, label in pairs]
    assert median(wrong) <= 0.05


def read(batch: Batch) -> list[tuple[int, ...]]:
    """Best path of the network in use."""
    given: dict[str, Any] = {"x": batch.lines, "widths": batch.widths}
    ids, lengths = own_reader().session.run(("ids", "lengths"), given)
    rows = [row[:length] for row, length in zip(ids, lengths, strict=True)]
    return [tuple(row[(np.diff(row, prepend=-1) != 0) & (row != 0)]) for row in rows]


def test_handwriting_with_and_without_digits(tmp_path: Path) -> None:
    seven = np.zeros((28, 28), np.uint8)
    seven[4, 6:20] = 255
    cv2.line(seven, (19, 4), (10, 24), 255, 3)
    (tmp_path / DIGITS_FILE).write_bytes(bytes(16) + seven.tobytes() * 3)
    digits = load_digits(tmp_path)
    assert digits.shape == (3, 28, 28)
    for given in (None, digits):
        ink = handwriting(30, given, Dice.of_seed(1))
        assert ink.shape[0] == 30
        assert ink.max() > 100
    with pytest.raises(FileNotFoundError):
        load_digits(tmp_path / "nowhere")


def test_real_lines_are_shaken(tmp_path: Path, supply: Supply) -> None:
    page = Image.new("L", (700, 200), 255)
    font = ImageFont.truetype(supply.fonts[0].path, 30)
    ImageDraw.Draw(page).text((60, 80), "Kính gửi: Sở Y tế", font=font, fill=0)
    (tmp_path / PAGES_FOLDER).mkdir()
    page.save(tmp_path / PAGES_FOLDER / "one.png")
    line = AgreedLine("one.png", (60, 84, 320, 112), "Kính gửi: Sở Y tế")
    row = json.dumps(asdict(line), ensure_ascii=False)
    (tmp_path / LABELS_FILE).write_text(row + "\n", encoding="utf-8")
    lines = RealLines(tmp_path, 1)
    first, second = lines.draw(), lines.draw()
    assert first.classes == second.classes == classes_of(line.text)
    assert first.ink.shape[0] == 144
    assert first.ink[48:96].max() > 0.5
    assert first.ink.shape != second.ink.shape or not np.array_equal(first.ink, second.ink)
    (tmp_path / LABELS_FILE).write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="no lines"):
        RealLines(tmp_path, 1)


@pytest.mark.parametrize(
    ("first", "second", "third", "agreed"),
    [
        (reading("Kính gửi"), "Kinh gui", "Kính gửi", "Kính gửi"),
        (reading("Kinh gửi"), "Kính gửi", "Kính gửi", "Kính gửi"),
        (reading("Kính gửi"), "Kính gửi", "Kinh gui", None),
        (reading("Kính gửi", 0.95), "Kính gửi", "Kinh gui", "Kính gửi"),
        (reading("2016–2020"), "", "2016-2020", "2016–2020"),
        (reading(f"Số:{HANDWRITING}/QĐ"), "Số:/QĐ", "Số:/QĐ", None),
        (reading("x"), "x", "x", None),
        (reading("ab"), "1 ± 2", "1 ± 2", None),
    ],
    ids=["tesseract", "the-others", "unsure", "sure", "dashes", "hand", "short", "unknown"],
)
def test_two_readers_must_agree(
    first: LineReading, second: str, third: str, agreed: str | None
) -> None:
    assert agreed_text(first, second, third) == agreed


def test_forms_are_labelled_by_what_a_person_noted() -> None:
    label = {
        "number_form": "handwritten",
        "notation": "QĐ-SYT",
        "date_form": "handwritten",
        "place": "Kiên Giang",
    }
    assert list(filled_in_texts(label, "Số: J4/QĐ-SYT", "")) == ["Số:\ue000/QĐ-SYT"]
    assert list(filled_in_texts(label, "Số: J4/TB-UBND", "")) == []
    date = "Kiên Giang, ngày Ạ tháng 11 năm 2017"
    known = "Kiên Giang, ngày\ue000tháng 11 năm 2017"
    unknown = "Kiên Giang, ngày\ue000tháng\ue000năm 2017"
    assert list(filled_in_texts(label, date, "ngày 7 tháng 11 năm 2017")) == [known]
    assert list(filled_in_texts(label, date, "ngày 7 tháng 1 năm 2017")) == [unknown]
    assert list(filled_in_texts({**label, "date_form": "printed"}, date, date)) == []
    assert is_of_a_form(date)
    assert not is_of_a_form("Căn cứ Nghị định số 09 ngày 05 tháng 11 năm 2017 của Chính phủ;")
