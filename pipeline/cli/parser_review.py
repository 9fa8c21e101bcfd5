"""What can be typed to see what waits for a look, and to correct it."""

from __future__ import annotations

from pipeline.cli.commands import Commands


def add_review(commands: Commands) -> None:
    text = commands.text
    review = commands.add("review", "reviewing")
    review.add_argument("--question", metavar="KIND", help=text("review_question"))
    review.add_argument("--batch", metavar="NAME", help=text("of_batch"))
    review.add_argument("--limit", type=int, default=20, metavar="N", help=text("review_limit"))
    review.add_argument("--after", metavar="PLACE", help=text("review_after"))
    review.add_argument("--counts", action="store_true", help=text("review_counts"))
    commands.add_settings(review)

    correct = commands.add("correct", "correcting")
    correct.add_argument("document_id", nargs="?", metavar="DOCUMENT_ID", help=text("document_id"))
    correct.add_argument("field", nargs="?", metavar="FIELD", help=text("correct_field"))
    correct.add_argument("value", nargs="?", metavar="VALUE", help=text("correct_value"))
    how = correct.add_mutually_exclusive_group()
    how.add_argument("--confirm", action="store_true", help=text("correct_confirm"))
    how.add_argument("--unreadable", action="store_true", help=text("correct_unreadable"))
    how.add_argument("--word", nargs=2, metavar=("PAGE:N", "TEXT"), help=text("correct_word"))
    how.add_argument("--undo", type=int, metavar="ID", help=text("correct_undo"))
    correct.add_argument("--revision", type=int, metavar="N", help=text("correct_revision"))
    commands.add_settings(correct)
    _add_sample(commands.add_group("sample"))


def _add_sample(sample: Commands) -> None:
    text = sample.text
    draw = sample.add("draw", "sampling")
    draw.add_argument("batch", metavar="BATCH", help=text("of_batch"))
    draw.add_argument("--aql", metavar="PERCENT", help=text("sample_aql"))
    draw.add_argument("--seed", type=int, metavar="N", help=text("sample_seed"))
    listed = sample.add("list", "sampling")
    listed.add_argument("--batch", metavar="NAME", help=text("of_batch"))
    show, check = sample.add("show", "sampling"), sample.add("check", "sampling")
    decide = sample.add("decide", "sampling")
    for command in (show, check, decide):
        command.add_argument("sample", type=int, metavar="SAMPLE", help=text("sample_id"))
    check.add_argument("document_id", metavar="DOCUMENT_ID", help=text("document_id"))
    check.add_argument("--wrong", metavar="FIELDS", help=text("sample_wrong"))
    for command in (draw, listed, show, check, decide):
        sample.add_settings(command)
