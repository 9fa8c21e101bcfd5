"""What can be typed after `sohoa signatures`."""

from __future__ import annotations

from pipeline.cli.commands import Commands


def add_signatures(commands: Commands) -> None:
    text = commands.text
    signatures = commands.add("signatures", "signatures")
    signatures.add_argument("what", nargs="*", metavar="FILE|DOCUMENT_ID", help=text("signed_what"))
    signatures.add_argument("--again", action="store_true", help=text("judge_again"))
    commands.add_settings(signatures)
