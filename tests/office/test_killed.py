"""A secret's release and a fetch of e-mail after `kill -9` at any moment: run again, all is whole.

`SOHOA_KILLS=20` makes more rounds than the suite has time for.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from pipeline.exchange.edxml.writer import write
from pipeline.exchange.mail_folder import RawMail
from pipeline.model.mail import MailState
from pipeline.model.message import MessageState
from pipeline.office.exchange_in import receive
from pipeline.office.quarantine import finish, settle
from pipeline.verification import verify_archive
from tests.conftest import ROOT
from tests.exchange.edxml.made import partner
from tests.office.exchange_room import Clock, office
from tests.office.test_exchange_secrets import RARE, Office, a_secret, desk_of
from tests.office.test_mail_in import PDF, mail, taken

ROUNDS = int(os.environ.get("SOHOA_KILLS", "3"))
SHORTLY_S, TAKES_S = 0.01, 0.5
"""What is done takes about so long; a kill comes at any moment of it, and perhaps after."""
MAILS = 12
RELEASE = """
    import sys
    from pathlib import Path
    from pipeline.office.quarantine import let_out
    from tests.office.exchange_room import Clock, office
    from tests.office.test_exchange_secrets import desk_of

    with office(Path(sys.argv[1]), Clock()) as room:
        desk = desk_of(room)
        (release,) = desk.register.secrets.releases()
        print("ready", flush=True)
        let_out(release, desk)
        print("done", flush=True)
"""
FETCH = """
    import sys
    from pathlib import Path
    from tests.office.exchange_room import Clock, office
    from tests.office.test_killed import box
    from tests.office.test_mail_in import taken

    with office(Path(sys.argv[1]), Clock()) as room:
        print("ready", flush=True)
        taken(room.registry, room.archive, *box())
        print("done", flush=True)
"""


def killed(script: str, archive: Path, after_s: float) -> bool:
    """Runs a child and kills it a while after it began; whether it was not at its end."""
    command = [sys.executable, "-c", textwrap.dedent(script), str(archive)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(after_s)
        child.send_signal(signal.SIGKILL)
        return "done" not in child.stdout.read()


def moments() -> list[float]:
    """From at once to a little too late."""
    chance = random.Random(6)
    return [chance.uniform(SHORTLY_S, TAKES_S) for _ in range(ROUNDS)]


def test_a_release_is_whole_after_a_kill(tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    with office(clean, Clock()) as room:
        desk = desk_of(room)
        received = receive(room, write(a_secret(), partner()), "folder")
        Office(room, desk).digitized(received.files[0])
        finish(desk)
        (document,) = desk.register.secrets.quarantined()
        now = desk.now()
        asked = desk.register.secrets.ask_release(document.id, "báo nhầm", now, "lan")
        desk.register.secrets.decide(asked.id, granted=True, now=now, who="minh")
    for number, after_s in enumerate(moments()):
        folder = shutil.copytree(clean, tmp_path / f"round{number}")
        killed(RELEASE, folder, after_s)
        with office(folder, Clock()) as room:
            desk = desk_of(room)
            settle(desk)
            former, entry = desk.register.entries.entries()
            assert (entry.earlier_id, entry.described.subject) == (former.id, RARE)
            assert [one.document_id for one in entry.forms] == [document.id, None]
            (stored, *_) = desk.register.exchange.of_entry(entry.id)
            assert stored.state is MessageState.TAKEN
            assert (folder / stored.stored_path).exists()
            assert list((folder / "quarantine").iterdir()) == []
            assert desk.register.trail.audit().findings == ()
            assert desk.register.trail.audit_secrets().findings == ()
            assert list(desk.register.entries.differences(secrets=True)) == []
            found = verify_archive(room.archive, desk.register, desk.settings, secrets=True)[1]
            assert [one for one in found if one.code not in ("not_indexed", "index_unusable")] == []
            assert settle(desk) == 0


def box() -> list[RawMail]:
    return [mail(number, (PDF + b"%d" % number, "a.pdf")) for number in range(MAILS)]


def test_a_fetch_of_mail_is_whole_after_a_kill(tmp_path: Path) -> None:
    for number, after_s in enumerate(moments()):
        folder = tmp_path / f"round{number}"
        with office(folder, Clock()):
            pass
        killed(FETCH, folder, after_s)
        with office(folder, Clock()) as room:
            register = room.registry.register
            taken(room.registry, room.archive, *box())
            assert {one.state for one in register.mail.all()} == {MailState.ENTERED}
            assert len(register.mail.all()) == MAILS
            assert [one.number for one in register.entries.entries()] == [*range(1, MAILS + 1)]
            for entry in register.entries.entries():
                assert [form.message_id is None for form in entry.forms] == [False]
            assert register.trail.audit().findings == ()
            assert list((folder / "messages" / "files").rglob("*.pdf")) == []
            for one in register.mail.all():
                assert (folder / one.stored_path).exists()
