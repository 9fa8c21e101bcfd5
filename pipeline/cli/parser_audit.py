"""What can be typed after `sohoa audit`."""

from __future__ import annotations

from pipeline.cli.commands import Commands
from pipeline.cli.days import day


def add_audit(commands: Commands) -> None:
    audit = commands.add_group("audit")
    verify = audit.add("verify", "audit")
    verify.add_argument(
        "--seal", action="append", default=[], metavar="SEAL", help=audit.text("audit_known_seal")
    )
    audit.add_settings(verify)
    audit.add_settings(audit.add("seal", "audit"))
    log = audit.add("log", "audit_log")
    of_one = log.add_mutually_exclusive_group()
    of_one.add_argument("--entry", metavar="ENTRY", help=audit.text("audit_entry"))
    of_one.add_argument("--document", metavar="DOCUMENT_ID", help=audit.text("document_id"))
    log.add_argument("--who", metavar="NAME", help=audit.text("audit_who"))
    log.add_argument("--what", metavar="WHAT", help=audit.text("audit_what"))
    log.add_argument("--from", dest="first", type=day, metavar="DATE", help=audit.text("from_day"))
    log.add_argument("--to", dest="last", type=day, metavar="DATE", help=audit.text("to_day"))
    audit.add_settings(log)
